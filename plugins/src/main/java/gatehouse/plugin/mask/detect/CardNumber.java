package gatehouse.plugin.mask.detect;

/// The number of a payment card: 13 to 19 digits that begin as an issuer's do, in a number that the
/// issuer uses, with a right check digit (ISO/IEC 7812-1). The digits may be in groups of three or
/// more, with a blank or a dash between two groups.
public record CardNumber() implements Detector {
  private static final int FEWEST = 13;
  private static final int MOST = 19;
  private static final int LEAST_GROUP = 3;

  /// Six groups at most, a separator of two bytes between them, and the byte behind the last two.
  private static final int REACH = MOST + 2 * (MOST / LEAST_GROUP) + 2;

  /// A blank that does not break the line, in UTF-8.
  private static final int NBSP_1 = 0xc2;

  private static final int NBSP_2 = 0xa0;

  @Override
  public boolean mayStart(int b) {
    return b >= '2' && b <= '9';
  }

  @Override
  public int reach() {
    return REACH;
  }

  @Override
  public boolean hasSeparators() {
    return true;
  }

  @Override
  public int match(byte[] text, int start, int at, int to) {
    if (!Ascii.isBreak(text, start, to, at - 1) || isFraction(text, start, at)) {
      return NONE;
    }
    byte[] digits = new byte[MOST];
    int count = 0;
    int group = 0;
    int found = NONE;
    int i = at;
    while (true) {
      if (i < to && Ascii.isDigit(text[i])) {
        if (count == MOST) {
          return found;
        }
        digits[count++] = (byte) (text[i++] - '0');
        group++;
        continue;
      }
      if (group < LEAST_GROUP) {
        return found;
      }
      if (count >= FEWEST && endsHere(text, i, to) && Issuers.know(digits, count)) {
        found = i;
      }
      int separator = separator(text, i, to);
      if (separator == 0) {
        return found;
      }
      i += separator;
      group = 0;
    }
  }

  /// The digits after a decimal point are no number of their own.
  private static boolean isFraction(byte[] text, int start, int at) {
    return at - 2 >= start && text[at - 1] == '.' && Ascii.isDigit(text[at - 2]);
  }

  private static boolean endsHere(byte[] text, int i, int to) {
    boolean decimal = i + 1 < to && text[i] == '.' && Ascii.isDigit(text[i + 1]);
    return !decimal && (i >= to || !Ascii.isWord(text[i]));
  }

  private static int separator(byte[] text, int i, int to) {
    if (i >= to) {
      return 0;
    }
    if (text[i] == ' ' || text[i] == '-') {
      return 1;
    }
    boolean nbsp = (text[i] & 0xff) == NBSP_1 && i + 1 < to && (text[i + 1] & 0xff) == NBSP_2;
    return nbsp ? 2 : 0;
  }
}
