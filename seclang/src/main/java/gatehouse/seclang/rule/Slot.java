package gatehouse.seclang.rule;

/// A place that rules look at, such as `REQUEST_HEADERS:referer`. Immutable.
final class Slot {
  /// What is asked of values there.
  final Tests tests;

  /// The rules that look there, by their places in the phase.
  final long[] rules;

  /// Whether a value may be remembered beyond the transaction: not when it is a secret.
  final boolean keeps;

  Slot(Tests tests, long[] rules, boolean keeps) {
    this.tests = tests;
    this.rules = rules;
    this.keeps = keeps;
  }
}
