package gatehouse.seclang;

import gatehouse.seclang.rule.Controls;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.util.Locale;

/// Which fields logs do not show: those that `sanitise…` actions name and those that
/// [gatehouse.seclang.rule.Hidden] knows. An argument is hidden too when its name is a part of a
/// path: `password` hides `json.user.password` and `user[password]`.
///
/// @param controls of the transaction
record HiddenFields(Controls controls) {

  /// Whether the values of a variable under a key are hidden.
  boolean hides(VariableName variable, Bytes key) {
    return switch (variable) {
      case ARGS, ARGS_GET, ARGS_POST -> hidesArgument(key);
      case REQUEST_COOKIES ->
          controls.isSanitised("request:", "cookie")
              || controls.isSanitised("cookie:", key.lower().toString());
      case REQUEST_HEADERS -> controls.isSanitised("request:", key.lower().toString());
      case RESPONSE_HEADERS -> controls.isSanitised("response:", key.lower().toString());
      default -> false;
    };
  }

  boolean hidesArgument(Bytes name) {
    return hidesLower(name.lower().toString());
  }

  boolean hidesArgument(String name) {
    return hidesLower(name.toLowerCase(Locale.ROOT));
  }

  private boolean hidesLower(String lower) {
    if (controls.isSanitised("arg:", lower)) {
      return true;
    }
    int from = 0;
    for (int i = 0; i < lower.length(); i++) {
      if (isPathDelimiter(lower.charAt(i))) {
        if (i > from && controls.isSanitised("arg:", lower.substring(from, i))) {
          return true;
        }
        from = i + 1;
      }
    }
    return from > 0 && from < lower.length() && controls.isSanitised("arg:", lower.substring(from));
  }

  private static boolean isPathDelimiter(char c) {
    return c == '.' || c == '[' || c == ']';
  }

  /// Whether a field of a head is hidden.
  ///
  /// @param kind `request:` or `response:`
  boolean hidesHeader(String kind, String lowerName) {
    return controls.isSanitised(kind, lowerName);
  }
}
