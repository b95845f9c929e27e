package gatehouse.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// One body reads the same however its bytes are cut, and random bytes never make it throw anything
/// but a refusal.
final class BodyReaderTest {
  private static final String CHUNKED =
      "5\r\nhello\r\n6;ext=\"v\"\r\n world\r\n0\r\nX-T: a\r\n\r\nGET";

  @Test
  void reads_chunks_whole() throws Exception {
    assertThat(read(CHUNKED, CHUNKED.length())).isEqualTo("hello world|X-T=a|GET");
  }

  @Test
  void reads_chunks_byte_by_byte_and_at_every_cut() throws Exception {
    for (int step = 1; step < CHUNKED.length(); step++) {
      assertThat(read(CHUNKED, step)).as("step %d", step).isEqualTo("hello world|X-T=a|GET");
    }
  }

  private static String read(String bytes, int step) throws BadMessage {
    BodyReader reader = new BodyReader(Framing.CHUNKED);
    ByteBuf in = Unpooled.buffer();
    StringBuilder body = new StringBuilder();
    for (int at = 0; at < bytes.length(); at += step) {
      String part = bytes.substring(at, Math.min(at + step, bytes.length()));
      in.writeBytes(part.getBytes(StandardCharsets.ISO_8859_1));
      for (ByteBuf piece = reader.read(in); piece != null; piece = reader.read(in)) {
        body.append(piece.toString(StandardCharsets.ISO_8859_1));
        piece.release();
      }
    }
    assertThat(reader.done()).isTrue();
    var trailers = reader.trailers();
    body.append('|');
    if (trailers != null) {
      body.append(trailers.name(0)).append('=').append(trailers.value(0));
    }
    body.append('|').append(in.toString(StandardCharsets.ISO_8859_1));
    in.release();
    return body.toString();
  }

  @Test
  void never_fails_but_by_refusing() {
    Random random = new Random(42);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = CHUNKED.getBytes(StandardCharsets.ISO_8859_1);
      for (int i = 0; i <= random.nextInt(4); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      ByteBuf in = Unpooled.wrappedBuffer(bytes);
      BodyReader reader = new BodyReader(Framing.CHUNKED);
      try {
        for (ByteBuf piece = reader.read(in); piece != null; piece = reader.read(in)) {
          piece.release();
        }
      } catch (BadMessage e) {
        assertThat(e.status()).isIn(400, 414);
      }
    }
  }
}
