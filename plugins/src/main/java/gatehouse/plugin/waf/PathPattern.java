package gatehouse.plugin.waf;

import gatehouse.regex.Regex;
import gatehouse.regex.RegexFault;
import gatehouse.regex.RegexOptions;
import java.nio.charset.StandardCharsets;

/// Paths that are meant: literal text, `*` for any characters of one segment, `**` for any number
/// of segments (`/a/**` means `/a` too), or `~` and a regular expression for the whole path.
final class PathPattern {
  private static final String META = "\\^$.|?+()[]{}";

  private final Regex regex;

  private PathPattern(Regex regex) {
    this.regex = regex;
  }

  /// @throws IllegalArgumentException if it is a pattern that cannot be matched
  static PathPattern of(String text) {
    String pattern = text.startsWith("~") ? text.substring(1) : translated(text);
    try {
      return new PathPattern(Regex.compile(pattern, RegexOptions.SECLANG));
    } catch (RegexFault e) {
      throw new IllegalArgumentException("not a path pattern: " + e.getMessage(), e);
    }
  }

  boolean matches(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    return regex.matches(bytes, 0, bytes.length);
  }

  private static String translated(String text) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean last = i + 3 == text.length();
      if (last && text.startsWith("/**", i)) {
        out.append("(?:/.*)?");
        i += 3;
      } else if (text.startsWith("**", i)) {
        out.append(".*");
        i += 2;
      } else if (c == '*') {
        out.append("[^/]*");
        i++;
      } else {
        if (META.indexOf(c) >= 0) {
          out.append('\\');
        }
        out.append(c);
        i++;
      }
    }
    return out.toString();
  }
}
