package gatehouse.plugin.inspect.schema;

import gatehouse.regex.Regex;
import gatehouse.regex.RegexFault;
import gatehouse.regex.RegexOptions;

/// A pattern of ECMA-262 with its `u` flag, which is what JSON Schema asks for, as one over UTF-8
/// bytes that never backtracks: the character classes are written out, all else is common.
final class EcmaPattern {
  /// `\s` of ECMA-262 beyond ASCII: byte order mark, spaces of Unicode, line and paragraph
  /// separator.
  private static final int[] SPACES = {
    0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x2028, 0x2029, 0x202F, 0x202F, 0x205F, 0x205F,
    0x3000, 0x3000, 0xFEFF, 0xFEFF
  };

  private final String pattern;
  private final boolean checksOnly;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private EcmaPattern(String pattern, boolean checksOnly) {
    this.pattern = pattern;
    this.checksOnly = checksOnly;
  }

  /// @throws RegexFault if it is not valid, needs backtracking, or is too large
  static Regex compile(String pattern) throws RegexFault {
    return Regex.compile(new EcmaPattern(pattern, false).translated(), RegexOptions.SECLANG);
  }

  /// Does as [#compile] does, but writes out no property: that takes long, and says nothing about
  /// whether the pattern is valid.
  ///
  /// @throws RegexFault if it is not valid, needs backtracking, or is too large
  static void check(String pattern) throws RegexFault {
    Regex.compile(new EcmaPattern(pattern, true).translated(), RegexOptions.SECLANG);
  }

  private String translated() {
    while (at < pattern.length()) {
      int point = next();
      switch (point) {
        case '\\' -> escape();
        case '[' -> out.append(characterClass().pattern());
        case '.' -> out.append(lineBreaks().others().pattern());
        case '(' -> group();
        default -> literal(point);
      }
    }
    return out.toString();
  }

  private int next() {
    int point = pattern.codePointAt(at);
    at += Character.charCount(point);
    return point;
  }

  private int peek() {
    return at < pattern.length() ? pattern.charAt(at) : -1;
  }

  /// Copied as it is, so that the engine judges what it stands for: `(?<name>`, `(?:`, `(?=`. It
  /// knows more than these, but those who wrote the schema do not.
  private void group() {
    out.append('(');
    if (peek() != '?') {
      return;
    }
    out.append((char) next());
    if (peek() != '<' && peek() != ':' && peek() != '=' && peek() != '!') {
      throw new IllegalArgumentException("(? without one of : = ! <");
    }
    while (peek() == '<' || peek() == ':' || peek() == '=' || peek() == '!') {
      out.append((char) next());
    }
  }

  private void literal(int point) {
    if (point < 0x80) {
      // `#` and blanks mean themselves here, and no flag can change that.
      out.append((char) point);
    } else {
      out.append(new Utf8Ranges().add(point, point).pattern());
    }
  }

  private void escape() {
    int point = peek();
    if (point == 'b' || point == 'B' || point >= '1' && point <= '9' || point == 'k') {
      out.append('\\').append((char) next());
    } else {
      out.append(escaped().pattern());
    }
  }

  /// What an escape stands for, outside of a class or in one.
  private Utf8Ranges escaped() {
    if (at == pattern.length()) {
      throw new IllegalArgumentException("ends with a backslash");
    }
    int point = next();
    return switch (point) {
      case 'd' -> digits();
      case 'D' -> digits().others();
      case 'w' -> words();
      case 'W' -> words().others();
      case 's' -> spaces();
      case 'S' -> spaces().others();
      case 'p' -> property();
      case 'P' -> property().others();
      default -> one(character(point));
    };
  }

  private static Utf8Ranges one(int point) {
    return new Utf8Ranges().add(point, point);
  }

