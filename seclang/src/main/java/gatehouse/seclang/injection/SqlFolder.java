package gatehouse.seclang.injection;

import gatehouse.seclang.text.Bytes;

/// Reduces a value to at most five tokens: what means the same to a recogniser (`1+1` and `1`, a
/// list of names and one name, words of one phrase) becomes one. One thread at a time; used again.
///
/// A list of tokens grows by reading; `left` is where the next pair or triple is looked at. A rule
/// that applies cuts tokens off the list's end and mostly goes back to its beginning, so each byte
/// is read once and each token is looked at a bounded number of times.
final class SqlFolder {
  private static final int MAX = SqlTables.MAX_FINGERPRINT;

  private final SqlLexer lexer;
  private final SqlTables tables;
  private final SqlToken[] list = new SqlToken[MAX + 1];
  private final SqlToken comment = new SqlToken();
  private final SqlToken phrase = new SqlToken();
  private int size;
  private int left;
  private boolean more;
  private boolean hopeless;

  SqlFolder(SqlTables tables) {
    this.tables = tables;
    this.lexer = new SqlLexer(tables);
    for (int i = 0; i < list.length; i++) {
      list[i] = new SqlToken();
    }
  }

  SqlLexer lexer() {
    return lexer;
  }

  SqlToken token(int index) {
    return list[index];
  }

  /// How many tokens the last value came to.
  int size() {
    return size;
  }

  /// The last value's fingerprint: the types of its tokens, or just `X` when one cannot be read.
  String fingerprint() {
    if (hopeless) {
      return "X";
    }
    StringBuilder types = new StringBuilder(size);
    for (int i = 0; i < size; i++) {
      types.append((char) list[i].type);
    }
    return types.toString();
  }

  boolean isHopeless() {
    return hopeless;
  }

  /// Folds a value and packs its fingerprint; 0 when nothing is left of it.
  int fingerprint(Bytes value, int insideQuote, boolean asMysql) {
    lexer.begin(value, insideQuote, asMysql);
    fold();
    lexer.end();
    SqlToken last = size > 0 ? list[size - 1] : comment;
    if (size > 2 && isLoneTick(last)) {
      last.type = 'c';
    }
    int packed = 0;
    for (int i = 0; i < size; i++) {
      hopeless |= list[i].type == 'X';
      packed = SqlTables.pack(packed, list[i].type);
    }
    return hopeless ? SqlTables.pack(0, 'X') : packed;
  }

  /// PHP programs take a lone backtick at the end for the begin of a comment.
  private static boolean isLoneTick(SqlToken token) {
    return token.type == 'n'
        && token.open == '`'
        && token.close == SqlToken.NONE
        && token.length == 0;
  }

  private void fold() {
    size = 0;
    left = 0;
    hopeless = false;
    comment.clear();
    if (!skipBeginning()) {
      return;
    }
    size = 1;
    while (!hopeless) {
      if (size >= MAX) {
        foldFive();
      }
      if (!more || left >= MAX) {
        break;
      }
      read(2);
      if (size - left < 2) {
        left = size;
      } else if (!foldPair()) {
        read(3);
        if (size - left < 3) {
          left = size;
        } else if (!foldTriple()) {
          left++;
        }
      }
    }
    if (size < MAX && comment.type == 'c' && !hopeless) {
      list[size++].copy(comment);
    }
    size = Math.min(size, MAX);
  }

  /// Comments, opening parentheses, types and unary operators at the beginning say nothing.
  private boolean skipBeginning() {
    do {
      more = lexer.next(list[0]);
    } while (more && (isOne("c(t", list[0].type) || isUnary(list[0])));
    return more;
  }

  private void read(int wanted) {
    while (more && size <= MAX && size - left < wanted) {
      SqlToken next = list[size];
      more = lexer.next(next);
      if (more && next.type == 'c') {
        comment.copy(next);
      } else if (more) {
        comment.type = SqlToken.NONE;
        size++;
      }
    }
  }

  private void foldFive() {
    if (five("1", "o,", "(", "1", ")")
        || five("n", "o", "(", "n1", ")")
        || five("1", ")", ",", "(", "1")
        || five("n", ")", "o", "(", "n")) {
      if (size > MAX) {
        list[1].copy(list[MAX]);
        size = 2;
      } else {
        size = 1;
      }
      left = 0;
    }
  }

  private boolean five(String a, String b, String c, String d, String e) {
    return isOne(a, list[0].type)
        && isOne(b, list[1].type)
        && isOne(c, list[2].type)
        && isOne(d, list[3].type)
        && isOne(e, list[4].type);
  }

  /// Whether a rule for two tokens applied, so that another round begins.
  private boolean foldPair() {
    SqlToken a = list[left];
    SqlToken b = list[left + 1];
    if (a.type == b.type && (a.type == 's' || a.type == ';')) {
      return cut(1);
    }
    if ((a.type == 'o' || a.type == '&') && (isUnary(b) || b.type == 't')) {
      return cutAndRestart(1);
    }
    if (a.type == '(' && isUnary(b)) {
      return cutAndStepBack();
    }
    if (isPhrase(a, b)) {
      a.type = phrase.type;
      a.copyText(phrase);
      return cutAndStepBack();
    }
    if (a.type == ';' && b.type == 'f' && b.startsWith('I', 'F')) {
      b.type = 'T';
      return true;
    }
    if (b.type == '(' && (a.type == 'n' || a.type == 'v') && SqlWords.isCalledLikeAName(a)) {
      a.type = 'f';
      return true;
    }
    return foldByFirst(a, b);
  }

