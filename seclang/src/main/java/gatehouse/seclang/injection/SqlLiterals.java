package gatehouse.seclang.injection;

import static gatehouse.seclang.injection.SqlBytes.is;

import gatehouse.seclang.text.Ascii;

/// Reads strings and numbers in the notations of the dialects. Each method sets the token and says
/// where to go on; those that may find no literal then say where they began.
final class SqlLiterals {
  /// A string, which a quote of its own begins (`skip` 1 or 2 bytes behind `from`) or not (0). A
  /// doubled quote, and one behind an odd number of backslashes, belongs to the string.
  int string(SqlToken token, byte[] bytes, int from, int end, int quote, int skip) {
    int start = from + skip;
    token.open = skip > 0 ? quote : SqlToken.NONE;
    for (int i = SqlBytes.find(bytes, start, end, quote);
        i < end;
        i = SqlBytes.find(bytes, i, end, quote)) {
      if (isEscaped(bytes, start, i)) {
        i++;
      } else if (i + 1 < end && bytes[i + 1] == quote) {
        i += 2;
      } else {
        token.set('s', bytes, start, i - start);
        token.close = quote;
        return i + 1;
      }
    }
    token.set('s', bytes, start, end - start);
    token.close = SqlToken.NONE;
    return end;
  }

  private static boolean isEscaped(byte[] bytes, int start, int quoteAt) {
    int i = quoteAt;
    while (i > start && bytes[i - 1] == '\\') {
      i--;
    }
    return ((quoteAt - i) & 1) != 0;
  }

  /// What a letter may begin that also begins words: `b'01'`, `x'0F'`, `e'…'`, `n'…'`, `u&'…'`,
  /// `q'(…)'`, `nq'(…)'`.
  int prefixed(SqlToken token, byte[] bytes, int from, int end) {
    return switch (bytes[from] | 0x20) {
      case 'b' -> digits(token, bytes, from, end, SqlBytes.BINARY);
      case 'x' -> digits(token, bytes, from, end, SqlBytes.HEX);
      case 'e' -> escaped(token, bytes, from, end);
      case 'q' -> delimited(token, bytes, from, from, end);
      case 'n' ->
          from + 2 < end && bytes[from + 1] == '\''
              ? escaped(token, bytes, from, end)
              : delimited(token, bytes, from, from + 1, end);
      default -> unicode(token, bytes, from, end);
    };
  }

  private static int digits(SqlToken token, byte[] bytes, int from, int end, int set) {
    if (from + 2 >= end || bytes[from + 1] != '\'') {
      return from;
    }
    int close = digits(set, bytes, from + 2, end);
    if (close >= end || bytes[close] != '\'') {
      return from;
    }
    token.set('1', bytes, from, close + 1 - from);
    return close + 1;
  }

  /// libinjection's spans of digits go over NUL bytes; what it recognises must not depend on them.
  private static int digits(int set, byte[] bytes, int from, int end) {
    int i = from;
    while (i < end && (bytes[i] == 0 || is(set, bytes[i]))) {
      i++;
    }
    return i;
  }

  private int escaped(SqlToken token, byte[] bytes, int from, int end) {
    if (from + 2 >= end || bytes[from + 1] != '\'') {
      return from;
    }
    int next = string(token, bytes, from, end, '\'', 2);
    token.position = from;
    return next;
  }

  private int unicode(SqlToken token, byte[] bytes, int from, int end) {
    if (from + 2 >= end || bytes[from + 1] != '&' || bytes[from + 2] != '\'') {
      return from;
    }
    int next = string(token, bytes, from + 2, end, '\'', 1);
    token.open = 'u';
    if (token.close == '\'') {
      token.close = 'u';
    }
    return next;
  }

