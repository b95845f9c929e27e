package gatehouse.decode;

import java.nio.charset.StandardCharsets;

/// The first line of a request, by RFC 9112, section 3.
///
/// @param method capital letters, digits, `-` and `_`
/// @param target as sent
/// @param http11 whether the version is 1.1; else it is 1.0
record RequestLine(String method, String target, boolean http11) {
  private static final int MAX_METHOD = 32;
  private static final String[] METHODS = {
    "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT"
  };

  /// Reads the line that starts at an index.
  static RequestLine read(byte[] head, int at) throws BadMessage {
    int space = at;
    while (head[space] != ' ') {
      if (!isMethodChar(head[space]) || space - at == MAX_METHOD) {
        throw BadMessage.malformed("method");
      }
      space++;
    }
    int start = space + 1;
    int end = start;
    // Bytes over 0x7F are negative here; the path's own rules judge them.
    while (head[end] > ' ' && head[end] != 0x7F || head[end] < 0) {
      end++;
    }
    if (space == at || end == start || head[end] != ' ') {
      throw BadMessage.malformed("request line");
    }
    return new RequestLine(
        method(head, at, space),
        new String(head, start, end - start, StandardCharsets.ISO_8859_1),
        version(head, end + 1));
  }

  /// Where the line ends, its line break included.
  static int end(byte[] head, int at) {
    int i = at;
    while (head[i] != '\n') {
      i++;
    }
    return i + 1;
  }

  private static boolean version(byte[] head, int at) throws BadMessage {
    boolean wellFormed =
        head[at] == 'H'
            && head[at + 1] == 'T'
            && head[at + 2] == 'T'
            && head[at + 3] == 'P'
            && head[at + 4] == '/'
            && isDigit(head[at + 5])
            && head[at + 6] == '.'
            && isDigit(head[at + 7])
            && head[at + 8] == '\r';
    if (!wellFormed) {
      throw BadMessage.malformed("version");
    }
    if (head[at + 5] != '1' || head[at + 7] > '1') {
      throw BadMessage.version("not HTTP/1.0 or 1.1");
    }
    return head[at + 7] == '1';
  }

  private static String method(byte[] head, int from, int to) {
    for (String known : METHODS) {
      if (known.length() == to - from
          && known.charAt(0) == head[from]
          && matches(known, head, from)) {
        return known;
      }
    }
    return new String(head, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean matches(String known, byte[] head, int from) {
    for (int i = 1; i < known.length(); i++) {
      if (known.charAt(i) != head[from + i]) {
        return false;
      }
    }
    return true;
  }

  /// Lower case is refused: a service that ignores case would read a method that no policy saw.
  private static boolean isMethodChar(byte b) {
    return b >= 'A' && b <= 'Z' || isDigit(b) || b == '-' || b == '_';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
