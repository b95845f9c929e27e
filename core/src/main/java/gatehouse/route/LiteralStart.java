package gatehouse.route;

/// The text every match of a regular expression begins with, as far as that is plain to see. It
/// only sorts expressions into the path index: too short a start costs time, never a match.
final class LiteralStart {
  private static final String META = "\\^$.|?*+()[]{}";

  private LiteralStart() {}

  /// The literal start of an expression that is anchored at the start; empty when in doubt.
  static String of(String pattern) {
    if (hasOddSyntax(pattern) || hasAlternatives(pattern)) {
      return "";
    }
    StringBuilder literal = new StringBuilder();
    int at = pattern.startsWith("^") ? 1 : 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      boolean escaped = c == '\\' && at + 1 < pattern.length();
      char meant = escaped ? pattern.charAt(at + 1) : c;
      if (escaped ? Character.isLetterOrDigit(meant) : META.indexOf(c) >= 0) {
        break;
      }
      literal.append(meant);
      at += escaped ? 2 : 1;
    }
    boolean isOptional = at < pattern.length() && "?*{".indexOf(pattern.charAt(at)) >= 0;
    if (isOptional && !literal.isEmpty()) {
      literal.setLength(literal.offsetByCodePoints(literal.length(), -1));
    }
    return literal.toString();
  }

  /// Whether there are quotes, comments or flags, within which a parenthesis means something else.
  private static boolean hasOddSyntax(String pattern) {
    for (int at = pattern.indexOf("(?"); at >= 0; at = pattern.indexOf("(?", at + 2)) {
      if (!pattern.startsWith(":", at + 2)
          && !pattern.startsWith("<", at + 2)
          && !pattern.startsWith("P<", at + 2)) {
        return true;
      }
    }
    return pattern.contains("\\Q");
  }

  /// Whether there is a `|` outside all groups, or a class too odd to see where it ends.
  private static boolean hasAlternatives(String pattern) {
    int depth = 0;
    for (int i = 0; i < pattern.length(); i++) {
      switch (pattern.charAt(i)) {
        case '\\' -> i++;
        case '(' -> depth++;
        case ')' -> depth--;
        case '[' -> {
          i = classEnd(pattern, i);
          if (i < 0) {
            return true;
          }
        }
        case '|' -> {
          if (depth <= 0) {
            return true;
          }
        }
        default -> {}
      }
    }
    return false;
  }

  private static int classEnd(String pattern, int open) {
    int at = open + 1;
    if (at < pattern.length() && pattern.charAt(at) == '^') {
      at++;
    }
    if (at < pattern.length() && pattern.charAt(at) == ']') {
      at++;
    }
    while (at < pattern.length()) {
      switch (pattern.charAt(at)) {
        case '\\' -> at++;
        case '[' -> {
          return -1;
        }
        case ']' -> {
          return at;
        }
        default -> {}
      }
      at++;
    }
    return -1;
  }
}
