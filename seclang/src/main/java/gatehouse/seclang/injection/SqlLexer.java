package gatehouse.seclang.injection;

import static gatehouse.seclang.injection.SqlBytes.is;

import gatehouse.seclang.text.Bytes;

/// Reads SQL into tokens, one at a time, as text of several dialects at once: an injection does not
/// say which database it is for. Never looks at a byte more than a few times.
final class SqlLexer {
  private final SqlTables tables;
  private final SqlLiterals literals = new SqlLiterals();

  private byte[] bytes = Bytes.EMPTY.array();
  private int begin;
  private int end;
  private int at;
  private int quote;
  private boolean mysql;

  private int tokens;
  private int dashes;
  private int hashes;

  SqlLexer(SqlTables tables) {
    this.tables = tables;
  }

  SqlTables tables() {
    return tables;
  }

  /// Begins to read a value, as if it stood inside a string with that quote (or NONE).
  void begin(Bytes value, int insideQuote, boolean asMysql) {
    bytes = value.array();
    begin = value.from();
    end = value.to();
    at = begin;
    quote = insideQuote;
    mysql = asMysql;
    tokens = 0;
    dashes = 0;
    hashes = 0;
  }

  /// Lets go of the value.
  void end() {
    bytes = Bytes.EMPTY.array();
  }

  int tokens() {
    return tokens;
  }

  /// Whether something was read that MySQL reads otherwise: a `--` without a blank, a `#`.
  boolean readsOtherwiseInMysql() {
    return dashes + hashes > 0;
  }

  /// Reads the next token; false, and a clear token, at the end.
  boolean next(SqlToken token) {
    token.clear();
    if (at == begin && quote != SqlToken.NONE && at < end) {
      at = literals.string(token, bytes, at, end, quote, 0);
      tokens++;
      return true;
    }
    while (at < end) {
      at = read(token, bytes[at] & 0xff);
      if (token.type != SqlToken.NONE) {
        tokens++;
        return true;
      }
    }
    return false;
  }

  /// Reads what a byte begins and says where to go on; leaves the token clear for white space.
  private int read(SqlToken token, int c) {
    return switch (SqlBytes.beginning(c)) {
      case WHITE -> at + 1;
      case SELF -> one(token, c);
      case OTHER -> one(token, '?');
      case OPERATOR -> one(token, 'o');
      case LONG_OPERATOR -> longOperator(token, c);
      case DASH -> dash(token);
      case HASH -> hash(token);
      case SLASH -> slash(token);
      case BACKSLASH -> backslash(token);
      case STRING -> literals.string(token, bytes, at, end, c, 1);
      case TICK -> tick(token, at);
      case BRACKET -> bracket(token);
      case VARIABLE -> variable(token);
      case MONEY -> {
        int next = literals.money(token, bytes, at, end);
        yield next == at ? word(token) : next;
      }
      case NUMBER -> literals.number(token, bytes, at, end);
      case WORD -> word(token);
      case PREFIX -> {
        int next = literals.prefixed(token, bytes, at, end);
        yield next == at ? word(token) : next;
      }
    };
  }

  private int one(SqlToken token, int type) {
    token.set(type, bytes, at, 1);
    return at + 1;
  }

  private int longOperator(SqlToken token, int c) {
    if (at + 1 >= end) {
      return one(token, 'o');
    }
    if (c == '<' && at + 2 < end && bytes[at + 1] == '=' && bytes[at + 2] == '>') {
      token.set('o', bytes, at, 3);
      return at + 3;
    }
    token.set('o', bytes, at, 2);
    int type = tables.lookUp(token);
    if (type != SqlToken.NONE) {
      token.type = type;
      return at + 2;
    }
    return one(token, c == ':' ? ':' : 'o');
  }

  private int dash(SqlToken token) {
    if (at + 1 < end && bytes[at + 1] == '-') {
      if (at + 2 == end || is(SqlBytes.BLANK, bytes[at + 2])) {
        return lineComment(token);
      }
      if (!mysql) {
        dashes++;
        return lineComment(token);
      }
    }
    return one(token, 'o');
  }

  private int hash(SqlToken token) {
    hashes++;
    return mysql ? lineComment(token) : one(token, 'o');
  }

  private int lineComment(SqlToken token) {
    int close = SqlBytes.find(bytes, at, end, '\n');
    token.set('c', bytes, at, close - at);
    return Math.min(close + 1, end);
  }

  private int slash(SqlToken token) {
    if (at + 1 == end || bytes[at + 1] != '*') {
      return one(token, 'o');
    }
    int close = SqlBytes.find(bytes, at + 2, end, '*', '/');
    boolean closed = close < end;
    int behind = closed ? close + 2 : end;
    boolean nested = closed && SqlBytes.find(bytes, at + 2, close + 1, '/', '*') < close + 1;
    boolean conditional = at + 2 < end && bytes[at + 2] == '!';
    token.set(nested || conditional ? 'X' : 'c', bytes, at, behind - at);
    return behind;
  }

  private int backslash(SqlToken token) {
    if (at + 1 < end && bytes[at + 1] == 'N') {
      token.set('1', bytes, at, 2);
      return at + 2;
    }
    return one(token, '\\');
  }

  private int tick(SqlToken token, int from) {
    int next = literals.string(token, bytes, from, end, '`', 1);
    token.type = tables.lookUp(token) == 'f' ? 'f' : 'n';
    return next;
  }

  private int bracket(SqlToken token) {
    int close = SqlBytes.find(bytes, at, end, ']');
    int behind = Math.min(close + 1, end);
    token.set('n', bytes, at, behind - at);
    return behind;
  }

  private int variable(SqlToken token) {
    int from = at + 1;
    int ats = 1;
    if (from < end && bytes[from] == '@') {
      from++;
      ats = 2;
    }
    int next;
    if (from < end && bytes[from] == '`') {
      next = tick(token, from);
      token.type = 'v';
    } else if (from < end && (bytes[from] == '\'' || bytes[from] == '"')) {
      next = literals.string(token, bytes, from, end, bytes[from], 1);
      token.type = 'v';
    } else {
      next = SqlBytes.skipTo(SqlBytes.ENDS_VARIABLE, bytes, from, end);
      token.set('v', bytes, from, next - from);
    }
    token.ats = ats;
    return next;
  }

  /// A word, cut off before a dot or a backtick when what precedes that is a keyword. Once the text
  /// is full, only the end of the word is of interest.
  private int word(SqlToken token) {
    token.type = 'n';
    token.position = at;
    token.clearText();
    int i = at;
    for (; i < end; i++) {
      int c = bytes[i] & 0xff;
      if (is(SqlBytes.ENDS_WORD, c)) {
        break;
      }
      if (token.length == SqlToken.MAX_TEXT) {
        return SqlBytes.skipTo(SqlBytes.ENDS_WORD, bytes, i, end);
      }
      if (c == '.' || c == '`') {
        int type = tables.lookUp(token);
        if (type != SqlToken.NONE && type != 'n') {
          token.type = type;
          return i;
        }
      }
      token.append(c);
    }
    int type = tables.lookUp(token);
    token.type = type == SqlToken.NONE ? 'n' : type;
    return i;
  }
}
