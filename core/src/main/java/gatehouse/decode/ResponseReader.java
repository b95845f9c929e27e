package gatehouse.decode;

import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads the heads of one upstream connection's answers.
public final class ResponseReader {
  private static final int HEAD_LIMIT = 64 << 10;
  private static final int MOST_FIELDS = 500;

  private final HeadBuffer buffer = new HeadBuffer(HEAD_LIMIT);

  /// The next head, or null while it is incomplete.
  ///
  /// @param method of the request it answers
  /// @throws BadMessage if the answer is invalid or could be read in two ways
  public @Nullable ResponseHead read(ByteBuf in, String method) throws BadMessage {
    int length = buffer.read(in);
    if (length < 0) {
      return null;
    }
    byte[] head = buffer.array();
    StatusLine line = StatusLine.read(head, length);
    Headers headers = new Headers();
    FieldReader.read(head, RequestLine.end(head, 0), length, headers, MOST_FIELDS);
    int status = line.status();
    boolean bodiless = status < 200 || status == 204 || status == 304 || method.equals("HEAD");
    long framing = Framing.of(headers, line.http11());
    long body = bodiless ? 0 : framing == Framing.NONE ? Framing.UNTIL_CLOSE : framing;
    boolean keepAlive = body != Framing.UNTIL_CLOSE && keepsAlive(headers, line.http11());
    return new ResponseHead(status, line.http11(), headers, body, keepAlive, length);
  }

  private static boolean keepsAlive(Headers headers, boolean http11) {
    int at = headers.indexOf("connection", 0);
    boolean keep = http11;
    while (at >= 0) {
      if (ListValue.has(headers.value(at), "close")) {
        return false;
      }
      keep |= ListValue.has(headers.value(at), "keep-alive");
      at = headers.indexOf("connection", at + 1);
    }
    return keep;
  }
}
