package gatehouse.plugin.mask;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The part of JSONPath (RFC 9535) that needs no look ahead: names, indexes and wildcards, at any
/// depth too: `$.cards[*].number`, `$..iban`, `$.owner['full name']`, `$[0]`.
///
/// A place in a document is known by the set of steps that led to it: bit n says that the first n
/// steps fit the way to it.
final class JsonPath {
  private static final int MOST_STEPS = 30;

  private final List<Step> steps;

  /// One step down.
  ///
  /// @param name of a member; null for an index or for any
  /// @param index of an element; negative for a name or for any
  /// @param deep whether it may be any number of levels further down
  private record Step(@Nullable String name, long index, boolean deep) {
    boolean takes(String member) {
      return name == null ? index < 0 : name.equals(member);
    }

    boolean takes(long element) {
      return name == null && (index < 0 || index == element);
    }
  }

  private JsonPath(List<Step> steps) {
    this.steps = steps;
  }

  /// Reads a path.
  ///
  /// @throws IllegalArgumentException with the reason if it is none, or one that is not supported
  static JsonPath of(String path) {
    if (!path.startsWith("$")) {
      throw new IllegalArgumentException("a path begins with $");
    }
    List<Step> steps = new ArrayList<>();
    int at = 1;
    while (at < path.length()) {
      boolean deep = path.startsWith("..", at);
      boolean dot = path.charAt(at) == '.';
      at += deep ? 2 : dot ? 1 : 0;
      if (at < path.length() && path.charAt(at) == '[' && (deep || !dot)) {
        int end = closing(path, at);
        steps.add(bracket(path.substring(at + 1, end), deep));
        at = end + 1;
      } else if (dot) {
        int end = wordEnd(path, at);
        String name = path.substring(at, end);
        steps.add(new Step(name.equals("*") ? null : name, -1, deep));
        at = end;
      } else {
        throw new IllegalArgumentException("expected . or [ at '" + path.substring(at) + "'");
      }
    }
    if (steps.size() > MOST_STEPS) {
      throw new IllegalArgumentException("more than " + MOST_STEPS + " steps");
    }
    return new JsonPath(List.copyOf(steps));
  }

  private static int wordEnd(String path, int from) {
    int end = from;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    String word = path.substring(from, end);
    boolean odd = word.chars().anyMatch(c -> "*'\"()?@,:] ".indexOf(c) >= 0);
    if (word.isEmpty() || odd && !word.equals("*")) {
      throw new IllegalArgumentException("'" + word + "' is no name; write ['…'] for odd ones");
    }
    return end;
  }

  private static int closing(String path, int at) {
    char quote = at + 1 < path.length() ? path.charAt(at + 1) : ' ';
    int end =
        quote == '\'' || quote == '"'
            ? path.indexOf(quote + "]", at + 2) + 1
            : path.indexOf(']', at + 1);
    if (end <= at) {
      throw new IllegalArgumentException("a [ is not closed");
    }
    return end;
  }

  private static Step bracket(String inside, boolean deep) {
    if (inside.equals("*")) {
      return new Step(null, -1, deep);
    }
    char first = inside.isEmpty() ? ' ' : inside.charAt(0);
    if (first == '\'' || first == '"') {
      return new Step(inside.substring(1, inside.length() - 1), -1, deep);
    }
    if (inside.isEmpty() || inside.length() > 9 || !inside.chars().allMatch(Character::isDigit)) {
      throw new IllegalArgumentException("[" + inside + "] is neither *, an index nor a 'name'");
    }
    return new Step(null, Long.parseLong(inside), deep);
  }

  /// The place of the document itself.
  static int root() {
    return 1;
  }

  /// Whether a place is one that the path means.
  boolean accepts(int place) {
    return (place >> steps.size() & 1) != 0;
  }

  /// The place of a member.
  int member(int place, String name) {
    int next = 0;
    for (int i = 0; i < steps.size(); i++) {
      if ((place >> i & 1) != 0) {
        Step step = steps.get(i);
        next |= step.deep() ? 1 << i : 0;
        next |= step.takes(name) ? 1 << i + 1 : 0;
      }
    }
    return next;
  }

  /// The place of an element.
  int element(int place, long index) {
    int next = 0;
    for (int i = 0; i < steps.size(); i++) {
      if ((place >> i & 1) != 0) {
        Step step = steps.get(i);
        next |= step.deep() ? 1 << i : 0;
        next |= step.takes(index) ? 1 << i + 1 : 0;
      }
    }
    return next;
  }
}
