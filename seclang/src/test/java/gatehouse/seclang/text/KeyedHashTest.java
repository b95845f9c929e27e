package gatehouse.seclang.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyedHashTest {
  /// The key of the published vectors: the bytes 0 to 15.
  private static final KeyedHash.Key KEY =
      new KeyedHash.Key(0x0706_0504_0302_0100L, 0x0f0e_0d0c_0b0a_0908L);

  /// As OpenSSL's SIPHASH with 16 bytes tells of the bytes 0, 1, 2 … so many of them.
  @ParameterizedTest
  @CsvSource({
    "0, a3817f04ba25a8e66df67214c7550293",
    "1, da87c1d86b99af44347659119b22fc45",
    "2, 8177228da4a45dc7fca38bdef60affe4",
    "8, 3b62a9ba6258f5610f83e264f31497b4",
    "15, 5493e99933b0a8117e08ec0f97cfc3d9",
    "63, 5150d1772f50834a503e069a973fbd7c"
  })
  void is_siphash_of_128_bits(int length, String hash) {
    byte[] alone = new byte[length];
    byte[] amid = new byte[length + 20];
    Arrays.fill(amid, (byte) 0xAA);
    for (int i = 0; i < length; i++) {
      alone[i] = (byte) i;
      amid[i + 10] = (byte) i;
    }
    assertThat(hex(KeyedHash.of(KEY, Bytes.of(alone)))).isEqualTo(hash);
    assertThat(hex(KeyedHash.of(KEY, Bytes.of(amid, 10, length + 10)))).isEqualTo(hash);
  }

  @Test
  void depends_on_the_key() {
    Bytes text = Bytes.of("session=4711");
    assertThat(KeyedHash.of(text)).isEqualTo(KeyedHash.of(Bytes.of("session=4711")));
    assertThat(KeyedHash.of(text)).isNotEqualTo(KeyedHash.of(KEY, text));
    assertThat(KeyedHash.of(KeyedHash.Key.random(), text))
        .isNotEqualTo(KeyedHash.of(KeyedHash.Key.random(), text));
  }

  private static String hex(KeyedHash hash) {
    return "%016x%016x".formatted(Long.reverseBytes(hash.low()), Long.reverseBytes(hash.high()));
  }
}
