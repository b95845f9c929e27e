package gatehouse.seclang.parse;

import gatehouse.seclang.variable.Kind;
import gatehouse.seclang.variable.VariableName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the first argument of a SecRule: `A|B:key|!C:/regex/|&D|XML:/*`.
final class TargetSyntax {
  private final Text text;
  private final Faults faults;
  private int at;

  private TargetSyntax(Text text, Faults faults) {
    this.text = text;
    this.faults = faults;
  }

  static List<Target> read(Text text, Faults faults) {
    return new TargetSyntax(text, faults).readAll();
  }

  private List<Target> readAll() {
    List<Target> targets = new ArrayList<>();
    while (at < text.length()) {
      Target target = readOne();
      if (target != null) {
        targets.add(target);
      }
      skipSeparator();
    }
    if (targets.isEmpty() && text.isEmpty()) {
      faults.error(text.position(), "no variable is named");
    }
    return targets;
  }

  private void skipSeparator() {
    while (at < text.length() && (isSeparator(text.at(at)) || Text.isBlank(text.at(at)))) {
      at++;
    }
  }

  private static boolean isSeparator(char c) {
    return c == '|' || c == ',';
  }

  private @Nullable Target readOne() {
    int start = at;
    Target.Use use = Target.Use.VALUES;
    if (text.peek(at) == '!' || text.peek(at) == '&') {
      use = text.at(at) == '!' ? Target.Use.EXCLUDE : Target.Use.COUNT;
      at++;
    }
    String name = name();
    VariableName variable = VariableName.of(name);
    Selector selector = new Selector.All();
    if (text.peek(at) == ':') {
      at++;
      selector = variable == VariableName.XML ? xpath() : selector();
    }
    if (variable == null) {
      faults.error(text.position(start), unknown(name));
      return null;
    }
    if (variable.kind() == Kind.SCALAR && !(selector instanceof Selector.All)) {
      faults.error(text.position(start), variable + " has a single value and takes no key");
      return null;
    }
    return new Target(text.position(start), use, variable, selector);
  }

  private static String unknown(String name) {
    if (name.isEmpty()) {
      return "a variable's name is missing";
    }
    return VariableName.isForeign(name)
        ? "variable " + name + " is not supported"
        : "unknown variable " + name;
  }

  private String name() {
    int from = at;
    while (at < text.length() && isNameChar(text.at(at))) {
      at++;
    }
    if (from == at) {
      // Something that is no name at all: take it to the next separator, so that reading goes on.
      while (at < text.length() && !isSeparator(text.at(at)) && text.at(at) != ':') {
        at++;
      }
    }
    return text.slice(from, at).toString();
  }

  private static boolean isNameChar(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  }

  private Selector selector() {
    int start = at;
    boolean quoted = text.peek(at) == '\'';
    if (quoted) {
      at++;
    }
    if (text.peek(at) == '/') {
      int close = endOfRegex(at + 1, quoted);
      if (close > 0) {
        Text regex = text.slice(at + 1, close);
        at = close + (quoted ? 2 : 1);
        return new Selector.KeyPattern(regex.unescape('/').toString());
      }
    }
    if (quoted) {
      int close = text.indexOf('\'', at);
      if (close < 0) {
        faults.error(text.position(start), "the quote ' that opens here is never closed");
        close = text.length();
      }
      Text key = text.slice(at, close);
      at = Math.min(close + 1, text.length());
      return new Selector.Key(key.toString());
    }
    while (at < text.length() && !endsKey()) {
      at++;
    }
    return new Selector.Key(text.slice(start, at).toString());
  }

  /// A comma separates only if another variable follows: keys may hold commas.
  private boolean endsKey() {
    if (text.at(at) != ',') {
      return text.at(at) == '|';
    }
    int from = at + 1;
    if (text.peek(from) == '!' || text.peek(from) == '&') {
      from++;
    }
    int to = from;
    while (to < text.length() && isNameChar(text.at(to))) {
      to++;
    }
    return VariableName.of(text.slice(from, to).toString()) != null;
  }

  /// The slash that closes a regular expression: one that is not escaped and stands before a
  /// separator, the closing quote or the end. 0 when there is none: then the slash began a plain
  /// key.
  private int endOfRegex(int from, boolean quoted) {
    for (int i = from; i < text.length(); i++) {
      if (text.at(i) == '\\') {
        i++;
      } else if (text.at(i) == '/') {
        char next = text.peek(i + 1);
        if (quoted ? next == '\'' : next == 0 || isSeparator(next)) {
          return i;
        }
      }
    }
    return 0;
  }

  /// To the next `|` that stands outside of brackets and quotes; `|` within is XPath's own.
  private Selector xpath() {
    int from = at;
    int depth = 0;
    char quote = 0;
    for (; at < text.length(); at++) {
      char c = text.at(at);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '[' || c == '(') {
        depth++;
      } else if (c == ']' || c == ')') {
        depth--;
      } else if (c == '|' && depth <= 0) {
        break;
      }
    }
    String expression = text.slice(from, at).trim().toString();
    return new Selector.XPath(expression.isEmpty() ? "/*" : expression);
  }
}
