package gatehouse.plugin.mask.detect;

/// A social security number of the United States with its separators, in a range that is given out.
public record SsnUs() implements Detector {
  private static final int LENGTH = 11;

  @Override
  public boolean mayStart(int b) {
    return b >= '0' && b <= '8';
  }

  @Override
  public int reach() {
    return LENGTH + 2;
  }

  @Override
  public boolean hasSeparators() {
    return true;
  }

  @Override
  public int match(byte[] text, int start, int at, int to) {
    int end = at + LENGTH;
    if (end > to || text[at + 6] != text[at + 3] || text[at + 3] != '-' && text[at + 3] != ' ') {
      return NONE;
    }
    int area = number(text, at, 3);
    int group = number(text, at + 4, 2);
    int serial = number(text, at + 7, 4);
    boolean given = area > 0 && area != 666 && area < 900 && group > 0 && serial > 0;
    return given && isApart(text, start, at - 1, to) && isApart(text, start, end, to) ? end : NONE;
  }

  private static int number(byte[] text, int at, int digits) {
    int number = 0;
    for (int i = at; i < at + digits; i++) {
      if (!Ascii.isDigit(text[i])) {
        return -1;
      }
      number = number * 10 + text[i] - '0';
    }
    return number;
  }

  private static boolean isApart(byte[] text, int start, int other, int to) {
    return Ascii.isBreak(text, start, to, other)
        && (other < start || other >= to || text[other] != '-');
  }
}
