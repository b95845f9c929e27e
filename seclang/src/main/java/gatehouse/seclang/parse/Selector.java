package gatehouse.seclang.parse;

/// Which entries of a collection are meant.
public sealed interface Selector {
  /// All of them.
  record All() implements Selector {
    @Override
    public String toString() {
      return "";
    }
  }

  /// Those under a key, in any case.
  record Key(String key) implements Selector {
    @Override
    public String toString() {
      return ":" + key;
    }
  }

  /// Those whose key the regular expression finds something in, ignoring case.
  record KeyPattern(String regex) implements Selector {
    @Override
    public String toString() {
      return ":/" + regex + "/";
    }
  }

  /// What an XPath expression selects in the parsed document.
  record XPath(String expression) implements Selector {
    @Override
    public String toString() {
      return ":" + expression;
    }
  }
}
