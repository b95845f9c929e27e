package gatehouse.plugin.mask;

import gatehouse.spi.BodyFilter.Output;
import java.nio.charset.StandardCharsets;

/// The text of XML and what it means: references to characters, and those five that have names.
final class XmlText {
  private static final int LONGEST_REFERENCE = 12;

  private XmlText() {}

  /// Writes what a piece of text means. A reference to anything else stays as it is.
  static void decode(byte[] raw, int from, int to, Bytes out) {
    int plain = from;
    for (int i = from; i < to; i++) {
      if (raw[i] != '&') {
        continue;
      }
      int end = i + 1;
      while (end < to && end - i < LONGEST_REFERENCE && raw[end] != ';') {
        end++;
      }
      int character = end < to && raw[end] == ';' ? character(raw, i + 1, end) : -1;
      if (character >= 0) {
        out.write(raw, plain, i);
        byte[] bytes = Character.toString(character).getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
        i = end;
        plain = end + 1;
      }
    }
    out.write(raw, plain, to);
  }

  private static int character(byte[] raw, int from, int to) {
    String name = new String(raw, from, to - from, StandardCharsets.ISO_8859_1);
    return switch (name) {
      case "amp" -> '&';
      case "lt" -> '<';
      case "gt" -> '>';
      case "quot" -> '"';
      case "apos" -> '\'';
      default -> name.startsWith("#") ? number(name.substring(1)) : -1;
    };
  }

  private static int number(String digits) {
    boolean hex = digits.startsWith("x");
    try {
      int point = hex ? Integer.parseInt(digits.substring(1), 16) : Integer.parseInt(digits);
      return Character.isValidCodePoint(point) ? point : -1;
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  /// Writes text so that it means itself, between tags and between quotes.
  static void encode(byte[] plain, int from, int to, Output out) {
    int kept = from;
    for (int i = from; i < to; i++) {
      String reference =
          switch (plain[i]) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&apos;";
            default -> "";
          };
      if (!reference.isEmpty()) {
        out.write(plain, kept, i);
        byte[] bytes = reference.getBytes(StandardCharsets.US_ASCII);
        out.write(bytes, 0, bytes.length);
        kept = i + 1;
      }
    }
    out.write(plain, kept, to);
  }
}
