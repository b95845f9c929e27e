package gatehouse.plugin.auth.token;

/// Why a text is no signed token, in the order in which it is looked for.
public enum Flaw implements Reading {
  /// Too few parts, too long, not base64url, or not the JSON of an object.
  JSON("invalid JSON"),
  /// An `alg` that is absent, `none`, or not one of ours.
  ALGORITHM("invalid alg"),
  /// An extension that must be understood and is not.
  CRITICAL("invalid crit"),
  /// JSON, but no object.
  CLAIMS("invalid claims"),
  /// A signature that is not base64url, or more than three parts.
  SIGNATURE("invalid signature");

  private final String text;

  Flaw(String text) {
    this.text = text;
  }

  /// Kong's words for it.
  public String text() {
    return text;
  }
}
