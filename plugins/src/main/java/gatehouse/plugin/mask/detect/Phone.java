package gatehouse.plugin.mask.detect;

/// A telephone number that looks like one: international with `+`, or with `00` and separators, or
/// national with its area code set apart. Plain digits alone are not taken for one.
public record Phone() implements Detector {
  private static final int FEWEST = 8;
  private static final int MOST = 15;

  /// At most one separator and one parenthesis for each digit.
  private static final int REACH = 3 * MOST + 4;

  @Override
  public boolean mayStart(int b) {
    return b == '+' || b == '(' || Ascii.isDigit(b);
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
    boolean glued = at > start && (Ascii.isWord(text[at - 1]) || isSign(text[at - 1]));
    if (glued) {
      return NONE;
    }
    Groups groups = Groups.read(text, at, Math.min(to, at + REACH - 1));
    if (groups.end < to && Ascii.isWord(text[groups.end])) {
      return NONE;
    }
    return groups.isInternational(text, at) || groups.isNational(text, at) ? groups.end : NONE;
  }

  private static boolean isSign(int b) {
    return b == '+' || b == '.' || b == ',' || b == '/' || b == '-' || b == ':';
  }

  /// Digits in groups, and what they add up to.
  ///
  /// @param sizes of the first five groups, one decimal digit each: 334 is three, three and four
  private record Groups(int digits, int count, long sizes, boolean dotted, int end) {
    static Groups read(byte[] text, int at, int to) {
      int i = at < to && text[at] == '+' ? at + 1 : at;
      int digits = 0;
      int count = 0;
      int group = 0;
      long sizes = 0;
      boolean dotted = false;
      int end = at;
      while (i < to) {
        int b = text[i];
        if (Ascii.isDigit(b)) {
          digits++;
          group++;
          end = ++i;
          continue;
        }
        if (!isSeparator(b) || i > end + 1) {
          break;
        }
        if (group > 0) {
          count++;
          sizes = sizes * 10 + Math.min(group, 9);
          group = 0;
        }
        dotted |= b == '.';
        i++;
      }
      if (group > 0) {
        count++;
        sizes = sizes * 10 + Math.min(group, 9);
      }
      return new Groups(digits, count, sizes, dotted, end);
    }

    private static boolean isSeparator(int b) {
      return b == ' ' || b == '-' || b == '.' || b == '/' || b == '(' || b == ')';
    }

    boolean isInternational(byte[] text, int at) {
      boolean plus = text[at] == '+';
      boolean zeros = count > 1 && startsWith(text, at, "00") && text[at + 2] != '0';
      int number = zeros ? digits - 2 : digits;
      return (plus || zeros) && number >= FEWEST && number <= MOST;
    }

    /// North America's 3-3-4, also after a 1; an area code that begins with 0, of three digits and
    /// more, before the rest of the number; or five pairs, as in France.
    boolean isNational(byte[] text, int at) {
      if (sizes == 334 || sizes == 1334 && text[at] == '1') {
        return true;
      }
      int first = text[at] == '(' ? at + 1 : at;
      boolean zero = startsWith(text, first, "0") && text[first + 1] != '0';
      boolean area = zero && count >= 2 && !dotted && digits >= 9 && digits <= 13;
      return area && (sizes == 22222 || leading() >= 3);
    }

    /// Of a number with more digits than that.
    private boolean startsWith(byte[] text, int at, String zeros) {
      if (digits <= zeros.length()) {
        return false;
      }
      for (int i = 0; i < zeros.length(); i++) {
        if (text[at + i] != '0') {
          return false;
        }
      }
      return true;
    }

    private long leading() {
      long first = sizes;
      while (first > 9) {
        first /= 10;
      }
      return first;
    }
  }
}
