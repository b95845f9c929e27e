package gatehouse.plugin.mask.detect;

/// Classes of bytes. A byte beyond ASCII is part of a letter of some script.
final class Ascii {
  private Ascii() {}

  static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  static boolean isLetter(int b) {
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  static boolean isWord(int b) {
    return isDigit(b) || isLetter(b) || b == '_';
  }

  /// Whether a word may begin at an index, or end there: nothing of a word is on the other side.
  static boolean isBreak(byte[] text, int start, int to, int other) {
    return other < start || other >= to || !isWord(text[other]);
  }
}
