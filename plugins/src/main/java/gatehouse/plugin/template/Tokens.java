package gatehouse.plugin.template;

import org.jspecify.annotations.Nullable;

/// Reads an expression token by token.
final class Tokens {
  private static final String[] LONG = {"..", "==", "~=", "<=", ">="};

  /// So that no expression, however long its chain of operators, is too much for a stack.
  private static final int MOST = 500;

  private final String source;
  private int at;
  private int count;
  private Token current;

  /// @param text null at the end of the text
  record Token(Kind kind, @Nullable String text) {
    boolean is(String symbol) {
      return (kind == Kind.SYMBOL || kind == Kind.NAME) && symbol.equals(text);
    }

    @Override
    public String toString() {
      return text == null ? "the end" : "'" + text + "'";
    }
  }

  /// What a token is.
  enum Kind {
    NAME,
    NUMBER,
    TEXT,
    SYMBOL,
    END
  }

  Tokens(String source, int start) throws TemplateFault {
    this.source = source;
    this.at = start;
    this.current = read();
  }

  Token current() {
    return current;
  }

  /// Just behind the current token.
  int position() {
    return at;
  }

  /// The current token; goes on to the next one.
  Token take() throws TemplateFault {
    Token taken = current;
    current = read();
    return taken;
  }

  /// Whether the current token is that symbol or word; goes on if so.
  boolean skip(String symbol) throws TemplateFault {
    if (!current.is(symbol)) {
      return false;
    }
    take();
    return true;
  }

  private Token read() throws TemplateFault {
    if (++count > MOST) {
      throw new TemplateFault("an expression is too long");
    }
    while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
      at++;
    }
    if (at == source.length()) {
      return new Token(Kind.END, null);
    }
    char c = source.charAt(at);
    int start = at;
    if (isLetter(c)) {
      while (at < source.length() && (isLetter(source.charAt(at)) || isDigit(source.charAt(at)))) {
        at++;
      }
      return new Token(Kind.NAME, source.substring(start, at));
    }
    if (isDigit(c)) {
      while (at < source.length()
          && (isDigit(source.charAt(at))
              || source.charAt(at) == '.' && !source.startsWith("..", at))) {
        at++;
      }
      return new Token(Kind.NUMBER, source.substring(start, at));
    }
    if (c == '\'' || c == '"') {
      return new Token(Kind.TEXT, text(c));
    }
    for (String symbol : LONG) {
      if (source.startsWith(symbol, at)) {
        at += 2;
        return new Token(Kind.SYMBOL, symbol);
      }
    }
    at++;
    return new Token(Kind.SYMBOL, String.valueOf(c));
  }

  private String text(char quote) throws TemplateFault {
    StringBuilder text = new StringBuilder();
    for (at++; at < source.length(); at++) {
      char c = source.charAt(at);
      if (c == quote) {
        at++;
        return text.toString();
      }
      if (c == '\\' && at + 1 < source.length()) {
        c = escaped(source.charAt(++at));
      }
      text.append(c);
    }
    throw new TemplateFault("a quote is not closed");
  }

  private static char escaped(char c) throws TemplateFault {
    return switch (c) {
      case '\\', '"', '\'' -> c;
      case 't' -> '\t';
      default -> throw new TemplateFault("the escape \\" + c + " is not supported");
    };
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
