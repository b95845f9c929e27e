package gatehouse.seclang.injection;

import gatehouse.seclang.operator.InjectionDetector;
import gatehouse.seclang.text.Bytes;
import org.jspecify.annotations.Nullable;

/// Recognises SQL injections: a value is read as if it continued a statement (outside of strings,
/// inside one in single or in double quotes), reduced to the kinds of its first five tokens, and
/// compared with the fingerprints of injections. What is found is the fingerprint.
public final class SqlInjection implements InjectionDetector {
  private static final Bytes SP_PASSWORD = Bytes.of("sp_password");

  private final SqlTables tables;
  private final ThreadLocal<SqlFolder> folders;

  /// With the tables that belong to this program.
  public SqlInjection() {
    this(SqlTables.built());
  }

  SqlInjection(SqlTables tables) {
    this.tables = tables;
    this.folders = ThreadLocal.withInitial(() -> new SqlFolder(tables));
  }

  @Override
  public @Nullable Bytes detect(Bytes value) {
    if (tables.sparesWords() && SqlBytes.isNumberAndWord(value)) {
      return null;
    }
    SqlFolder folder = folders.get();
    return isInjection(folder, value) ? Bytes.of(folder.fingerprint()) : null;
  }

  boolean isInjection(SqlFolder folder, Bytes value) {
    if (value.isEmpty()) {
      return false;
    }
    return inBothDialects(folder, value, SqlToken.NONE)
        || (value.indexOf('\'', 0) >= 0 && inBothDialects(folder, value, '\''))
        || (value.indexOf('"', 0) >= 0 && in(folder, value, '"', true));
  }

  private boolean inBothDialects(SqlFolder folder, Bytes value, int insideQuote) {
    return in(folder, value, insideQuote, false)
        || (folder.lexer().readsOtherwiseInMysql() && in(folder, value, insideQuote, true));
  }

  private boolean in(SqlFolder folder, Bytes value, int insideQuote, boolean mysql) {
    int packed = folder.fingerprint(value, insideQuote, mysql);
    return packed != 0 && tables.isInjection(packed) && isNoFalseAlarm(folder, value);
  }

  /// Whether a fingerprint that injections have is not, looked at closely, that of harmless text.
  static boolean isNoFalseAlarm(SqlFolder folder, Bytes value) {
    int size = folder.isHopeless() ? 1 : folder.size();
    if (size > 1 && folder.token(size - 1).type == 'c' && value.indexOf(SP_PASSWORD, 0) >= 0) {
      return true;
    }
    return switch (size) {
      case 2 -> isNoFalsePair(folder, value);
      case 3 -> isNoFalseTriple(folder);
      default -> true;
    };
  }

  private static boolean isNoFalsePair(SqlFolder folder, Bytes value) {
    SqlToken first = folder.token(0);
    SqlToken second = folder.token(1);
    if (second.type == 'U') {
      return folder.lexer().tokens() != 2;
    }
    int mark = second.at(0);
    if (mark == '#' || (first.type == 'n' && second.type == 'c' && mark != '/')) {
      return false;
    }
    if (first.type == '1' && second.type == 'c') {
      return mark == '/' || folder.lexer().tokens() > 2 || endsLikeANumber(value, first.length);
    }
    return second.length <= 2 || mark != '-';
  }

  /// Random identifiers such as `1234-AbCd--` begin with what reads as a number and end with what
  /// reads as a comment: the number counts only if it ends where it seems to.
  private static boolean endsLikeANumber(Bytes value, int length) {
    if (length >= value.length()) {
      return true;
    }
    int next = value.at(length);
    int second = length + 1 < value.length() ? value.at(length + 1) : 0;
    return next <= ' '
        || next >= 0x80
        || (next == '/' && second == '*')
        || (next == '-' && second == '-');
  }

  private static boolean isNoFalseTriple(SqlFolder folder) {
    SqlToken first = folder.token(0);
    SqlToken second = folder.token(1);
    SqlToken third = folder.token(2);
    int types = first.type << 16 | second.type << 8 | third.type;
    if (types == types('s', 'o', 's') || types == types('s', '&', 's')) {
      return first.open == SqlToken.NONE
          && third.close == SqlToken.NONE
          && first.close == third.open;
    }
    if (types == types('s', '&', 'n')
        || types == types('n', '&', '1')
        || types == types('1', '&', '1')
        || types == types('1', '&', 'v')
        || types == types('1', '&', 's')) {
      return folder.lexer().tokens() != 3;
    }
    return second.type != 'k' || SqlWords.beginsWithInto(second);
  }

  private static int types(int a, int b, int c) {
    return a << 16 | b << 8 | c;
  }
}
