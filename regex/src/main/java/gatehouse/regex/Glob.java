package gatehouse.regex;

/// Patterns of which `*` stands for any run of characters, an empty one too. Takes at most the
/// product of both lengths in steps.
public final class Glob {
  private Glob() {}

  /// Whether a pattern fits a whole text, case counting.
  ///
  /// @param one whether `?` stands for exactly one character
  public static boolean matches(String pattern, boolean one, String text) {
    int at = 0;
    int next = 0;
    int star = -1;
    int took = 0;
    while (at < text.length()) {
      if (next < pattern.length() && pattern.charAt(next) == '*') {
        star = next++;
        took = at;
      } else if (next < pattern.length() && fits(pattern.charAt(next), one, text.charAt(at))) {
        next++;
        at++;
      } else if (star >= 0) {
        next = star + 1;
        at = ++took;
      } else {
        return false;
      }
    }
    while (next < pattern.length() && pattern.charAt(next) == '*') {
      next++;
    }
    return next == pattern.length();
  }

  private static boolean fits(char wanted, boolean one, char given) {
    return wanted == given || one && wanted == '?';
  }
}
