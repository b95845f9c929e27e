package gatehouse.seclang.rule;

/// A place that rules look at, such as `REQUEST_HEADERS:referer`. Immutable.
final class Slot {
  /// What is asked of values there. Never written to.
  final long[] tests;

  /// The rules that look there, by their places in the phase.
  final long[] rules;

  /// Whether clients send the values there with each request, among them secrets.
  final boolean isField;

  Slot(long[] tests, long[] rules, boolean isField) {
    this.tests = tests;
    this.rules = rules;
    this.isField = isField;
  }
}
