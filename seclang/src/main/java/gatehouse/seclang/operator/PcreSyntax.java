package gatehouse.seclang.operator;

import java.util.Locale;
import java.util.Map;

/// Writes a pattern in PCRE's syntax the way java.util.regex understands it: inside of brackets `[`
/// and `&&` are plain bytes and `[:alpha:]` is a class, outside of them `$` is the very end.
final class PcreSyntax {
  private static final Map<String, String> POSIX =
      Map.ofEntries(
          Map.entry("alpha", "\\p{Alpha}"),
          Map.entry("digit", "\\p{Digit}"),
          Map.entry("alnum", "\\p{Alnum}"),
          Map.entry("upper", "\\p{Upper}"),
          Map.entry("lower", "\\p{Lower}"),
          Map.entry("punct", "\\p{Punct}"),
          Map.entry("space", "\\s"),
          Map.entry("blank", "\\p{Blank}"),
          Map.entry("cntrl", "\\p{Cntrl}"),
          Map.entry("xdigit", "\\p{XDigit}"),
          Map.entry("graph", "\\p{Graph}"),
          Map.entry("print", "\\p{Print}"),
          Map.entry("word", "\\w"));

  private final String pattern;
  private final StringBuilder out;
  private int at;

  private PcreSyntax(String pattern) {
    this.pattern = pattern;
    this.out = new StringBuilder(pattern.length() + 16);
  }

  static String toJava(String pattern) {
    PcreSyntax syntax = new PcreSyntax(pattern);
    while (syntax.at < pattern.length()) {
      syntax.outside();
    }
    return syntax.out.toString();
  }

  private void outside() {
    char c = pattern.charAt(at);
    if (c == '\\') {
      escape();
    } else if (c == '[') {
      brackets();
    } else {
      out.append(c == '$' ? "\\z" : String.valueOf(c));
      at++;
    }
  }

  private void escape() {
    int end = Math.min(at + 2, pattern.length());
    out.append(pattern, at, end);
    at = end;
  }

  private void brackets() {
    out.append('[');
    at++;
    if (at < pattern.length() && pattern.charAt(at) == '^') {
      out.append('^');
      at++;
    }
    // A closing bracket that comes first is one of the bytes.
    if (at < pattern.length() && pattern.charAt(at) == ']') {
      out.append("\\]");
      at++;
    }
    while (at < pattern.length() && pattern.charAt(at) != ']') {
      inside();
    }
    if (at < pattern.length()) {
      out.append(']');
      at++;
    }
  }

  private void inside() {
    char c = pattern.charAt(at);
    if (c == '\\') {
      escape();
    } else if (c != '[' || !posixClass()) {
      out.append(c == '[' || c == '&' ? "\\" + c : String.valueOf(c));
      at++;
    }
  }

  /// Takes a class such as `[:alpha:]`, if there is one.
  private boolean posixClass() {
    int end = pattern.indexOf(":]", at + 2);
    if (!pattern.startsWith("[:", at) || end < 0) {
      return false;
    }
    String name = pattern.substring(at + 2, end).toLowerCase(Locale.ROOT);
    String java = POSIX.get(name);
    if (java == null) {
      return false;
    }
    out.append(java);
    at = end + 2;
    return true;
  }
}
