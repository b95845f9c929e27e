package gatehouse.route;

import gatehouse.regex.Match;
import gatehouse.regex.Regex;
import gatehouse.regex.RegexFault;
import gatehouse.regex.RegexOptions;
import gatehouse.spi.Captures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A regular expression of a route, for its path or for one of its headers. Always linear: what is
/// not is a fault of the configuration, found before a router is made.
final class RoutePattern {
  private static final byte[] LOWER = lowering();

  private final Regex regex;

  private RoutePattern(Regex regex) {
    this.regex = regex;
  }

  /// For a path: anchored at its start.
  static RoutePattern path(String expression) {
    return new RoutePattern(Regex.constant(expression, RegexOptions.ROUTER));
  }

  /// For a header: anywhere in the value as it would be in lower case.
  static RoutePattern header(String expression) {
    try {
      return new RoutePattern(Regex.compile(expression, RegexOptions.ROUTER, LOWER));
    } catch (RegexFault fault) {
      throw new IllegalArgumentException(expression + ": " + fault.getMessage(), fault);
    }
  }

  boolean startsPath(byte[] path) {
    return regex.prefix(path, 0, path.length);
  }

  boolean findsIn(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    return regex.find(bytes, 0, bytes.length);
  }

  /// The bytes of a path that expressions look at.
  static byte[] bytes(String path) {
    return path.getBytes(StandardCharsets.UTF_8);
  }

  /// How far the match reaches in a path that starts with one, and what it captured.
  Found find(String path) {
    byte[] bytes = bytes(path);
    Match match = regex.newMatch();
    if (!regex.prefix(bytes, 0, bytes.length, match)) {
      return new Found(0, Captures.NONE);
    }
    int end =
        new String(bytes, 0, wholeCharacter(bytes, match.end()), StandardCharsets.UTF_8).length();
    return new Found(end, regex.groupCount() == 0 ? Captures.NONE : captures(bytes, match));
  }

  private Captures captures(byte[] bytes, Match match) {
    List<@Nullable String> unnamed = new ArrayList<>(regex.groupCount() + 1);
    Map<String, String> named = new HashMap<>();
    for (int group = 0; group <= regex.groupCount(); group++) {
      String text =
          match.start(group) < 0 ? null : text(bytes, match.start(group), match.end(group));
      unnamed.add(text);
      String name = group == 0 ? "" : regex.groupNames().get(group - 1);
      if (text != null && !name.isEmpty()) {
        named.put(name, text);
      }
    }
    return new Captures(unnamed, named);
  }

  private static String text(byte[] bytes, int from, int to) {
    int start = wholeCharacter(bytes, from);
    return new String(bytes, start, wholeCharacter(bytes, to) - start, StandardCharsets.UTF_8);
  }

  /// An expression sees bytes and may stop inside a character of UTF-8; what it began it has taken.
  private static int wholeCharacter(byte[] bytes, int at) {
    int end = at;
    while (end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
      end++;
    }
    return end;
  }

  private static byte[] lowering() {
    byte[] map = new byte[256];
    for (int i = 0; i < map.length; i++) {
      map[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i);
    }
    return map;
  }

  /// A match at the start of a path.
  ///
  /// @param end in characters
  record Found(int end, Captures captures) {}
}