  private boolean foldByFirst(SqlToken a, SqlToken b) {
    switch (a.type) {
      case 'k' -> {
        if (SqlWords.isIn(a)) {
          a.type = b.type == '(' ? 'o' : 'n';
          return true;
        }
      }
      case 'o' -> {
        if (SqlWords.isLike(a)) {
          a.type = b.type == '(' ? 'f' : 'o';
          return false;
        }
      }
      case 't' -> {
        if (isOne("n1t(fvs", b.type)) {
          a.copy(b);
          return cutAndRestart(1);
        }
      }
      case 'A' -> {
        if (b.type == 'n' && b.contains('_')) {
          b.type = 't';
          left = 0;
        }
      }
      case '\\' -> {
        if (isArithmetic(b)) {
          a.type = '1';
          left = 0;
          return true;
        }
        a.copy(b);
        return cutAndRestart(1);
      }
      case '(', ')' -> {
        if (b.type == a.type) {
          return cutAndRestart(1);
        }
      }
      case '{' -> {
        if (b.type == 'n') {
          return foldBrace(b);
        }
      }
      default -> {}
    }
    return b.type == '}' && cutAndRestart(1);
  }

  /// ODBC's `{name expression}` is the expression; MySQL takes an empty name for nothing at all.
  private boolean foldBrace(SqlToken name) {
    if (name.length == 0) {
      name.type = 'X';
      size = left + 2;
      hopeless = true;
      return true;
    }
    return cutAndRestart(2);
  }

  private boolean foldTriple() {
    SqlToken a = list[left];
    SqlToken b = list[left + 1];
    SqlToken c = list[left + 2];
    if (isOneOperand(a, b, c)) {
      return cutAndRestart(2);
    }
    if (isUnary(b)) {
      boolean operand = isOne("1nvs", c.type);
      if (a.type == ',' && operand) {
        return cutAndRestart(3);
      }
      boolean drops =
          switch (a.type) {
            case 'E', 'B' -> operand || c.type == '(' || c.type == 'f';
            case 'k' -> operand || c.type == 'f';
            case ',' -> c.type == '(' || c.type == 'f';
            default -> false;
          };
      if (drops) {
        b.copy(c);
        return cutAndRestart(1);
      }
    }
    if (a.type == 'n' && b.type == '.' && c.type == 'n') {
      return cutAndRestart(2);
    }
    if (a.type == 'E' && b.type == '.' && c.type == 'n') {
      b.copy(c);
      return cutAndRestart(1);
    }
    if (a.type == 'f' && b.type == '(' && c.type != ')' && SqlWords.isUser(a)) {
      a.type = 'n';
    }
    return false;
  }

  /// Whether three tokens are an expression whose first token can stand for it.
  private static boolean isOneOperand(SqlToken a, SqlToken b, SqlToken c) {
    return switch (b.type) {
      case 'o' ->
          (a.type == '1' && (c.type == '1' || c.type == 'n'))
              || (a.type == 'n' && (c.type == '1' || c.type == 'n'))
              || (a.type == 'v' && isOne("v1n", c.type))
              || (a.type == 'o' && c.type == 'o')
              || (a.type == '&' && c.type == '&')
              || (c.type == 't' && isOne("n1vs", a.type) && b.startsWith(':', ':'));
      case ',' ->
          (isOne("n1sv", a.type) && isOne("1nsv", c.type))
              || (a.type == 'o' && c.type == 'o')
              || (a.type == '&' && c.type == '&');
      case '(' -> a.type == '&' && c.type == '&';
      default -> (a.type == 'o' && c.type == 'o') || (a.type == '&' && c.type == '&');
    };
  }

  private boolean cut(int count) {
    size -= count;
    return true;
  }

  private boolean cutAndRestart(int count) {
    size -= count;
    left = 0;
    return true;
  }

  private boolean cutAndStepBack() {
    size--;
    left = Math.max(left - 1, 0);
    return true;
  }

  /// Whether two tokens are a phrase of the word table, which is then in `phrase`.
  private boolean isPhrase(SqlToken a, SqlToken b) {
    if (!a.opensPhrase
        || !isOne("knoUfETt", a.type)
        || !(b.type == '&' || isOne("knoUfETt", b.type))
        || a.length + 1 + b.length > SqlToken.MAX_TEXT) {
      return false;
    }
    phrase.copyText(a);
    phrase.append(' ');
    for (int i = 0; i < b.length; i++) {
      phrase.append(b.at(i));
    }
    phrase.opensPhrase = false;
    phrase.type = tables.lookUp(phrase);
    return phrase.type != SqlToken.NONE;
  }

  private static boolean isUnary(SqlToken token) {
    if (token.type != 'o') {
      return false;
    }
    return switch (token.length) {
      case 1 -> isOne("+-!~", token.at(0));
      case 2 -> token.startsWith('!', '!');
      case 3 -> SqlWords.isNot(token);
      default -> false;
    };
  }

  private static boolean isArithmetic(SqlToken token) {
    return token.type == 'o' && token.length == 1 && isOne("*/-+%", token.at(0));
  }

  private static boolean isOne(String types, int type) {
    return types.indexOf(type) >= 0;
  }
}
