package gatehouse.regex;

/// What a bounded match came to.
public enum Outcome {
  /// The text matches.
  MATCH,
  /// The text does not match.
  MISS,
  /// The budget ran out before the answer was known. Never read this as [#MISS].
  EXHAUSTED
}
