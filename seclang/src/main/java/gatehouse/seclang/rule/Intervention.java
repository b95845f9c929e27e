package gatehouse.seclang.rule;

/// What a rule decided about a transaction. Statuses are HTTP's.
public sealed interface Intervention {
  /// The rule that decided, 0 when it was the engine.
  int ruleId();

  /// The status to answer with.
  int status();

  record Deny(int ruleId, int status) implements Intervention {}

  /// Close the connection; the status is for those who cannot.
  record Drop(int ruleId, int status) implements Intervention {}

  record Redirect(int ruleId, int status, String location) implements Intervention {}
}
