package gatehouse.app;

/// Text for a terminal or a log without control characters: what a client or a file holds can
/// neither begin a line of its own nor steer the terminal.
final class Printable {
  private Printable() {}

  /// One line: line breaks are escaped too.
  static void line(StringBuilder to, String text) {
    append(to, text, false);
  }

  /// One line: line breaks are escaped too.
  static String line(String text) {
    StringBuilder to = new StringBuilder(text.length());
    append(to, text, false);
    return to.toString();
  }

  /// Lines that were made here, of text that was not.
  static String lines(String text) {
    StringBuilder to = new StringBuilder(text.length());
    append(to, text, true);
    return to.toString();
  }

  /// As [Character#isISOControl(char)], quicker for what nearly all text consists of.
  private static boolean isControl(char c) {
    return c < 0x20 || c >= 0x7f && c <= 0x9f;
  }

  private static void append(StringBuilder to, String text, boolean breaks) {
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isControl(c) && !(breaks && c == '\n')) {
        to.append(text, plain, i);
        to.append(c == '\n' ? "\\n" : String.format("\\u%04x", (int) c));
        plain = i + 1;
      }
    }
    to.append(text, plain, text.length());
  }
}
