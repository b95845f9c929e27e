package gatehouse.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A head reads the same however its bytes are cut; random damage is read or refused, nothing else.
final class RequestReaderTest {
  private static final String HEAD =
      "POST /a/b?c=d HTTP/1.1\r\nHost: a.test:81\r\nX-Mine:  v\t\r\nContent-Length: 3\r\n\r\n";

  @Test
  void reads_a_head_at_every_cut() throws Exception {
    for (int step = 1; step <= HEAD.length(); step++) {
      RequestReader reader = new RequestReader(32 << 10, 200);
      ByteBuf in = Unpooled.buffer();
      RequestHead head = null;
      for (int at = 0; at < HEAD.length(); at += step) {
        assertThat(head).isNull();
        String part = HEAD.substring(at, Math.min(at + step, HEAD.length()));
        in.writeBytes(part.getBytes(StandardCharsets.ISO_8859_1));
        head = reader.read(in);
      }
      if (head == null) {
        throw new AssertionError("the head is complete, but was not read");
      }
      assertThat(head.method()).isEqualTo("POST");
      assertThat(head.target().query()).isEqualTo("c=d");
      assertThat(head.authority()).isEqualTo(new Authority("a.test", 81));
      assertThat(head.headers().value(1)).isEqualTo("v");
      assertThat(head.length()).isEqualTo(3);
      assertThat(head.bytes()).isEqualTo(HEAD.length());
      in.release();
    }
  }

  @Test
  void passes_over_one_empty_line_before_a_request() throws Exception {
    RequestReader reader = new RequestReader(32 << 10, 200);
    assertThat(reader.read(Unpooled.copiedBuffer("\r\n" + HEAD, StandardCharsets.ISO_8859_1)))
        .isNotNull();
  }

  @Test
  void never_fails_but_by_refusing() {
    Random random = new Random(7);
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = HEAD.getBytes(StandardCharsets.ISO_8859_1);
      for (int i = 0; i <= random.nextInt(4); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        RequestHead head = new RequestReader(4096, 50).read(Unpooled.wrappedBuffer(bytes));
        if (head != null) {
          assertThat(head.headers().indexOf("content-length", 0) >= 0)
              .isEqualTo(head.length() >= 0);
        }
      } catch (BadMessage e) {
        assertThat(e.status()).isIn(400, 414, 505);
      }
    }
  }
}
