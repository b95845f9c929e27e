package gatehouse.seclang.injection;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;

/// Reads markup into tokens as browsers' HTML tokenizers do, their old leniencies included. It can
/// begin inside a tag or an attribute's value as well, since that is where injected text may land.
/// One thread at a time; used again.
final class MarkupLexer {
  /// Where reading begins, or goes on.
  enum State {
    DATA,
    TAG_NAME_CLOSE,
    SELF_CLOSING,
    BEFORE_NAME,
    AFTER_NAME,
    BEFORE_VALUE,
    DOUBLE_QUOTED,
    SINGLE_QUOTED,
    BACK_QUOTED,
    AFTER_QUOTED,
    END
  }

  enum Token {
    TEXT,
    TAG_OPEN,
    TAG_CLOSE,
    TAG_END,
    SELF_CLOSE,
    NAME,
    VALUE,
    COMMENT,
    DOCTYPE
  }

  private static final int NONE = -1;

  private byte[] bytes = Bytes.EMPTY.array();
  private int begin;
  private int end;
  private int at;
  private State state = State.END;

  private Token token = Token.TEXT;
  private int tokenFrom;
  private int tokenTo;

  void begin(Bytes value, State first) {
    bytes = value.array();
    begin = value.from();
    end = value.to();
    at = begin;
    state = first;
  }

  /// Lets go of the value.
  void end() {
    bytes = Bytes.EMPTY.array();
  }

  Token token() {
    return token;
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return tokenFrom;
  }

  int to() {
    return tokenTo;
  }

  /// Reads the next token; false at the end.
  boolean next() {
    return switch (state) {
      case DATA -> data();
      case TAG_NAME_CLOSE -> tagEnd();
      case SELF_CLOSING -> selfClosing();
      case BEFORE_NAME -> beforeName();
      case AFTER_NAME -> afterName();
      case BEFORE_VALUE -> beforeValue();
      case DOUBLE_QUOTED -> quoted('"');
      case SINGLE_QUOTED -> quoted('\'');
      case BACK_QUOTED -> quoted('`');
      case AFTER_QUOTED -> afterQuoted();
      case END -> false;
    };
  }

  /// Reports `[from, to)` and goes on at `resume` in that state.
  private boolean found(Token kind, int from, int to, int resume, State next) {
    token = kind;
    tokenFrom = from;
    tokenTo = to;
    at = resume;
    state = next;
    return true;
  }

  private boolean rest(Token kind, int from) {
    return found(kind, from, end, end, State.END);
  }

  private boolean finished() {
    state = State.END;
    return false;
  }

  private boolean data() {
    int open = SqlBytes.find(bytes, at, end, '<');
    if (open == end) {
      return at < end ? rest(Token.TEXT, at) : finished();
    }
    if (open > at) {
      return found(Token.TEXT, at, open, open, State.DATA);
    }
    at = open + 1;
    return open + 1 < end ? tagOpen(open) : finished();
  }

  private boolean tagOpen(int open) {
    int c = bytes[at] & 0xff;
    return switch (c) {
      case '!' -> {
        at++;
        yield declaration();
      }
      case '/' -> {
        at++;
        yield endTag();
      }
      case '?' -> bogusComment(at + 1);
      case '%' -> {
        int close = SqlBytes.find(bytes, at + 1, end, '%', '>');
        yield close == end
            ? rest(Token.COMMENT, at + 1)
            : found(Token.COMMENT, at + 1, close, close + 2, State.DATA);
      }
      default ->
          c == 0 || Ascii.isLetter(c)
              ? tagName(false)
              : found(Token.TEXT, open, open + 1, at, State.DATA);
    };
  }

  private boolean endTag() {
    if (at >= end) {
      return finished();
    }
    if (bytes[at] == '>') {
      state = State.DATA;
      return data();
    }
    return Ascii.isLetter(bytes[at] & 0xff) ? tagName(true) : bogusComment(at);
  }

  private boolean bogusComment(int from) {
    int close = SqlBytes.find(bytes, from, end, '>');
    return close == end
        ? rest(Token.COMMENT, from)
        : found(Token.COMMENT, from, close, close + 1, State.DATA);
  }

  private boolean tagName(boolean closing) {
    for (int i = at; i < end; i++) {
      int c = bytes[i];
      if (c != 0 && isWhite(c)) {
        return found(Token.TAG_OPEN, at, i, i + 1, State.BEFORE_NAME);
      }
      if (c == '/') {
        return found(Token.TAG_OPEN, at, i, i + 1, State.SELF_CLOSING);
      }
      if (c == '>') {
        return closing
            ? found(Token.TAG_CLOSE, at, i, i + 1, State.DATA)
            : found(Token.TAG_OPEN, at, i, i, State.TAG_NAME_CLOSE);
      }
    }
    return rest(Token.TAG_OPEN, at);
  }

