package gatehouse.regex;

/// The flags in force at one place of a pattern.
record Flags(
    boolean ignoreCase,
    boolean dotAll,
    boolean multiLine,
    boolean extended,
    boolean ungreedy,
    boolean dollarEndOnly) {

  static Flags of(RegexOptions options) {
    return new Flags(
        options.ignoreCase(),
        options.dotAll(),
        options.multiLine(),
        options.extended(),
        false,
        options.dollarEndOnly());
  }

  /// The flags with one letter's flag set or cleared; the letter must be one of `imsxU`.
  Flags with(int letter, boolean on) {
    return new Flags(
        letter == 'i' ? on : ignoreCase,
        letter == 's' ? on : dotAll,
        letter == 'm' ? on : multiLine,
        letter == 'x' ? on : extended,
        letter == 'U' ? on : ungreedy,
        dollarEndOnly);
  }

  /// `(?^)`: everything off, what the compile options say of `$` stays.
  Flags cleared() {
    return new Flags(false, false, false, false, false, dollarEndOnly);
  }

  Look caret() {
    return multiLine ? Look.LINE_START : Look.TEXT_START;
  }

  Look dollar() {
    if (multiLine) {
      return Look.LINE_END;
    }
    return dollarEndOnly ? Look.TEXT_END : Look.FINAL_END;
  }
}
