package gatehouse.plugin.auth;

import org.jspecify.annotations.Nullable;

/// Values of `WWW-Authenticate` (RFC 9110, section 11.6.1).
public final class Challenge {
  private Challenge() {}

  /// The scheme, with the realm as a quoted string where there is one.
  static String of(String scheme, @Nullable String realm) {
    return realm == null ? scheme : scheme + " realm=" + quoted(realm);
  }

  /// A quoted string of RFC 9110, section 5.6.4; control characters, which none can hold, are left
  /// out, so that a configured text can never end the field.
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\');
      }
      if (c >= ' ' && c != 127) {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
