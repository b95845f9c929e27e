package gatehouse.decode;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Damaged messages mean the same however their bytes are cut on the way: a peer that could make
/// one decoder read them in two ways could smuggle. The seeds are fixed, so a failure comes again.
final class DecoderFuzzTest {
  private static final int ROUNDS = 4000;

  private static final String[] REQUESTS = {
    "GET /a/../b?c=%2f HTTP/1.1\r\nHost: a.test:81\r\nX: v\r\n\r\nGET / HTTP/1.1\r\n",
    "POST http://u.test/ HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "PUT / HTTP/1.0\r\n"
        + "Connection: keep-alive\r\n"
        + "Content-Length: 5\r\n"
        + "Expect: 100-continue\r\n\r\n"
        + "hello",
    "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\nCookie: a=b\r\nCookie: c=d\r\n\r\n",
  };

  private static final String[] ANSWERS = {
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    "HTTP/1.0 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
  };

  private static final String CHUNKED =
      "5\r\nhello\r\n6;ext=\"v\"\r\n world\r\n0\r\nX-T: a\r\n\r\nGET / HTTP/1.1\r\n";

  /// What damage is made of, besides single bytes.
  private static final String[] SNIPPETS = {
    "\r\n",
    "\n",
    "\r",
    "\0",
    " ",
    "\t",
    ":",
    ",",
    ";",
    "0",
    "-1",
    "ffffffffffffffff",
    "\r\n\r\n",
    "\u000b",
    "Content-Length: 3\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Host: x\r\n",
    " \r\n",
    "%00",
    "\u0080",
  };

  private static String damaged(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int i = 0; i <= random.nextInt(4) && !damaged.isEmpty(); i++) {
      int at = random.nextInt(damaged.length());
      switch (random.nextInt(4)) {
        case 0 -> damaged.setCharAt(at, (char) random.nextInt(256));
        case 1 -> damaged.insert(at, SNIPPETS[random.nextInt(SNIPPETS.length)]);
        case 2 -> damaged.delete(at, Math.min(damaged.length(), at + 1 + random.nextInt(4)));
        default -> damaged.insert(at, damaged.charAt(random.nextInt(damaged.length())));
      }
    }
    return damaged.toString();
  }

  /// Reads from a buffer into which the bytes come little by little; null while more is needed.
  private interface Decoder {
    @Nullable String read(ByteBuf in) throws BadMessage;
  }

  private interface Making {
    Decoder make();
  }

  private static String outcome(String text, Making making, int most, Random random) {
    Decoder decoder = making.make();
    ByteBuf in = Unpooled.buffer();
    try {
      for (int at = 0; at < text.length(); ) {
        int size = Math.min(text.length() - at, 1 + random.nextInt(most));
        in.writeBytes(text.substring(at, at + size).getBytes(StandardCharsets.ISO_8859_1));
        at += size;
        String read = decoder.read(in);
        if (read != null) {
          String rest = in.toString(StandardCharsets.ISO_8859_1) + text.substring(at);
          return read + " rest " + rest;
        }
      }
      return "incomplete";
    } catch (BadMessage e) {
      assertThat(e.status()).isBetween(400, 505);
      return "refused";
    } finally {
      in.release();
    }
  }

  private static void meansOneThing(String[] seeds, Making making, long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      String text = damaged(seeds[round % seeds.length], random);
      String whole = outcome(text, making, Integer.MAX_VALUE - 1, random);
      assertThat(outcome(text, making, 1, random)).as("byte by byte: %s", text).isEqualTo(whole);
      assertThat(outcome(text, making, 9, random)).as("cut: %s", text).isEqualTo(whole);
    }
  }

  @Test
  void requests() {
    meansOneThing(
        REQUESTS,
        () -> {
          RequestReader reader = new RequestReader(4096, 50);
          return in -> {
            RequestHead head = reader.read(in);
            return head == null
                ? null
                : head.method()
                    + head.target().origin()
                    + head.authority()
                    + head.length()
                    + shown(head.headers());
          };
        },
        1);
  }

  @Test
  void answers() {
    meansOneThing(
        ANSWERS,
        () -> {
          ResponseReader reader = new ResponseReader();
          return in -> {
            ResponseHead head = reader.read(in, "GET");
            return head == null
                ? null
                : head.status() + " " + head.length() + shown(head.headers());
          };
        },
        2);
  }

  @Test
  void chunked_bodies() {
    meansOneThing(
        new String[] {CHUNKED},
        () -> {
          BodyReader reader = new BodyReader(Framing.CHUNKED);
          StringBuilder body = new StringBuilder();
          return in -> {
            for (ByteBuf piece = reader.read(in); piece != null; piece = reader.read(in)) {
              body.append(piece.toString(StandardCharsets.ISO_8859_1));
              piece.release();
            }
            Headers trailers = reader.trailers();
            return reader.done() ? body + (trailers == null ? "" : shown(trailers)) : null;
          };
        },
        3);
  }

  private static String shown(Headers headers) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < headers.size(); i++) {
      shown.append('|').append(headers.name(i)).append('=').append(headers.value(i));
    }
    return shown.toString();
  }

  @Test
  void heads_of_http_2_hold_nothing_that_could_end_a_line() {
    Random random = new Random(4);
    String[] names = {":method", ":path", ":scheme", ":authority", "host", "cookie", "x-a", "te"};
    String[] values = {"GET", "/a/b?c", "https", "a.test", "b.test", "a=b", "v", "trailers"};
    for (int round = 0; round < 5 * ROUNDS; round++) {
      DefaultHttp2Headers fields = new DefaultHttp2Headers(false);
      for (int i = 0; i < names.length; i++) {
        boolean damage = random.nextInt(12) == 0;
        String name = damage ? damaged(names[i], random) : names[i];
        if (random.nextInt(12) > 0) {
          fields.add(name, random.nextInt(12) == 0 ? damaged(values[i], random) : values[i]);
        }
      }
      try {
        RequestHead head = Http2Heads.request(fields, new Http2Heads.Limits(50, 4096), true);
        String all = head.method() + head.target().origin() + shown(head.headers());
        assertThat(all).doesNotContain("\r").doesNotContain("\n").doesNotContain("\0");
        assertThat(head.method()).matches("[!-~]+");
        assertThat(head.headers().indexOf("transfer-encoding", 0)).isNegative();
      } catch (BadMessage e) {
        assertThat(e.status()).isBetween(400, 505);
      }
    }
  }
}
