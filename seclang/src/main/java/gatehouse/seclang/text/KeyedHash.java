package gatehouse.seclang.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/// The 128 bits that SipHash-2-4 makes of a byte string under a key of this process only. Who does
/// not know the key can neither make two strings of one hash nor tell the string from the hash: it
/// stands for a string, also a secret one, that must not be kept itself.
public record KeyedHash(long low, long high) {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final Key PROCESS = Key.random();

  /// A key of 128 bits.
  record Key(long low, long high) {
    static Key random() {
      SecureRandom random = new SecureRandom();
      return new Key(random.nextLong(), random.nextLong());
    }
  }

  /// The hash of a string under the key of this process.
  public static KeyedHash of(Bytes text) {
    return of(PROCESS, text);
  }

  static KeyedHash of(Key key, Bytes text) {
    long v0 = key.low ^ 0x736f_6d65_7073_6575L;
    long v1 = key.high ^ 0x646f_7261_6e64_6f6dL ^ 0xee;
    long v2 = key.low ^ 0x6c79_6765_6e65_7261L;
    long v3 = key.high ^ 0x7465_6462_7974_6573L;
    byte[] array = text.array();
    int at = text.from();
    long low = 0;
    // Two rounds for each eight bytes, the last of them filled up; then four, and four again.
    int whole = text.length() / 8;
    for (int i = 0; i < whole + 5; i++) {
      long word = 0;
      if (i < whole) {
        word = (long) WORDS.get(array, at);
        at += 8;
      } else if (i == whole) {
        word = last(array, at, text.to()) | (long) text.length() << 56;
      } else if (i == whole + 1) {
        v2 ^= 0xee;
      } else if (i == whole + 3) {
        low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
      }
      v3 ^= word;
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
      v0 ^= word;
    }
    return new KeyedHash(low, v0 ^ v1 ^ v2 ^ v3);
  }

  /// The bytes behind the whole words, fewer than eight.
  private static long last(byte[] array, int from, int to) {
    if (from < to && to >= 8) {
      return (long) WORDS.get(array, to - 8) >>> 8 * (8 - (to - from));
    }
    long word = 0;
    for (int i = from; i < to; i++) {
      word |= (array[i] & 0xFFL) << 8 * (i - from);
    }
    return word;
  }
}