  private int character(int escaped) {
    return switch (escaped) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'v' -> 0x0B;
      case 'f' -> '\f';
      case 'r' -> '\r';
      case '0' -> 0;
      case 'c' -> next() & 0x1F;
      case 'x' -> hex(2);
      case 'u' -> unicode();
      default -> {
        // `\A`, `\z`, `\h` and `\a` mean something elsewhere; here they would mean the letter.
        if (escaped < 0x80 && Character.isLetterOrDigit(escaped)) {
          throw new IllegalArgumentException("\\" + (char) escaped + " is not known");
        }
        yield escaped;
      }
    };
  }

  private int unicode() {
    if (peek() == '{') {
      int end = pattern.indexOf('}', at);
      if (end < 0) {
        throw new IllegalArgumentException("\\u{ without }");
      }
      String digits = pattern.substring(at + 1, end);
      at = end + 1;
      return Integer.parseInt(digits, 16);
    }
    int first = hex(4);
    if (Character.isHighSurrogate((char) first) && pattern.startsWith("\\u", at)) {
      int before = at;
      at += 2;
      int second = hex(4);
      if (Character.isLowSurrogate((char) second)) {
        return Character.toCodePoint((char) first, (char) second);
      }
      at = before;
    }
    return first;
  }

  private int hex(int digits) {
    if (at + digits > pattern.length()) {
      throw new IllegalArgumentException("a hexadecimal escape is too short");
    }
    int value = Integer.parseInt(pattern.substring(at, at + digits), 16);
    at += digits;
    return value;
  }

  private Utf8Ranges characterClass() {
    boolean negated = peek() == '^';
    if (negated) {
      at++;
    }
    Utf8Ranges members = new Utf8Ranges();
    while (peek() != ']') {
      if (at >= pattern.length()) {
        throw new IllegalArgumentException("[ without ]");
      }
      member(members);
    }
    at++;
    return negated ? members.others() : members;
  }

  private void member(Utf8Ranges members) {
    int start = at;
    int first = next();
    if (first == '\\' && !isCharacter(peek())) {
      members.addAll(escaped());
      return;
    }
    first = first == '\\' ? classCharacter() : first;
    boolean range = peek() == '-' && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']';
    if (!range) {
      members.add(first, first);
      return;
    }
    at++;
    int last = next();
    if (last == '\\' && !isCharacter(peek())) {
      // As browsers read it without the `u` flag: a hyphen between a character and a class.
      members.add(first, first).add('-', '-').addAll(escaped());
      return;
    }
    last = last == '\\' ? classCharacter() : last;
    if (last < first) {
      throw new IllegalArgumentException(
          "the range " + pattern.substring(start, at) + " is out of order");
    }
    members.add(first, last);
  }

  private int classCharacter() {
    int point = next();
    return point == 'b' ? '\b' : character(point);
  }

  private static boolean isCharacter(int escaped) {
    return escaped >= 0 && "dDwWsSpP".indexOf(escaped) < 0;
  }

  private static Utf8Ranges digits() {
    return new Utf8Ranges().add('0', '9');
  }

  private static Utf8Ranges words() {
    return digits().add('a', 'z').add('A', 'Z').add('_', '_');
  }

  private static Utf8Ranges spaces() {
    Utf8Ranges spaces = new Utf8Ranges().add('\t', '\r').add(' ', ' ');
    for (int i = 0; i < SPACES.length; i += 2) {
      spaces.add(SPACES[i], SPACES[i + 1]);
    }
    return spaces;
  }

  private static Utf8Ranges lineBreaks() {
    return one('\n').add('\r', '\r').add(0x2028, 0x2029);
  }

  private Utf8Ranges property() {
    int end = pattern.indexOf('}', at);
    if (peek() != '{' || end < 0) {
      throw new IllegalArgumentException("\\p needs {…}");
    }
    String name = pattern.substring(at + 1, end);
    at = end + 1;
    if (checksOnly) {
      UnicodeProperty.of(name);
      return one('p');
    }
    Utf8Ranges points = new Utf8Ranges();
    UnicodeProperty.forEachRun(name, points::add);
    return points;
  }
}
