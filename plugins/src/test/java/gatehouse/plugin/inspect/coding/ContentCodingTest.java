package gatehouse.plugin.inspect.coding;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import gatehouse.plugin.inspect.coding.ContentCoding.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Adler32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodingTest {
  private static final byte[] TEXT =
      "a text that says something, and says it again, and again".getBytes(StandardCharsets.UTF_8);
  private static final long LIMIT = 10 << 20;

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "GZIP", "deflate", "raw", "br", "zstd"})
  void undoes_each_coding(String coding) throws IOException {
    byte[] coded = coded(coding, TEXT);

    assertThat(plain(coded, coding.equals("raw") ? "deflate" : coding)).isEqualTo(TEXT);
  }

  @Test
  void undoes_stacked_codings_the_last_one_first() throws IOException {
    byte[] coded = coded("br", coded("gzip", coded("deflate", TEXT)));

    assertThat(plain(coded, "deflate, gzip , br")).isEqualTo(TEXT);
  }

  @Test
  void leaves_what_is_not_coded() {
    assertThat(ContentCoding.isCoded(null)).isFalse();
    assertThat(ContentCoding.isCoded("identity")).isFalse();
    assertThat(plain(TEXT, "identity")).isEqualTo(TEXT);
    assertThat(ContentCoding.isCoded("gzip")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
  void stops_at_the_limit_and_at_a_suspicious_growth(String coding) throws IOException {
    byte[] big = new byte[8 << 20];
    Outcome limited = ContentCoding.decode(coded(coding, big), coding, 1000, true);
    Outcome grown = ContentCoding.decode(coded(coding, big), coding, LIMIT, true);

    assertThat(limited)
        .isInstanceOfSatisfying(
            Outcome.TooLarge.class, o -> assertThat(o.beginning()).hasSize(1000));
    assertThat(grown).isInstanceOf(Outcome.TooLarge.class);
  }

  @Test
  void a_bomb_in_a_bomb_stops_at_the_first_one_that_grows() throws IOException {
    byte[] coded = coded("gzip", coded("gzip", new byte[64 << 20]));

    assertThat(ContentCoding.decode(coded, "gzip, gzip", LIMIT, true))
        .isInstanceOf(Outcome.TooLarge.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
  void refuses_what_is_not_what_it_says(String coding) throws IOException {
    byte[] cut = Arrays.copyOf(coded(coding, TEXT), 12);

    assertThat(ContentCoding.decode(TEXT, coding, LIMIT, true))
        .isInstanceOf(Outcome.Malformed.class);
    assertThat(ContentCoding.decode(cut, coding, LIMIT, true))
        .isInstanceOf(Outcome.Malformed.class);
  }

  /// Decoders differ in what they make of it: some read on behind zeros, some at the next member.
  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "raw", "br", "zstd"})
  void refuses_what_goes_on_behind_its_end(String coding) throws IOException {
    String name = coding.equals("raw") ? "deflate" : coding;
    byte[] coded = coded(coding, TEXT);
    byte[] padded = Arrays.copyOf(coded, coded.length + 3);
    byte[] more = coded("gzip", TEXT);
    ByteArrayOutputStream hidden = new ByteArrayOutputStream();
    hidden.writeBytes(padded);
    hidden.writeBytes(more);

    assertThat(ContentCoding.decode(padded, name, LIMIT, true))
        .isInstanceOf(Outcome.Malformed.class);
    assertThat(ContentCoding.decode(hidden.toByteArray(), name, LIMIT, true))
        .isInstanceOf(Outcome.Malformed.class);
  }

  @Test
  void reads_all_members_and_all_frames() throws IOException {
    for (String coding : new String[] {"gzip", "zstd"}) {
      ByteArrayOutputStream twice = new ByteArrayOutputStream();
      twice.writeBytes(coded(coding, TEXT));
      twice.writeBytes(coded(coding, TEXT));
      byte[] plain = plain(twice.toByteArray(), coding);

      assertThat(plain).startsWith(TEXT).endsWith(TEXT).hasSize(2 * TEXT.length);
    }
  }

  /// To one with zlib's wrapping, a stored block of what the other one takes for a short stored
  /// block and a packed text.
  @Test
  void refuses_what_is_another_text_without_its_wrapping() throws IOException {
    byte[] hidden = coded("raw", TEXT);
    byte[] stored = new byte[0xfffe];
    stored[2] = (byte) 0xff;
    stored[3] = (byte) 0xff;
    System.arraycopy(hidden, 0, stored, 4, hidden.length);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {0x78, 1, 0, (byte) 0xfe, (byte) 0xff, 1, 0});
    body.writeBytes(stored);
    body.writeBytes(new byte[] {3, 0}); // an empty last block
    Adler32 sum = new Adler32();
    sum.update(stored);
    body.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());

    assertThat(new InflaterInputStream(new ByteArrayInputStream(body.toByteArray())).readAllBytes())
        .isEqualTo(stored);
    assertThat(ContentCoding.decode(body.toByteArray(), "deflate", LIMIT, true))
        .isInstanceOf(Outcome.Malformed.class);
  }

  /// Brotli's decoder gives nothing of a block it has not seen the end of.
  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd"})
  void reads_as_much_as_a_part_of_a_body_tells(String coding) throws IOException {
    byte[] noise = new byte[400_000];
    new Random(1).nextBytes(noise);
    byte[] coded = coded(coding, noise);

    Outcome outcome =
        ContentCoding.decode(Arrays.copyOf(coded, coded.length / 2), coding, LIMIT, false);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Plain.class,
            o -> {
              assertThat(o.body().length).isGreaterThan(1000);
              assertThat(o.body()).isEqualTo(Arrays.copyOf(noise, o.body().length));
            });
  }

  @Test
  void reads_as_much_as_a_part_of_a_long_brotli_body_tells() throws IOException {
    StringBuilder text = new StringBuilder();
    Random random = new Random(1);
    while (text.length() < 1 << 20) {
      text.append(Integer.toString(random.nextInt(100_000), 36)).append(' ');
    }
    byte[] words = text.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] coded = coded("br", words);

    Outcome outcome = ContentCoding.decode(Arrays.copyOf(coded, 60_000), "br", LIMIT, false);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Plain.class,
            o -> {
              assertThat(o.body().length).isGreaterThan(60_000);
              assertThat(o.body()).isEqualTo(Arrays.copyOf(words, o.body().length));
            });
  }

  @Test
  void names_codings_it_does_not_know_and_does_not_unpack_without_end() {
    assertThat(ContentCoding.decode(TEXT, "compress", LIMIT, true))
        .isEqualTo(new Outcome.Unknown("compress"));
    assertThat(ContentCoding.decode(TEXT, "gzip, gzip, gzip, gzip", LIMIT, true))
        .isEqualTo(new Outcome.Unknown("4 codings"));
  }

  private static byte[] plain(byte[] coded, String coding) {
    Outcome outcome = ContentCoding.decode(coded, coding, LIMIT, true);
    return outcome instanceof Outcome.Plain(byte[] body) ? body : new byte[0];
  }

  private static byte[] coded(String coding, byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (coding) {
      case "br" -> {
        Brotli4jLoader.ensureAvailability();
        return Encoder.compress(plain);
      }
      case "zstd" -> {
        return Zstd.compress(plain);
      }
      case "deflate" -> write(new DeflaterOutputStream(out), plain);
      case "raw" -> write(new DeflaterOutputStream(out, new Deflater(9, true)), plain);
      default -> write(new GZIPOutputStream(out), plain);
    }
    return out.toByteArray();
  }

  private static void write(OutputStream to, byte[] bytes) throws IOException {
    try (to) {
      to.write(bytes);
    }
  }
}