  private static int delimited(SqlToken token, byte[] bytes, int from, int q, int end) {
    if (q + 2 >= end || (bytes[q] | 0x20) != 'q' || bytes[q + 1] != '\'' || bytes[q + 2] < '!') {
      return from;
    }
    int closing =
        switch (bytes[q + 2]) {
          case '(' -> ')';
          case '[' -> ']';
          case '{' -> '}';
          case '<' -> '>';
          default -> bytes[q + 2];
        };
    int close = SqlBytes.find(bytes, q + 3, end, closing, '\'');
    token.set('s', bytes, q + 3, close - q - 3);
    token.open = 'q';
    token.close = close < end ? 'q' : SqlToken.NONE;
    return close < end ? close + 2 : end;
  }

  /// What `$` begins: an amount, a PostgreSQL string, or just a word of one byte. A `$.` is a word
  /// that goes on, so nothing is read.
  int money(SqlToken token, byte[] bytes, int from, int end) {
    int behind = digits(SqlBytes.MONEY, bytes, from + 1, end);
    if (behind == from + 2 && bytes[from + 1] == '.') {
      return from;
    }
    if (behind > from + 1) {
      token.set('1', bytes, from, behind - from);
      return behind;
    }
    int tagEnd = digits(SqlBytes.LETTER, bytes, from + 1, end);
    if (tagEnd >= end || bytes[tagEnd] != '$') {
      token.set('n', bytes, from, 1);
      return from + 1;
    }
    return tagged(token, bytes, from, tagEnd + 1, end);
  }

  /// `$tag$ … $tag$`. Comparing stops at the latest at the next `$`, so the search is linear.
  private static int tagged(SqlToken token, byte[] bytes, int from, int start, int end) {
    int width = start - from;
    token.open = '$';
    for (int i = start; i + width <= end; i++) {
      int same = 0;
      while (same < width && bytes[i + same] == bytes[from + same]) {
        same++;
      }
      if (same == width) {
        token.set('s', bytes, start, i - start);
        token.close = '$';
        return i + width;
      }
    }
    token.set('s', bytes, start, end - start);
    return end;
  }

  /// A number, a lone dot, or what begins like a number and is a word.
  int number(SqlToken token, byte[] bytes, int from, int end) {
    if (bytes[from] == '0' && from + 1 < end) {
      int letter = bytes[from + 1] | 0x20;
      if (letter == 'x' || letter == 'b') {
        int set = letter == 'x' ? SqlBytes.HEX : SqlBytes.BINARY;
        int behind = digits(set, bytes, from + 2, end);
        token.set(behind == from + 2 ? 'n' : '1', bytes, from, behind - from);
        return behind;
      }
    }
    int i = SqlBytes.skip(SqlBytes.DIGIT, bytes, from, end);
    if (i < end && bytes[i] == '.') {
      i = SqlBytes.skip(SqlBytes.DIGIT, bytes, i + 1, end);
      if (i - from == 1) {
        token.set('.', bytes, from, 1);
        return i;
      }
    }
    boolean unfinished = false;
    if (i < end && (bytes[i] | 0x20) == 'e') {
      i++;
      if (i < end && (bytes[i] == '+' || bytes[i] == '-')) {
        i++;
      }
      int exponent = i;
      i = SqlBytes.skip(SqlBytes.DIGIT, bytes, i, end);
      unfinished = i == exponent;
    }
    if (i < end && isSuffix(bytes, i, end)) {
      i++;
    }
    token.set(unfinished ? 'n' : '1', bytes, from, i - from);
    return i;
  }

  /// Oracle's `d` and `f` behind a number, when a word does not begin there: `1fUNION` is two
  /// tokens, the first with its suffix.
  private static boolean isSuffix(byte[] bytes, int at, int end) {
    int letter = bytes[at] | 0x20;
    if (letter != 'd' && letter != 'f') {
      return false;
    }
    if (at + 1 == end) {
      return true;
    }
    int next = bytes[at + 1];
    return is(SqlBytes.BLANK, next) || next == ';' || Ascii.lower(next) == 'u';
  }
}
