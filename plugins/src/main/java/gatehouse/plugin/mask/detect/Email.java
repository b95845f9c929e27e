package gatehouse.plugin.mask.detect;

/// A mail address as people write it: letters of any script, digits and `._%+-'` before the `@`, a
/// name of at least two labels behind it.
public record Email() implements Detector {
  /// Twice what RFC 5321, section 4.5.3.1.1, allows: what is longer than it should be is no less
  /// personal.
  private static final int LONGEST_LOCAL = 128;

  private static final int LONGEST_DOMAIN = 255;

  @Override
  public boolean mayStart(int b) {
    return isLocal(b);
  }

  @Override
  public int reach() {
    return LONGEST_LOCAL + LONGEST_DOMAIN + 2;
  }

  @Override
  public int match(byte[] text, int start, int at, int to) {
    if (at > start && isLocal(text[at - 1])) {
      return NONE;
    }
    int i = at;
    int most = Math.min(to, at + LONGEST_LOCAL);
    while (i < most && isLocal(text[i])) {
      i++;
    }
    return i < to && text[i] == '@'
        ? domain(text, i + 1, Math.min(to, i + 1 + LONGEST_DOMAIN))
        : NONE;
  }

  private static int domain(byte[] text, int from, int to) {
    int label = from;
    int end = NONE;
    for (int i = from; ; i++) {
      if (i < to && isLabel(text[i])) {
        continue;
      }
      int last = i;
      while (last > label && text[last - 1] == '-') {
        last--;
      }
      if (last == label) {
        return end;
      }
      if (label > from && last - label > 1 && !Ascii.isDigit(text[label])) {
        end = last;
      }
      if (last < i || i >= to || text[i] != '.') {
        return end;
      }
      label = i + 1;
    }
  }

  private static boolean isLocal(int b) {
    return Ascii.isWord(b) || b < 0 || b == '.' || b == '%' || b == '+' || b == '-' || b == '\'';
  }

  private static boolean isLabel(int b) {
    return Ascii.isDigit(b) || Ascii.isLetter(b) || b < 0 || b == '-';
  }
}
