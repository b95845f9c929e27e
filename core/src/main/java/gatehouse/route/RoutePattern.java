package gatehouse.route;

import gatehouse.spi.Captures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A regular expression of a route, for its path or for one of its headers.
final class RoutePattern {
  private final Pattern pattern;

  private RoutePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /// For a path: anchored at its start.
  static RoutePattern path(String expression) {
    return new RoutePattern(Pattern.compile(expression));
  }

  /// For a header's value, wherever in it.
  static RoutePattern header(String expression) {
    return new RoutePattern(Pattern.compile(expression));
  }

  boolean startsPath(String path) {
    return pattern.matcher(path).lookingAt();
  }

  boolean findsIn(String value) {
    return pattern.matcher(value).find();
  }

  /// How far the match reaches in a path that starts with one.
  int end(String path) {
    Matcher matcher = pattern.matcher(path);
    return matcher.lookingAt() ? matcher.end() : 0;
  }

  Captures captures(String path) {
    Matcher matcher = pattern.matcher(path);
    if (matcher.groupCount() == 0 || !matcher.lookingAt()) {
      return Captures.NONE;
    }
    List<@Nullable String> unnamed = new ArrayList<>();
    for (int i = 0; i <= matcher.groupCount(); i++) {
      unnamed.add(matcher.group(i));
    }
    Map<String, String> named = new TreeMap<>();
    pattern
        .namedGroups()
        .forEach((name, group) -> {
          String text = matcher.group(group);
          if (text != null) {
            named.put(name, text);
          }
        });
    return new Captures(unnamed, named);
  }
}
