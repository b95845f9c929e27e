package gatehouse.seclang.rule;

import gatehouse.regex.Regex;
import gatehouse.regex.RegexFault;
import gatehouse.regex.RegexOptions;
import gatehouse.seclang.parse.Selector;
import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import java.util.regex.Pattern;

/// Whether a key is one that a selector means, in any case.
sealed interface KeyMatcher {
  boolean matches(Bytes key);

  /// Every key.
  record Any() implements KeyMatcher {
    @Override
    public boolean matches(Bytes key) {
      return true;
    }
  }

  /// What one XPath expression selects: entries of XML have the expression for their key.
  record Expression(Bytes text) implements KeyMatcher {
    @Override
    public boolean matches(Bytes key) {
      return key.equals(text);
    }
  }

  /// One key; `lower` is in lower case.
  record Exact(Bytes lower) implements KeyMatcher {
    @Override
    public boolean matches(Bytes key) {
      return key.equalsIgnoreCase(lower);
    }
  }

  /// Keys that begin with `head`, which is in lower case.
  record Begins(Bytes head) implements KeyMatcher {
    @Override
    public boolean matches(Bytes key) {
      if (key.length() < head.length()) {
        return false;
      }
      for (int i = 0; i < head.length(); i++) {
        if (Ascii.lower(key.at(i)) != head.at(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /// Keys in which a linear pattern finds something. All of them begin in the same way: TX has a
  /// hundred keys, and most differ in the first byte.
  record Found(Regex regex, Begins head) implements KeyMatcher {
    @Override
    public boolean matches(Bytes key) {
      return key.length() >= regex.facts().minLength()
          && head.matches(key)
          // Which bytes occur is remembered with the keys that rules name.
          && regex.facts().allow(key.length(), key.groups())
          && regex.find(key.array(), key.from(), key.to());
    }

    /// The letters, digits and underscores that a pattern demands at the start.
    static Bytes head(String pattern) {
      if (!pattern.startsWith("^") || pattern.indexOf('|') >= 0) {
        return Bytes.EMPTY;
      }
      int end = 1;
      while (end < pattern.length() && isPlain(pattern.charAt(end))) {
        end++;
      }
      boolean quantified = end < pattern.length() && "*?{+".indexOf(pattern.charAt(end)) >= 0;
      return Bytes.of(pattern.substring(1, quantified ? Math.max(end - 1, 1) : end)).lower();
    }

    private static boolean isPlain(int c) {
      return c == '_' || (c < 0x80 && Ascii.isAlphanumeric(c));
    }
  }

  /// Whether some key may be meant by both.
  default boolean mayMeet(KeyMatcher other) {
    return switch (this) {
      case Any _ -> true;
      case Expression expression -> other.matches(expression.text);
      case Exact exact -> other.matches(exact.lower);
      case Begins _, Found _ ->
          switch (other) {
            case Any _, Begins _, Found _ -> true;
            case Expression expression -> matches(expression.text);
            case Exact exact -> matches(exact.lower);
          };
    };
  }

  static KeyMatcher of(Selector selector) throws RegexFault {
    return switch (selector) {
      case Selector.All _ -> new Any();
      case Selector.XPath xpath -> new Expression(Bytes.of(xpath.expression()));
      case Selector.Key key -> new Exact(Bytes.of(key.key()).lower());
      case Selector.KeyPattern pattern -> found(pattern.regex());
    };
  }

  private static KeyMatcher found(String pattern) throws RegexFault {
    RegexOptions options = RegexOptions.SECLANG.withIgnoreCase(true);
    Regex regex = Regex.compile(escapeHigh(pattern), options);
    Begins head = new Begins(Found.head(pattern));
    boolean isAll = pattern.startsWith("^") && head.head.length() == pattern.length() - 1;
    return isAll ? head : new Found(regex, head);
  }

  /// Rule text has one char a byte; the regex module would read such chars as UTF-8.
  private static String escapeHigh(String pattern) {
    return Pattern.compile("[\\x80-\\xff]")
        .matcher(pattern)
        .replaceAll(found ->
            "\\\\x"
                + (char) Ascii.hexDigit(found.group().charAt(0) >> 4)
                + (char) Ascii.hexDigit(found.group().charAt(0) & 15));
  }
}
