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

  /// One key; `lower` is in lower case.
  record Exact(Bytes lower) implements KeyMatcher {
    @Override
    public boolean matches(Bytes key) {
      return key.equalsIgnoreCase(lower);
    }
  }

  /// Keys in which a linear pattern finds something.
  record Found(Regex regex) implements KeyMatcher {
    @Override
    public boolean matches(Bytes key) {
      return regex.find(key.array(), key.from(), key.to());
    }
  }

  static KeyMatcher of(Selector selector) throws RegexFault {
    return switch (selector) {
      case Selector.All _, Selector.XPath _ -> new Any();
      case Selector.Key key -> new Exact(Bytes.of(key.key()).lower());
      case Selector.KeyPattern pattern ->
          new Found(
              Regex.compile(
                  escapeHigh(pattern.regex()), RegexOptions.SECLANG.withIgnoreCase(true)));
    };
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
