package gatehouse.seclang.injection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A context-free grammar of injections, read from a file, whose texts can be enumerated. Used when
/// Gatehouse is built.
///
/// `name = one 'and' two | other` is a rule; what stands in quotes is text, all else names rules.
/// `''` at its end says that the text may end there; otherwise it goes on, in ways that do not
/// matter. Texts are enumerated from left to right and given up after a number of terminals: a
/// fingerprint shows the beginning of a text only.
final class SqlGrammar {
  /// Takes a text: the first `length` bytes of a buffer that is used again. A text that is not
  /// complete goes on.
  @FunctionalInterface
  interface Texts {
    void text(byte[] bytes, int length, boolean complete);
  }

  private sealed interface Symbol {}

  private record Text(String text) implements Symbol {}

  private record End() implements Symbol {}

  private record Name(String name) implements Symbol {}

  private final Map<String, List<List<Symbol>>> rules = new HashMap<>();
  private final byte[] text = new byte[1024];

  static SqlGrammar read(List<String> lines) {
    SqlGrammar grammar = new SqlGrammar();
    @Nullable String name = null;
    for (String line : lines) {
      String content = line.strip();
      if (content.isEmpty() || content.startsWith("#")) {
        continue;
      }
      int equals = content.indexOf(" = ");
      if (!content.startsWith("|") && equals > 0) {
        name = content.substring(0, equals);
        content = content.substring(equals + 3);
        if (grammar.rules.put(name, new ArrayList<>()) != null) {
          throw new IllegalArgumentException("rule " + name + " is there twice");
        }
      } else if (content.startsWith("|")) {
        content = content.substring(1);
      }
      if (name == null) {
        throw new IllegalArgumentException("no rule: " + line);
      }
      grammar.rule(name).addAll(alternatives(content));
    }
    return grammar;
  }

  private static List<List<Symbol>> alternatives(String content) {
    List<List<Symbol>> alternatives = new ArrayList<>();
    List<Symbol> symbols = new ArrayList<>();
    int at = 0;
    while (at < content.length()) {
      char c = content.charAt(at);
      if (c == ' ') {
        at++;
      } else if (c == '|') {
        alternatives.add(symbols);
        symbols = new ArrayList<>();
        at++;
      } else if (c == '\'' || c == '`') {
        int close = content.indexOf(c, at + 1);
        String literal = content.substring(at + 1, close);
        symbols.add(literal.isEmpty() ? new End() : new Text(literal + " "));
        at = close + 1;
      } else {
        int close = content.indexOf(' ', at);
        close = close < 0 ? content.length() : close;
        symbols.add(new Name(content.substring(at, close)));
        at = close;
      }
    }
    alternatives.add(symbols);
    return alternatives;
  }

  /// Passes on every text of a rule; those with more terminals than `limit` are given up there.
  void enumerate(String start, int limit, Texts each) {
    Deque<Symbol> rest = new ArrayDeque<>();
    rest.push(new Name(start));
    enumerate(rest, 0, limit, false, each);
  }

  private void enumerate(Deque<Symbol> rest, int length, int left, boolean mayEnd, Texts each) {
    if (rest.isEmpty() || (left == 0 && !(rest.peek() instanceof End))) {
      each.text(text, length, mayEnd && rest.isEmpty());
      return;
    }
    Symbol next = rest.pop();
    switch (next) {
      case Text(String terminal) -> {
        int end = length;
        for (int i = 0; i < terminal.length(); i++) {
          text[end++] = (byte) terminal.charAt(i);
        }
        enumerate(rest, end, left - 1, false, each);
      }
      case End() -> enumerate(rest, length, left, true, each);
      case Name(String name) -> {
        for (List<Symbol> alternative : rule(name)) {
          for (int i = alternative.size() - 1; i >= 0; i--) {
            rest.push(alternative.get(i));
          }
          enumerate(rest, length, left, mayEnd, each);
          for (int i = 0; i < alternative.size(); i++) {
            rest.pop();
          }
        }
      }
    }
    rest.push(next);
  }

  private List<List<Symbol>> rule(String name) {
    List<List<Symbol>> found = rules.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no rule is named " + name);
    }
    return found;
  }
}
