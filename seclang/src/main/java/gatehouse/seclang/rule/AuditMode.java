package gatehouse.seclang.rule;

/// Which transactions leave an audit record: `SecAuditEngine`.
public enum AuditMode {
  ON,
  OFF,
  RELEVANT_ONLY;

  /// Of a value that the parser has checked.
  static AuditMode of(String value) {
    return value.equalsIgnoreCase("On") ? ON : value.equalsIgnoreCase("Off") ? OFF : RELEVANT_ONLY;
  }
}
