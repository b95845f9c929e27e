package gatehouse.route;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One header that a route asks for: some field of that name has one of the values, without regard
/// to case, or matches one of the expressions.
final class HeaderRule {
  private final String lowerName;
  private final String[] values;
  private final RoutePattern[] patterns;

  /// @param allowed values; `~*` begins a regular expression
  HeaderRule(String name, List<String> allowed) {
    List<String> texts = new ArrayList<>();
    List<RoutePattern> expressions = new ArrayList<>();
    for (String value : allowed) {
      if (value.startsWith("~*")) {
        // Kong lowers the pattern as it lowers the value: `\D` means `\d` there, and here.
        expressions.add(RoutePattern.header(value.substring(2).toLowerCase(Locale.ROOT)));
      } else {
        texts.add(wire(value));
      }
    }
    this.lowerName = HeaderName.of(name).lower();
    this.values = texts.toArray(new String[0]);
    this.patterns = expressions.toArray(new RoutePattern[0]);
  }

  boolean matches(Headers headers) {
    for (int i = headers.indexOf(lowerName, 0); i >= 0; i = headers.indexOf(lowerName, i + 1)) {
      if (allows(headers.value(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean allows(String sent) {
    for (String value : values) {
      if (equalsIgnoringCase(value, sent)) {
        return true;
      }
    }
    for (RoutePattern pattern : patterns) {
      if (pattern.findsIn(sent)) {
        return true;
      }
    }
    return false;
  }

  /// Of ASCII letters only: the characters of a value are bytes, and those of UTF-8 have no case.
  private static boolean equalsIgnoringCase(String a, String b) {
    if (a.length() != b.length()) {
      return false;
    }
    for (int i = 0; i < a.length(); i++) {
      if (lower(a.charAt(i)) != lower(b.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  /// The value as a header holds it: one character for each byte.
  private static String wire(String value) {
    return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
