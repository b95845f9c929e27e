package gatehouse.regex;

import java.util.ArrayList;
import java.util.List;

/// Reads what follows an opening parenthesis, numbers and names the capturing groups, and refuses
/// by name what does not match in linear time.
final class GroupHeads {

  sealed interface Head {}

  record Comment() implements Head {}

  /// `(?i)`: new flags up to the end of the group around it.
  record FlagsFromHere(Flags flags) implements Head {}

  /// `(?:`, `(?i:`.
  record Plain(Flags flags) implements Head {}

  record Capturing(int index) implements Head {}

  /// Every group costs a pair of slots in each thread of a simulation.
  private static final int MAX_GROUPS = 200;

  private static final int MAX_NAME = 128;

  private final Source source;
  private final List<String> names = new ArrayList<>();

  GroupHeads(Source source) {
    this.source = source;
  }

  int count() {
    return names.size();
  }

  List<String> names() {
    return List.copyOf(names);
  }

  /// The cursor stands behind the parenthesis, whose place is `start`.
  Head read(int start, Flags flags) throws RegexFault {
    if (source.peek() == '*') {
      throw verb(start);
    }
    if (!source.accept("?")) {
      return capturing(start, "");
    }
    int kind = source.next();
    return switch (kind) {
      case ':' -> new Plain(flags);
      case '#' -> comment(start);
      case '>' -> throw source.notLinear(start, "an atomic group");
      case '=', '!', '*' -> throw source.notLinear(start, "look-ahead");
      case '<' -> named(start, '>');
      case '\'' -> named(start, '\'');
      case 'P' -> pythonStyle(start);
      case '(' -> throw source.notLinear(start, "a conditional group");
      case '&', 'R', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
          throw source.notLinear(start, "a recursive or subroutine call");
      case '|' -> throw source.unsupported(start, "a branch-reset group");
      case 'C' -> throw source.unsupported(start, "a callout");
      default -> flagged(start, kind, flags);
    };
  }

  private RegexFault verb(int start) {
    int letter = source.peek(1);
    boolean named = letter >= 'A' && (letter <= 'Z' || (letter >= 'a' && letter <= 'z'));
    return named || letter == ':'
        ? source.notLinear(start, "a backtracking verb or (*…) group")
        : source.syntax(start + 1, "there is nothing the quantifier could repeat");
  }

  private Head comment(int start) throws RegexFault {
    if (source.until(')') == null) {
      throw source.syntax(start, "the closing ) of the comment is missing");
    }
    return new Comment();
  }

  private Head pythonStyle(int start) throws RegexFault {
    return switch (source.next()) {
      case '<' -> named(start, '>');
      case '=' -> throw source.notLinear(start, "a back-reference");
      case '>' -> throw source.notLinear(start, "a recursive or subroutine call");
      default -> throw source.syntax(start, "unknown group (?P…");
    };
  }

  private Head named(int start, char end) throws RegexFault {
    if (end == '>' && (source.peek() == '=' || source.peek() == '!' || source.peek() == '*')) {
      throw source.notLinear(start, "look-behind");
    }
    String name = source.until(end);
    if (name == null) {
      throw source.syntax(start, "the group's name is not closed");
    }
    if (!isName(name)) {
      throw source.syntax(
          start, "a group's name is a letter or _, then letters, digits or _ (128 at most)");
    }
    if (names.contains(name)) {
      throw source.syntax(start, "two groups are named " + name);
    }
    return capturing(start, name);
  }

  private static boolean isName(String name) {
    if (name.isEmpty()
        || name.length() > MAX_NAME
        || ByteSet.DIGIT.contains(name.charAt(0) & 127)) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > 127 || !ByteSet.WORD.contains(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private Head capturing(int start, String name) throws RegexFault {
    if (names.size() == MAX_GROUPS) {
      throw source.tooLarge(start, "more than " + MAX_GROUPS + " capturing groups");
    }
    names.add(name);
    return new Capturing(names.size());
  }

  private Head flagged(int start, int first, Flags before) throws RegexFault {
    Flags flags = before;
    boolean on = true;
    int letter = first;
    if (letter == '^') {
      flags = flags.cleared();
      letter = source.next();
    }
    for (; ; letter = source.next()) {
      switch (letter) {
        case 'i', 'm', 's', 'x', 'U' -> flags = flags.with(letter, on);
        case '-' -> {
          if (source.peek() >= '0' && source.peek() <= '9') {
            throw source.notLinear(start, "a recursive or subroutine call");
          }
          on = false;
        }
        case ':' -> {
          return new Plain(flags);
        }
        case ')' -> {
          return new FlagsFromHere(flags);
        }
        case 'u', 'J', 'n', 'a', 'r', 'R', 'd' ->
            throw source.unsupported(start, "the flag " + (char) letter);
        case -1 -> throw source.syntax(start, "the group is not closed");
        default -> throw source.syntax(start, "unknown group or flag after (?");
      }
    }
  }
}
