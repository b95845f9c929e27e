package gatehouse.decode;

import gatehouse.spi.Headers;

/// How the end of a body is found: a length of 0 and more, or one of the constants here. Read from
/// the fields once, by RFC 9112, section 6; whatever could be read in two ways is refused.
public final class Framing {
  /// Chunks, each with its size before it.
  public static final long CHUNKED = -1;

  /// All bytes until the connection closes; answers only.
  public static final long UNTIL_CLOSE = -2;

  /// No body, and no length named either.
  public static final long NONE = -3;

  private static final int MAX_LENGTH_DIGITS = 18;

  private Framing() {}

  /// The framing that the fields of a message announce, or [#NONE] if they announce none.
  ///
  /// @param http11 whether the message is HTTP/1.1; an HTTP/1.0 message can't be chunked
  static long of(Headers headers, boolean http11) throws BadMessage {
    int coding = headers.indexOf("transfer-encoding", 0);
    int length = headers.indexOf("content-length", 0);
    if (coding >= 0) {
      if (length >= 0) {
        throw BadMessage.malformed("both Content-Length and Transfer-Encoding");
      }
      if (!http11) {
        throw BadMessage.malformed("Transfer-Encoding in HTTP/1.0");
      }
      if (headers.indexOf("transfer-encoding", coding + 1) >= 0
          || !headers.value(coding).equalsIgnoreCase("chunked")) {
        throw BadMessage.malformed("a transfer coding other than one chunked");
      }
      return CHUNKED;
    }
    if (length < 0) {
      return NONE;
    }
    if (headers.indexOf("content-length", length + 1) >= 0) {
      throw BadMessage.malformed("more than one Content-Length");
    }
    return length(headers.value(length));
  }

  /// A Content-Length: digits and nothing else.
  static long length(String text) throws BadMessage {
    if (text.isEmpty() || text.length() > MAX_LENGTH_DIGITS) {
      throw BadMessage.malformed("Content-Length is not a length");
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw BadMessage.malformed("Content-Length is not a length");
      }
      value = value * 10 + c - '0';
    }
    return value;
  }
}
