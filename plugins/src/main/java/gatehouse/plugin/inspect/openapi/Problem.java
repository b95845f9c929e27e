package gatehouse.plugin.inspect.openapi;

/// What does not conform. Names may be the sender's, values never are.
///
/// @param in `query`, `header`, `path`, `cookie` or `body`
/// @param name of the parameter, or a pointer into the body
/// @param instance pointer into the value
/// @param keyword pointer into its schema
record Problem(String in, String name, String reason, String instance, String keyword) {
  private static final int LONGEST_NAME = 100;

  Problem {
    name = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
  }

  static Problem of(String in, String name, String reason) {
    return new Problem(in, name, reason, "", "");
  }

  /// For the operator.
  String told() {
    return in + (name.isEmpty() ? "" : " '" + name + "'") + ": " + reason;
  }
}
