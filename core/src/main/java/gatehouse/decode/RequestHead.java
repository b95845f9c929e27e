package gatehouse.decode;

import gatehouse.spi.Headers;
import org.jspecify.annotations.Nullable;

/// The head of a request as it came, framed in exactly one way.
///
/// @param method the method
/// @param target the request target in origin form (or `*`), exactly as sent
/// @param authority what the client asked for: the authority of an absolute target or of HTTP/2,
///   else the Host field; null for an HTTP/1.0 request without one
/// @param headers the fields, Host among them
/// @param version `1.0`, `1.1` or `2.0`
/// @param length of the body, or [Framing#CHUNKED] or [Framing#NONE]
/// @param expectsContinue whether the client waits for a 100 before it sends the body
/// @param bytes of the whole head
public record RequestHead(
    String method,
    RequestTarget target,
    @Nullable Authority authority,
    Headers headers,
    String version,
    long length,
    boolean expectsContinue,
    int bytes) {

  /// Whether the client wants to use the connection again (RFC 9112, section 9.3).
  boolean keepsAlive() {
    boolean stay = version.equals("1.1");
    for (int i = headers.indexOf("connection", 0);
        i >= 0;
        i = headers.indexOf("connection", i + 1)) {
      if (ListValue.has(headers.value(i), "close")) {
        return false;
      }
      stay |= ListValue.has(headers.value(i), "keep-alive");
    }
    return stay;
  }

  /// Whether a body follows.
  public boolean hasBody() {
    return length > 0 || length == Framing.CHUNKED;
  }
}
