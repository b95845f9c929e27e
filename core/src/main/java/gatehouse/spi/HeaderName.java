package gatehouse.spi;

import java.util.Locale;

/// The name of a header field: compared without regard to case, written as first spelled.
///
/// @param lower the name in lower case, used for comparing
/// @param spelling the name as it is written to the wire
public record HeaderName(String lower, String spelling) {

  /// The name as given; any spelling of it finds the same fields.
  ///
  /// @throws IllegalArgumentException if it is not a token of RFC 9110, section 5.6.2
  public static HeaderName of(String spelling) {
    if (!isToken(spelling)) {
      throw new IllegalArgumentException("not a header name: " + spelling);
    }
    return new HeaderName(spelling.toLowerCase(Locale.ROOT), spelling);
  }

  /// Whether the text is a token of RFC 9110, section 5.6.2, and so may be a field name.
  public static boolean isToken(String text) {
    if (text.isEmpty()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenChar(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// Whether the character may stand in a token.
  public static boolean isTokenChar(int c) {
    return c < 128 && TOKEN[c];
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof HeaderName other && other.lower.equals(lower);
  }

  @Override
  public int hashCode() {
    return lower.hashCode();
  }

  @Override
  public String toString() {
    return spelling;
  }

  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = 0; c < 128; c++) {
      TOKEN[c] =
          c >= '0' && c <= '9'
              || c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
  }
}
