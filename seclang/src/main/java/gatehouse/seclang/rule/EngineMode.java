package gatehouse.seclang.rule;

/// What the engine does: `SecRuleEngine`.
public enum EngineMode {
  ON("Enabled"),
  OFF("Disabled"),
  DETECTION_ONLY("DetectionOnly");

  private final String title;

  EngineMode(String title) {
    this.title = title;
  }

  /// As the audit log names it.
  public String title() {
    return title;
  }

  /// Of a value that the parser has checked.
  static EngineMode of(String value) {
    return value.equalsIgnoreCase("On") ? ON : value.equalsIgnoreCase("Off") ? OFF : DETECTION_ONLY;
  }
}
