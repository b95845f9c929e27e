package gatehouse.seclang.parse;

/// A stretch of rule text, one char a byte, that still knows where each char stands in its file
/// although continuation lines were joined and quotes undone.
public final class Text {
  private final Source source;
  private final String chars;
  private final Places places;
  private final int first;

  /// Char `i` stands at the place `first + i`; one more place marks the end.
  Text(Source source, String chars, Places places, int first) {
    this.source = source;
    this.chars = chars;
    this.places = places;
    this.first = first;
  }

  public int length() {
    return chars.length();
  }

  public boolean isEmpty() {
    return chars.isEmpty();
  }

  public char at(int index) {
    return chars.charAt(index);
  }

  /// The char at an index, or NUL behind the end.
  char peek(int index) {
    return index < chars.length() ? chars.charAt(index) : 0;
  }

  public Text slice(int from, int to) {
    return new Text(source, chars.substring(from, to), places, first + from);
  }

  public Text slice(int from) {
    return slice(from, length());
  }

  /// Without blanks at either end.
  public Text trim() {
    int from = 0;
    int to = length();
    while (from < to && isBlank(at(from))) {
      from++;
    }
    while (to > from && isBlank(at(to - 1))) {
      to--;
    }
    return slice(from, to);
  }

  /// Without the backslash of each `\` + `quote`.
  Text unescape(char quote) {
    if (chars.indexOf('\\') < 0) {
      return this;
    }
    StringBuilder plain = new StringBuilder(length());
    int[] own = new int[length() + 1];
    for (int i = 0; i < length(); i++) {
      if (at(i) == '\\' && peek(i + 1) == quote) {
        i++;
      } else if (at(i) == '\\' && peek(i + 1) == '\\') {
        own[plain.length()] = places.of(first + i);
        plain.append('\\');
        i++;
      }
      own[plain.length()] = places.of(first + i);
      plain.append(at(i));
    }
    own[plain.length()] = places.of(first + length());
    return new Text(source, plain.toString(), Places.of(own, plain.length() + 1), 0);
  }

  int indexOf(char wanted, int from) {
    return chars.indexOf(wanted, from);
  }

  public Source source() {
    return source;
  }

  public Position position() {
    return position(0);
  }

  public Position position(int index) {
    return source.position(places.of(first + index));
  }

  static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  @Override
  public String toString() {
    return chars;
  }
}
