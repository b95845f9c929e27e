package gatehouse.seclang.text;

/// Bits that say which bytes, and which pairs of neighbours, occur in a byte string. A
/// transformation names the bits without which it cannot change anything, so one scan answers for
/// all of them.
public final class Traits {
  public static final long UPPER = 1L;
  public static final long LOWER = 1L << 1;
  public static final long NUL = 1L << 2;
  public static final long BLANK = 1L << 3;

  /// `\t \n \v \f \r`.
  public static final long CONTROL_SPACE = 1L << 4;

  public static final long HIGH = 1L << 5;
  public static final long PERCENT = 1L << 6;
  public static final long PLUS = 1L << 7;
  public static final long AMPERSAND = 1L << 8;
  public static final long BACKSLASH = 1L << 9;
  public static final long SLASH = 1L << 10;

  /// `"`, `'` and `^`, which a command line may contain without meaning.
  public static final long SHELL_NOISE = 1L << 11;

  public static final long COMMA_OR_SEMICOLON = 1L << 12;
  public static final long HASH = 1L << 13;

  /// `//`.
  public static final long SLASH_SLASH = 1L << 14;

  /// `/*`.
  public static final long COMMENT_OPEN = 1L << 15;

  /// `*/`.
  public static final long COMMENT_CLOSE = 1L << 16;

  /// `--`.
  public static final long DASH_DASH = 1L << 17;

  /// `<!`.
  public static final long MARKUP_OPEN = 1L << 18;

  /// `->`.
  public static final long ARROW = 1L << 19;

  /// Two of the bytes that a command line takes for a separator, in a row.
  public static final long SPACE_SPACE = 1L << 20;

  /// A blank before `/` or `(`.
  public static final long SPACE_BEFORE_PATH = 1L << 21;

  /// `0x` or `0X`.
  public static final long HEX_PREFIX = 1L << 22;

  /// A dot at the start, or behind `/` or a backslash.
  public static final long DOT_SEGMENT = 1L << 23;

  public static final long SPACE_AT_EDGE = 1L << 24;

  /// Set for every value: what depends on this depends on everything.
  public static final long ANY = 1L << 63;

  private static final long[] SINGLE = singles();

  private Traits() {}

  static long of(byte[] array, int from, int to) {
    long found = ANY;
    int previous = -1;
    for (int i = from; i < to; i++) {
      int c = array[i] & 0xff;
      found |= SINGLE[c];
      if (c < 'A' || c == 'x' || c == 'X') {
        found |= pair(previous, c);
      }
      previous = c;
    }
    if (from < to && (Ascii.isSpace(array[from] & 0xff) || Ascii.isSpace(previous))) {
      found |= SPACE_AT_EDGE;
    }
    return found;
  }

  private static long pair(int previous, int c) {
    return switch (c) {
      case '/' ->
          switch (previous) {
            case '/' -> SLASH_SLASH;
            case '*' -> COMMENT_CLOSE;
            case ' ' -> SPACE_BEFORE_PATH;
            default -> 0;
          };
      case '.' -> previous == '/' || previous == '\\' || previous < 0 ? DOT_SEGMENT : 0;
      case '(' -> previous == ' ' ? SPACE_BEFORE_PATH : 0;
      case '*' -> previous == '/' ? COMMENT_OPEN : 0;
      case '-' -> previous == '-' ? DASH_DASH : 0;
      case '!' -> previous == '<' ? MARKUP_OPEN : 0;
      case '>' -> previous == '-' ? ARROW : 0;
      case 'x', 'X' -> previous == '0' ? HEX_PREFIX : 0;
      case ' ' -> previous >= 0 && Ascii.isSpace(previous) ? SPACE_SPACE : 0;
      default -> 0;
    };
  }

  private static long[] singles() {
    long[] table = new long[256];
    for (int c = 'A'; c <= 'Z'; c++) {
      table[c] = UPPER;
      table[c | 0x20] = LOWER;
    }
    for (int c = '\t'; c <= '\r'; c++) {
      table[c] = CONTROL_SPACE;
    }
    for (int c = 0x80; c < 256; c++) {
      table[c] = HIGH;
    }
    table[0] = NUL;
    table[' '] = BLANK;
    table['%'] = PERCENT;
    table['+'] = PLUS;
    table['&'] = AMPERSAND;
    table['\\'] = BACKSLASH;
    table['/'] = SLASH;
    table['"'] = SHELL_NOISE;
    table['\''] = SHELL_NOISE;
    table['^'] = SHELL_NOISE;
    table[','] = COMMA_OR_SEMICOLON;
    table[';'] = COMMA_OR_SEMICOLON;
    table['#'] = HASH;
    return table;
  }
}
