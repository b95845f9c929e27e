package gatehouse.plugin.inspect.schema;

/// A pattern of Lua, as Kong's own schemas have them, as one of ECMA-262 that finds the same (Lua
/// 5.1 manual, section 5.4.1).
final class LuaPattern {
  private final String pattern;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private LuaPattern(String pattern) {
    this.pattern = pattern;
  }

  /// @throws IllegalArgumentException if it is malformed, or has `%b`, `%f` or a back-reference
  static String toEcma(String pattern) {
    return new LuaPattern(pattern).translated();
  }

  private String translated() {
    if (pattern.startsWith("^")) {
      out.append('^');
      at = 1;
    }
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      switch (c) {
        case '(' -> out.append('(');
        case ')' -> out.append(')');
        case '$' -> out.append(at == pattern.length() ? "$" : "\\$");
        default -> {
          out.append(single(c));
          repetition();
        }
      }
    }
    return out.toString();
  }

  private String single(char c) {
    return switch (c) {
      case '.' -> "[\\s\\S]";
      case '%' -> classed(escaped());
      case '[' -> set();
      default -> literal(c);
    };
  }

  private void repetition() {
    if (at < pattern.length()) {
      switch (pattern.charAt(at)) {
        case '*', '+', '?' -> out.append(pattern.charAt(at++));
        case '-' -> {
          out.append("*?");
          at++;
        }
        default -> {}
      }
    }
  }

  private char escaped() {
    if (at == pattern.length()) {
      throw new IllegalArgumentException("ends with %");
    }
    char c = pattern.charAt(at++);
    if (c == 'b' || c == 'f' || c >= '0' && c <= '9') {
      throw new IllegalArgumentException("%" + c + " cannot be matched in linear time");
    }
    return c;
  }

  private static String classed(char c) {
    String members = members(c);
    if (members == null) {
      return literal(c);
    }
    return (Character.isUpperCase(c) ? "[^" : "[") + members + "]";
  }

  /// What `%a` and its kind mean, without the brackets; null for an escaped character.
  private static @org.jspecify.annotations.Nullable String members(char c) {
    return switch (Character.toLowerCase(c)) {
      case 'a' -> "a-zA-Z";
      case 'c' -> "\\x00-\\x1F\\x7F";
      case 'd' -> "0-9";
      case 'l' -> "a-z";
      case 'p' -> "!-/:-@\\[-`{-~";
      case 's' -> "\\t-\\r ";
      case 'u' -> "A-Z";
      case 'w' -> "0-9A-Za-z";
      case 'x' -> "0-9A-Fa-f";
      case 'z' -> "\\0";
      default -> null;
    };
  }

  private String set() {
    StringBuilder set = new StringBuilder("[");
    if (at < pattern.length() && pattern.charAt(at) == '^') {
      set.append('^');
      at++;
    }
    boolean first = true;
    while (first || at >= pattern.length() || pattern.charAt(at) != ']') {
      if (at >= pattern.length()) {
        throw new IllegalArgumentException("[ without ]");
      }
      first = false;
      set.append(member());
    }
    at++;
    return set.append(']').toString();
  }

  private String member() {
    char c = pattern.charAt(at++);
    if (c == '%') {
      char escaped = escaped();
      String members = members(escaped);
      if (members != null && Character.isUpperCase(escaped)) {
        throw new IllegalArgumentException("%" + escaped + " in a set");
      }
      return members == null ? literal(escaped) : members;
    }
    boolean range =
        at + 1 < pattern.length() && pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']';
    if (range) {
      char last = pattern.charAt(at + 1);
      at += 2;
      return literal(c) + "-" + literal(last);
    }
    return literal(c);
  }

  private static String literal(char c) {
    return c < 0x80 && !Character.isLetterOrDigit(c)
        ? String.format("\\x%02X", (int) c)
        : String.valueOf(c);
  }
}