  private boolean tagEnd() {
    return found(Token.TAG_END, at, at + 1, at + 1, State.DATA);
  }

  private boolean selfClosing() {
    if (at >= end) {
      return finished();
    }
    if (bytes[at] == '>') {
      return found(Token.SELF_CLOSE, at - 1, at + 1, at + 1, State.DATA);
    }
    return beforeName();
  }

  private boolean beforeName() {
    for (int c = skipWhite(); c != NONE; c = skipWhite()) {
      if (c == '>') {
        return tagEnd();
      }
      if (c != '/') {
        return name();
      }
      at++;
      if (at < end && bytes[at] == '>') {
        return selfClosing();
      }
    }
    return finished();
  }

  private boolean name() {
    for (int i = at + 1; i < end; i++) {
      int c = bytes[i];
      if (isWhite(c)) {
        return found(Token.NAME, at, i, i + 1, State.AFTER_NAME);
      }
      if (c == '/') {
        return found(Token.NAME, at, i, i + 1, State.SELF_CLOSING);
      }
      if (c == '=') {
        return found(Token.NAME, at, i, i + 1, State.BEFORE_VALUE);
      }
      if (c == '>') {
        return found(Token.NAME, at, i, i, State.TAG_NAME_CLOSE);
      }
    }
    return rest(Token.NAME, at);
  }

  private boolean afterName() {
    return switch (skipWhite()) {
      case NONE -> finished();
      case '/' -> {
        at++;
        yield selfClosing();
      }
      case '=' -> {
        at++;
        yield beforeValue();
      }
      case '>' -> tagEnd();
      default -> name();
    };
  }

  private boolean beforeValue() {
    int c = skipWhite();
    return switch (c) {
      case NONE -> finished();
      case '"', '\'', '`' -> quoted(c);
      default -> unquoted();
    };
  }

  /// In a start inside a value there is no opening quote to skip.
  private boolean quoted(int quote) {
    int from = at > begin ? at + 1 : at;
    int close = SqlBytes.find(bytes, from, end, quote);
    return close == end
        ? rest(Token.VALUE, from)
        : found(Token.VALUE, from, close, close + 1, State.AFTER_QUOTED);
  }

  private boolean unquoted() {
    for (int i = at; i < end; i++) {
      int c = bytes[i];
      if (isWhite(c)) {
        return found(Token.VALUE, at, i, i + 1, State.BEFORE_NAME);
      }
      if (c == '>') {
        return found(Token.VALUE, at, i, i, State.TAG_NAME_CLOSE);
      }
    }
    return rest(Token.VALUE, at);
  }

  private boolean afterQuoted() {
    if (at < end && bytes[at] == '/') {
      at++;
      return selfClosing();
    }
    return beforeName();
  }

  private boolean declaration() {
    if (startsWith("doctype")) {
      int close = SqlBytes.find(bytes, at, end, '>');
      return close == end
          ? rest(Token.DOCTYPE, at)
          : found(Token.DOCTYPE, at, close, close + 1, State.DATA);
    }
    if (startsWith("[cdata[") && bytes[at + 1] == 'C' && isUpper(at + 2, at + 6)) {
      return cdata(at + 7);
    }
    if (startsWith("--")) {
      return comment(at + 2);
    }
    return bogusComment(at);
  }

  private boolean cdata(int from) {
    for (int i = SqlBytes.find(bytes, from, end, ']', ']');
        i + 2 < end;
        i = SqlBytes.find(bytes, i + 1, end, ']', ']')) {
      if (bytes[i + 2] == '>') {
        return found(Token.TEXT, from, i, i + 3, State.DATA);
      }
    }
    return rest(Token.TEXT, from);
  }

  /// Up to `-->`, or what browsers take for it: `--!>`'s short form `-!>`, NUL bytes inside.
  private boolean comment(int from) {
    for (int dash = SqlBytes.find(bytes, from, end, '-');
        dash < end;
        dash = SqlBytes.find(bytes, dash + 1, end, '-')) {
      int i = dash + 1;
      while (i < end && bytes[i] == 0) {
        i++;
      }
      if (i + 1 < end && (bytes[i] == '-' || bytes[i] == '!') && bytes[i + 1] == '>') {
        return found(Token.COMMENT, from, dash, i + 2, State.DATA);
      }
    }
    return rest(Token.COMMENT, from);
  }

  private boolean startsWith(String lower) {
    return MarkupNames.startsWith(bytes, at, end, lower);
  }

  private boolean isUpper(int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] >= 'a') {
        return false;
      }
    }
    return true;
  }

  /// The byte behind white space, or NONE at the end.
  private int skipWhite() {
    while (at < end && isWhite(bytes[at])) {
      at++;
    }
    return at < end ? bytes[at] & 0xff : NONE;
  }

  private static boolean isWhite(int c) {
    return c == 0 || Ascii.isSpace(c);
  }
}
