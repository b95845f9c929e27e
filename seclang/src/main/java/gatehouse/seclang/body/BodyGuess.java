package gatehouse.seclang.body;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;

/// What a body seems to be by its first bytes. Many services parse a body whatever its Content-Type
/// says, so a wrong or a missing one must not be a way past the rules.
enum BodyGuess {
  JSON,
  XML,
  FORM,
  OTHER;

  /// No field of a form has a longer name that matters here.
  private static final int LONGEST_NAME = 128;

  private static final Bytes BYTE_ORDER_MARK = Bytes.of("\u00ef\u00bb\u00bf");

  static BodyGuess of(Bytes text) {
    int at = 0;
    while (at < text.length() && Ascii.isSpace(text.at(at))) {
      at++;
    }
    int first = at < text.length() ? text.at(at) : 0;
    return switch (first) {
      case '{', '[' -> JSON;
      case '<' -> XML;
      default -> isForm(text, at) ? FORM : OTHER;
    };
  }

  /// The body without the mark that some senders put before it and some services skip.
  static Bytes withoutMark(Bytes body) {
    return body.startsWith(BYTE_ORDER_MARK, 0)
        ? body.slice(BYTE_ORDER_MARK.length(), body.length())
        : body;
  }

  private static boolean isForm(Bytes text, int from) {
    int end = Math.min(text.length(), from + LONGEST_NAME);
    for (int i = from; i < end; i++) {
      int c = text.at(i);
      if (c == '=') {
        return i > from;
      }
      boolean name =
          Ascii.isDigit(c)
              || c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || "_.-[]%+~$".indexOf(c) >= 0;
      if (!name) {
        return false;
      }
    }
    return false;
  }
}
