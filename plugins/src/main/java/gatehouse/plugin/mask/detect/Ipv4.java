package gatehouse.plugin.mask.detect;

/// An address of IPv4 in its usual form. A version of four numbers looks the same.
public record Ipv4() implements Detector {
  private static final int LONGEST = 15;

  @Override
  public boolean mayStart(int b) {
    return Ascii.isDigit(b);
  }

  @Override
  public int reach() {
    return LONGEST + 2;
  }

  @Override
  public int match(byte[] text, int start, int at, int to) {
    if (at > start && (Ascii.isWord(text[at - 1]) || text[at - 1] == '.')) {
      return NONE;
    }
    int i = at;
    for (int part = 0; part < 4; part++) {
      if (part > 0 && (i >= to || text[i++] != '.')) {
        return NONE;
      }
      int from = i;
      int value = 0;
      while (i < to && i - from < 3 && Ascii.isDigit(text[i])) {
        value = value * 10 + text[i++] - '0';
      }
      if (i == from || value > 255) {
        return NONE;
      }
    }
    boolean longer =
        i < to
            && (Ascii.isWord(text[i])
                || text[i] == '.' && i + 1 < to && Ascii.isDigit(text[i + 1]));
    return longer ? NONE : i;
  }
}
