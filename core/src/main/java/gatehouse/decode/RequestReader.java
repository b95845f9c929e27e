package gatehouse.decode;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads the heads of one HTTP/1 connection's requests.
final class RequestReader {
  private static final HeaderName HOST = HeaderName.of("Host");

  private final HeadBuffer buffer;
  private final int mostFields;

  RequestReader(int headLimit, int mostFields) {
    this.buffer = new HeadBuffer(headLimit);
    this.mostFields = mostFields;
  }

  /// The next head, or null while it is incomplete.
  @Nullable RequestHead read(ByteBuf in) throws BadMessage {
    skipEmptyLine(in);
    int length = buffer.read(in);
    if (length < 0) {
      return null;
    }
    byte[] head = buffer.array();
    RequestLine line = RequestLine.read(head, 0);
    Headers headers = new Headers();
    FieldReader.read(head, RequestLine.end(head, 0), length, headers, mostFields);
    long framing = Framing.of(headers, line.http11());
    RequestTarget target = RequestTarget.parse(line.target());
    Authority host = host(headers, line.http11());
    if (target.fault() != null) {
      throw BadMessage.malformed(target.fault().reason());
    }
    if (target.form() == RequestTarget.Form.ASTERISK && !line.method().equals("OPTIONS")) {
      throw BadMessage.malformed("* is for OPTIONS only");
    }
    if (target.authority() != null) {
      // RFC 9112, section 3.2.2: the authority of the target wins over Host, for everybody.
      host = target.authority();
      headers.set(HOST, host.toString());
    }
    return new RequestHead(
        line.method(),
        target,
        host,
        headers,
        line.http11() ? "1.1" : "1.0",
        framing,
        expectsContinue(headers, line.http11()),
        length);
  }

  /// Whether a head has begun but is not complete.
  boolean started() {
    return buffer.started();
  }

  /// RFC 9112, section 2.2: an empty line before the request line is passed over, once.
  private void skipEmptyLine(ByteBuf in) {
    if (!buffer.started()
        && in.readableBytes() >= 2
        && in.getByte(in.readerIndex()) == '\r'
        && in.getByte(in.readerIndex() + 1) == '\n') {
      in.skipBytes(2);
    }
  }

  private static @Nullable Authority host(Headers headers, boolean http11) throws BadMessage {
    int at = headers.indexOf("host", 0);
    if (at < 0) {
      if (http11) {
        throw BadMessage.malformed("no Host");
      }
      return null;
    }
    if (headers.indexOf("host", at + 1) >= 0) {
      throw BadMessage.malformed("more than one Host");
    }
    Authority host = Authority.parse(headers.value(at));
    if (host == null) {
      throw BadMessage.malformed("Host");
    }
    return host;
  }

  private static boolean expectsContinue(Headers headers, boolean http11) {
    int at = headers.indexOf("expect", 0);
    return http11 && at >= 0 && headers.value(at).equalsIgnoreCase("100-continue");
  }
}
