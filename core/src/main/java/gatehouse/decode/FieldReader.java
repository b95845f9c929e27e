package gatehouse.decode;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Reads field lines by RFC 9112, section 5, and takes nothing that the grammar does not name: no
/// folding, no blank before the colon, no control character in a value.
final class FieldReader {
  private FieldReader() {}

  /// Reads lines up to the empty one.
  ///
  /// @param at where the first line starts
  /// @param end after the empty line
  /// @param most how many fields there may be
  static void read(byte[] head, int at, int end, Headers into, int most) throws BadMessage {
    int line = at;
    while (head[line] != '\r') {
      if (into.size() == most) {
        throw BadMessage.headTooLarge("too many fields");
      }
      line = readLine(head, line, into);
    }
    if (line + 2 != end) {
      throw BadMessage.malformed("bytes after the empty line");
    }
  }

  private static int readLine(byte[] head, int from, Headers into) throws BadMessage {
    int colon = from;
    boolean hasUpper = false;
    while (head[colon] != ':') {
      int c = head[colon];
      if (c < 0 || !HeaderName.isTokenChar(c)) {
        throw BadMessage.malformed("field name");
      }
      hasUpper |= c >= 'A' && c <= 'Z';
      colon++;
    }
    if (colon == from) {
      throw BadMessage.malformed("empty field name");
    }
    int start = colon + 1;
    while (head[start] == ' ' || head[start] == '\t') {
      start++;
    }
    int end = start;
    while (head[end] != '\r') {
      int c = head[end];
      if (c >= 0 && c < 0x20 && c != '\t' || c == 0x7F) {
        throw BadMessage.malformed("control character in a value");
      }
      end++;
    }
    int next = end + 2;
    while (end > start && (head[end - 1] == ' ' || head[end - 1] == '\t')) {
      end--;
    }
    String value = new String(head, start, end - start, StandardCharsets.ISO_8859_1);
    KnownNames.Name known = KnownNames.find(head, from, colon);
    if (known != null) {
      into.addDecoded(known.lower(), known.spelled(), value);
    } else {
      String spelled = new String(head, from, colon - from, StandardCharsets.ISO_8859_1);
      into.addDecoded(hasUpper ? spelled.toLowerCase(Locale.ROOT) : spelled, spelled, value);
    }
    return next;
  }
}
