package gatehouse.plugin.inspect.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import gatehouse.plugin.inspect.coding.StreamDecoder.Undecodable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Codings undone piece by piece, wherever the pieces end.
final class StreamDecoderTest {
  private static final byte[] TEXT =
      "What is said thrice is true. What is said thrice is true. äöü"
          .repeat(50)
          .getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "deflate", "br", "zstd", "gzip, br", "zstd, deflate"})
  void undoes_what_is_cut_anywhere(String codings) throws IOException {
    byte[] coded = TEXT;
    for (String coding : codings.split(", ", -1)) {
      coded = coded(coding, coded);
    }

    for (int cut = 0; cut <= coded.length; cut++) {
      assertThat(decoded(codings, coded, cut)).as(codings + " " + cut).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
  void a_body_that_ends_early_is_refused(String coding) throws IOException {
    byte[] coded = coded(coding, TEXT);
    byte[] cut = Arrays.copyOf(coded, coded.length - 1);

    assertThatThrownBy(() -> decoded(coding, cut, 3)).isInstanceOf(Undecodable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
  void what_is_not_coded_is_refused(String coding) {
    assertThatThrownBy(
            () -> decoded(coding, "{\"a\": \"plain text\"}".getBytes(StandardCharsets.UTF_8), 2))
        .isInstanceOf(Undecodable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
  void a_bomb_is_refused_before_it_takes_room(String coding) throws IOException {
    byte[] bomb = coded(coding, new byte[64 << 20]);
    long[] out = {0};

    try (StreamDecoder decoder = StreamDecoder.of(coding)) {
      assertThatThrownBy(() -> decoder.chunk(bomb, 0, bomb.length, (b, f, t) -> out[0] += t - f))
          .isInstanceOf(Undecodable.class)
          .hasMessageContaining("grows too fast");
    }
    assertThat(out[0]).isLessThan(48 << 20);
  }

  @Test
  void several_members_and_all_parts_of_a_gzip_header_are_read() throws IOException {
    byte[] member = coded("gzip", TEXT);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(new byte[] {0x1f, (byte) 0x8b, 8, 0x1f, 0, 0, 0, 0, 0, 0});
    all.write(new byte[] {3, 0, 1, 2, 3});
    all.write("name\0comment\0".getBytes(StandardCharsets.US_ASCII));
    all.write(new byte[] {0, 0});
    all.write(member, 10, member.length - 10);
    all.write(member);
    byte[] coded = all.toByteArray();

    for (int cut = 0; cut < 60; cut++) {
      assertThat(decoded("gzip", coded, cut)).hasSize(2 * TEXT.length).startsWith(TEXT);
    }
  }

  @Test
  void a_wrong_check_sum_is_refused() throws IOException {
    byte[] coded = coded("gzip", TEXT);
    coded[coded.length - 6] ^= 1;

    assertThatThrownBy(() -> decoded("gzip", coded, 1)).hasMessageContaining("check sum");
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "gzip, snappy", "gzip, gzip, gzip, gzip"})
  void unknown_codings_and_too_many_are_told(String codings) {
    assertThat(StreamDecoder.knowsAll(codings)).isFalse();
  }

  @Test
  void random_bytes_never_do_harm() {
    Random random = new Random(7);
    for (String coding : new String[] {"gzip", "deflate", "br", "zstd"}) {
      for (int i = 0; i < 300; i++) {
        byte[] noise = new byte[1 + random.nextInt(200)];
        random.nextBytes(noise);
        try {
          decoded(coding, noise, noise.length / 2);
        } catch (Undecodable e) {
          assertThat(e).hasMessageNotContaining("null");
        }
      }
    }
  }

  private static byte[] decoded(String codings, byte[] coded, int cut) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (StreamDecoder decoder = StreamDecoder.of(codings)) {
      decoder.chunk(coded, 0, cut, (b, f, t) -> out.write(b, f, t - f));
      decoder.chunk(coded, cut, coded.length, (b, f, t) -> out.write(b, f, t - f));
      decoder.end((b, f, t) -> out.write(b, f, t - f));
    }
    return out.toByteArray();
  }

  private static byte[] coded(String coding, byte[] plain) throws IOException {
    return switch (coding) {
      case "br" -> {
        Brotli4jLoader.ensureAvailability();
        yield Encoder.compress(plain, new Encoder.Parameters().setQuality(5));
      }
      case "zstd" -> Zstd.compress(plain);
      default -> deflated(coding, plain);
    };
  }

  private static byte[] deflated(String coding, byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        coding.equals("deflate")
            ? new DeflaterOutputStream(bytes, new Deflater())
            : new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }
}
