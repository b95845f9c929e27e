package gatehouse.regex;

/// Why a pattern was refused. The message says it in words and needs no further context than the
/// pattern and the position.
public final class RegexFault extends Exception {

  /// What sort of refusal it is, for callers that have another way to match such a pattern.
  public enum Kind {
    /// The pattern is malformed.
    SYNTAX,
    /// Well formed, but cannot be matched in linear time (look-around, back-reference, recursion,
    /// possessive quantifier, atomic group, `\G`, backtracking verbs).
    NOT_LINEAR,
    /// Well formed and linear, but a feature this engine does not have (`\p{…}`, `\X`, callouts …).
    UNSUPPORTED,
    /// Too many instructions, groups, levels or repetitions.
    TOO_LARGE
  }

  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final int position;

  RegexFault(Kind kind, int position, String message) {
    super(message);
    this.kind = kind;
    this.position = position;
  }

  /// What sort of refusal it is.
  public Kind kind() {
    return kind;
  }

  /// Where in the pattern, as an index into its `String` (0 to its length).
  public int position() {
    return position;
  }
}
