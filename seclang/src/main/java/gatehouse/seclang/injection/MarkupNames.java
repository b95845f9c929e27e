package gatehouse.seclang.injection;

import gatehouse.seclang.text.Ascii;
import java.util.ArrayList;
import java.util.List;

/// The names in markup that can make a browser run a script, or fetch one.
final class MarkupNames {
  /// What an attribute does to a page.
  enum Kind {
    NONE,

    /// Whatever its value is, it may be a script.
    ALWAYS,

    /// Its value is a URL.
    URL,

    /// Its value is the name of an attribute.
    NAME
  }

  private record Attribute(String name, Kind kind) {}

  /// Elements of HTML that load, frame, embed or script, or change what all others mean; those of
  /// old browsers; those that SVG Tiny and XML Events handle events with; and the name that people
  /// probe with.
  private static final String TAGS =
      """
      script style link meta base iframe frame frameset object embed applet noscript isindex
      xml comment import vmlframe
      handler listener
      xss
      """;

  private static final String URLS =
      """
      href src action formaction poster background
      lowsrc dynsrc folder
      from to by values handler xlink:href
      """;

  /// CSS, and Internet Explorer's filters and data binding.
  private static final String ALWAYS = "style filter datasrc dataformatas";

  /// SVG's animation elements say with it which attribute they change.
  private static final String NAMES = "attributename";

  private static final List<List<String>> TAGS_BY_LETTER = byLetter(List.of(words(TAGS)));
  private static final List<List<String>> EVENTS_BY_LETTER = byLetter(MarkupEvents.names());
  private static final List<List<Attribute>> ATTRIBUTES_BY_LETTER = attributes();

  /// Elements of these vocabularies are all refused.
  private static final String[] TAG_BEGINNINGS = {"svg", "xsl"};

  private static final String[] NAMESPACE_BEGINNINGS = {"xmlns", "xlink"};
  private static final int MIN_TAG = 3;
  private static final int MIN_LONG_NAME = 5;
  private static final int MIN_NAME = 2;

  private MarkupNames() {}

  static boolean isActiveTag(byte[] bytes, int from, int to) {
    if (to - from < MIN_TAG) {
      return false;
    }
    for (String beginning : TAG_BEGINNINGS) {
      if (startsWith(bytes, from, to, beginning)) {
        return true;
      }
    }
    for (String tag : TAGS_BY_LETTER.get(letter(bytes, from, to))) {
      if (is(bytes, from, to, tag)) {
        return true;
      }
    }
    return false;
  }

  static Kind kind(byte[] bytes, int from, int to) {
    if (to - from < MIN_NAME) {
      return Kind.NONE;
    }
    if (to - from >= MIN_LONG_NAME && (isEvent(bytes, from, to) || isNamespace(bytes, from, to))) {
      return Kind.ALWAYS;
    }
    for (Attribute attribute : ATTRIBUTES_BY_LETTER.get(letter(bytes, from, to))) {
      if (is(bytes, from, to, attribute.name)) {
        return attribute.kind;
      }
    }
    return Kind.NONE;
  }

  private static boolean isEvent(byte[] bytes, int from, int to) {
    if (!startsWith(bytes, from, to, "on")) {
      return false;
    }
    for (String event : EVENTS_BY_LETTER.get(letter(bytes, from + 2, to))) {
      if (startsWith(bytes, from + 2, to, event)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNamespace(byte[] bytes, int from, int to) {
    for (String beginning : NAMESPACE_BEGINNINGS) {
      if (startsWith(bytes, from, to, beginning)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a range begins with a text, whatever its case.
  static boolean startsWith(byte[] bytes, int from, int to, String lower) {
    if (to - from < lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if (Ascii.lower(bytes[from + i]) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Whether a range is a text, whatever its case; NUL bytes do not count, since old browsers skip
  /// them.
  static boolean is(byte[] bytes, int from, int to, String lower) {
    int matched = 0;
    for (int i = from; i < to; i++) {
      int c = bytes[i];
      if (c == 0) {
        continue;
      }
      if (matched == lower.length() || Ascii.lower(c) != lower.charAt(matched++)) {
        return false;
      }
    }
    return matched == lower.length();
  }

  /// Which list a name is in: 1 to 26 by its first letter, else 0, an empty one.
  private static int letter(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] == 0) {
      i++;
    }
    return i < to && Ascii.isLetter(bytes[i]) ? (bytes[i] | 0x20) - 'a' + 1 : 0;
  }

  private static List<List<String>> byLetter(List<String> names) {
    List<List<String>> lists = emptyLists();
    for (String name : names) {
      lists.get(name.charAt(0) - 'a' + 1).add(name);
    }
    return lists.stream().map(List::copyOf).toList();
  }

  private static List<List<Attribute>> attributes() {
    List<List<Attribute>> lists = emptyLists();
    add(lists, URLS, Kind.URL);
    add(lists, ALWAYS, Kind.ALWAYS);
    add(lists, NAMES, Kind.NAME);
    return lists.stream().map(List::copyOf).toList();
  }

  private static void add(List<List<Attribute>> lists, String names, Kind kind) {
    for (String name : words(names)) {
      lists.get(name.charAt(0) - 'a' + 1).add(new Attribute(name, kind));
    }
  }

  private static <T> List<List<T>> emptyLists() {
    List<List<T>> lists = new ArrayList<>();
    for (int i = 0; i <= 'z' - 'a' + 1; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  private static String[] words(String text) {
    return text.strip().split("\\s+");
  }
}
