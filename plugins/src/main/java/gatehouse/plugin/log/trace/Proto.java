package gatehouse.plugin.log.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes protocol buffers: <https://protobuf.dev/programming-guides/encoding>. Fields that have
/// their default value are left out, as the encoding wants it.
final class Proto {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIRST_CAPACITY = 256;

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int size;

  Proto varint(int field, long value) {
    if (value != 0) {
      alwaysVarint(field, value);
    }
    return this;
  }

  /// For members of a `oneof`, whose presence says something.
  Proto alwaysVarint(int field, long value) {
    tag(field, VARINT);
    raw(value);
    return this;
  }

  Proto fixed64(int field, long value) {
    if (value != 0) {
      alwaysFixed64(field, value);
    }
    return this;
  }

  Proto alwaysFixed64(int field, long value) {
    tag(field, FIXED64);
    little(value);
    return this;
  }

  Proto number(int field, double value) {
    return alwaysFixed64(field, Double.doubleToRawLongBits(value));
  }

  Proto text(int field, String value) {
    return value.isEmpty() ? this : bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Proto bytes(int field, byte[] value) {
    tag(field, BYTES);
    raw(value.length);
    put(value, value.length);
    return this;
  }

  Proto message(int field, Proto value) {
    tag(field, BYTES);
    raw(value.size);
    put(value.bytes, value.size);
    return this;
  }

  /// Two numbers of 64 bits, highest byte first, as ids are written.
  Proto id(int field, long high, long low) {
    tag(field, BYTES);
    raw(2 * Long.BYTES);
    big(high);
    big(low);
    return this;
  }

  /// One number of 64 bits, highest byte first.
  Proto id(int field, long value) {
    tag(field, BYTES);
    raw(Long.BYTES);
    big(value);
    return this;
  }

  /// A list of numbers that all have 64 bits.
  Proto packed(int field, long[] values) {
    tag(field, BYTES);
    raw((long) values.length * Long.BYTES);
    for (long value : values) {
      little(value);
    }
    return this;
  }

  /// Fields that were written before.
  Proto raw(byte[] fields) {
    put(fields, fields.length);
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void tag(int field, int type) {
    raw((long) field << 3 | type);
  }

  private void raw(long value) {
    long left = value;
    ensure(10);
    while ((left & ~0x7FL) != 0) {
      bytes[size++] = (byte) (left & 0x7F | 0x80);
      left >>>= 7;
    }
    bytes[size++] = (byte) left;
  }

  private void little(long value) {
    ensure(Long.BYTES);
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  private void big(long value) {
    ensure(Long.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  private void put(byte[] from, int length) {
    ensure(length);
    System.arraycopy(from, 0, bytes, size, length);
    size += length;
  }

  private void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }
}
