package gatehouse.regex;

/// A condition on the place between two bytes.
enum Look {
  /// `\A`, and `^` outside line mode: the start of the text.
  TEXT_START,
  /// `^` in line mode: the start, or after a `\n` that is not the text's last byte (PCRE's rule;
  /// RE2 and Rust match after the last `\n` as well).
  LINE_START,
  /// `\z`, and `$` where it means the very end.
  TEXT_END,
  /// `\Z`, and PCRE's plain `$`: the end, or before a `\n` that is the text's last byte.
  FINAL_END,
  /// `$` in line mode: the end, or before any `\n`.
  LINE_END,
  /// `\b`: between a word byte and another or an end of the text.
  WORD_EDGE,
  /// `\B`: anywhere else.
  NOT_WORD_EDGE;

  /// Decides the condition at `at` in the text `[from, to)`.
  boolean holds(byte[] text, int from, int to, int at) {
    return switch (this) {
      case TEXT_START -> at == from;
      case LINE_START -> at == from || (text[at - 1] == '\n' && at < to);
      case TEXT_END -> at == to;
      case FINAL_END -> at == to || (at == to - 1 && text[at] == '\n');
      case LINE_END -> at == to || text[at] == '\n';
      case WORD_EDGE -> isWord(text, from, to, at - 1) != isWord(text, from, to, at);
      case NOT_WORD_EDGE -> isWord(text, from, to, at - 1) == isWord(text, from, to, at);
    };
  }

  private static boolean isWord(byte[] text, int from, int to, int at) {
    return at >= from && at < to && ByteSet.WORD.contains(text[at] & 0xFF);
  }
}
