package gatehouse.seclang.injection;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;

/// What single bytes mean in SQL, and how to find them.
final class SqlBytes {
  /// How a token that begins with a byte is read.
  enum Beginning {
    WHITE,
    SELF,
    OTHER,
    OPERATOR,
    LONG_OPERATOR,
    DASH,
    HASH,
    SLASH,
    BACKSLASH,
    STRING,
    TICK,
    BRACKET,
    VARIABLE,
    MONEY,
    NUMBER,
    WORD,
    PREFIX
  }

  static final int BLANK = 1;
  static final int ENDS_WORD = 1 << 1;
  static final int ENDS_VARIABLE = 1 << 2;
  static final int DIGIT = 1 << 3;
  static final int HEX = 1 << 4;
  static final int BINARY = 1 << 5;
  static final int MONEY = 1 << 6;
  static final int LETTER = 1 << 7;
  private static final int WORDY = 1 << 8;
  private static final int DOT = 1 << 9;
  private static final int NO_WORD = 1 << 10;

  private static final Beginning[] BEGINNINGS = beginnings();
  private static final short[] SETS = sets();

  private SqlBytes() {}

  static Beginning beginning(int c) {
    return BEGINNINGS[c];
  }

  static boolean is(int set, int c) {
    return (SETS[c & 0xff] & set) != 0;
  }

  /// The first index in a range whose byte is in the set, or the range's end.
  static int skipTo(int set, byte[] bytes, int from, int end) {
    int i = from;
    while (i < end && !is(set, bytes[i])) {
      i++;
    }
    return i;
  }

  /// The first index in a range whose byte is not in the set, or the range's end.
  static int skip(int set, byte[] bytes, int from, int end) {
    int i = from;
    while (i < end && is(set, bytes[i])) {
      i++;
    }
    return i;
  }

  /// The first index of a byte, or the range's end.
  static int find(byte[] bytes, int from, int end, int wanted) {
    int i = from;
    while (i < end && bytes[i] != wanted) {
      i++;
    }
    return i;
  }

  /// The first index of two bytes in a row, or the range's end.
  static int find(byte[] bytes, int from, int end, int first, int second) {
    for (int i = from; i + 1 < end; i++) {
      if (bytes[i] == first && bytes[i + 1] == second) {
        return i;
      }
    }
    return end;
  }

  /// Whether a value is certainly no more than a number and a word behind it, or numbers with dots:
  /// letters, digits and `_`, or digits and dots. `0b12…` is excepted, since it is two numbers.
  static boolean isNumberAndWord(Bytes value) {
    byte[] bytes = value.array();
    int seen = 0;
    for (int i = value.from(); i < value.to(); i++) {
      seen |= SETS[bytes[i] & 0xff];
      if ((seen & NO_WORD) != 0) {
        return false;
      }
    }
    boolean dotted = (seen & DOT) != 0;
    boolean binary = value.length() > 1 && value.at(0) == '0' && (value.at(1) | 0x20) == 'b';
    return !binary && !(dotted && (seen & WORDY) != 0);
  }

  private static Beginning[] beginnings() {
    Beginning[] table = new Beginning[256];
    for (int c = 0; c < 256; c++) {
      table[c] = c <= ' ' || c == 0x7f || c == 0xa0 ? Beginning.WHITE : Beginning.WORD;
    }
    set(table, "(),;{}", Beginning.SELF);
    set(table, "?]", Beginning.OTHER);
    set(table, "%+^~", Beginning.OPERATOR);
    set(table, "!&*:<=>|", Beginning.LONG_OPERATOR);
    set(table, "-", Beginning.DASH);
    set(table, "#", Beginning.HASH);
    set(table, "/", Beginning.SLASH);
    set(table, "\\", Beginning.BACKSLASH);
    set(table, "'\"", Beginning.STRING);
    set(table, "`", Beginning.TICK);
    set(table, "[", Beginning.BRACKET);
    set(table, "@", Beginning.VARIABLE);
    set(table, "$", Beginning.MONEY);
    set(table, "0123456789.", Beginning.NUMBER);
    set(table, "bBeEnNqQuUxX", Beginning.PREFIX);
    return table;
  }

  private static void set(Beginning[] table, String bytes, Beginning beginning) {
    bytes.chars().forEach(c -> table[c] = beginning);
  }

  private static short[] sets() {
    short[] table = new short[256];
    add(table, BLANK | ENDS_WORD | ENDS_VARIABLE, " \t\n\u000b\f\r\0");
    add(table, BLANK | ENDS_WORD, "\u00a0");
    add(table, ENDS_WORD | ENDS_VARIABLE, "<>:\\?=@!#~+-*/&|^%(),';\"");
    add(table, ENDS_WORD, "[]{}");
    add(table, ENDS_VARIABLE, "`");
    add(table, DIGIT | HEX | MONEY, "0123456789");
    add(table, HEX, "abcdefABCDEF");
    add(table, BINARY, "01");
    add(table, MONEY, ".,");
    for (char c = 'a'; c <= 'z'; c++) {
      add(table, LETTER | WORDY, "" + c + Character.toUpperCase(c));
    }
    add(table, WORDY, "_");
    add(table, DOT, ".");
    for (int c = 0; c < 256; c++) {
      if (!Ascii.isDigit(c) && (table[c] & (WORDY | DOT)) == 0) {
        table[c] |= NO_WORD;
      }
    }
    return table;
  }

  private static void add(short[] table, int set, String bytes) {
    bytes.chars().forEach(c -> table[c] |= (short) set);
  }
}
