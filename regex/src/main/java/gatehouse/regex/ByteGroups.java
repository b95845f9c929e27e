package gatehouse.regex;

import java.util.Arrays;

/// The 64 groups of bytes that presence masks are made of: each ASCII letter in both cases, the
/// digits, each of the 32 punctuation marks, blank and tab, line ends, NUL, the other control
/// bytes, and all bytes above 127.
public final class ByteGroups {

  /// The groups of the 26 letters.
  public static final long LETTERS = (1L << 26) - 1;

  private static final int DIGITS = 26;
  private static final int BLANKS = 59;
  private static final int LINE_ENDS = 60;
  private static final int NUL = 61;
  private static final int CONTROLS = 62;
  private static final int HIGH = 63;

  private static final long[] BITS = bits();

  private ByteGroups() {}

  private static long[] bits() {
    int[] groups = new int[256];
    Arrays.fill(groups, 0, 32, CONTROLS);
    groups[127] = CONTROLS;
    Arrays.fill(groups, 128, 256, HIGH);
    groups[0] = NUL;
    groups['\t'] = BLANKS;
    groups[' '] = BLANKS;
    groups['\n'] = LINE_ENDS;
    groups['\r'] = LINE_ENDS;
    int mark = DIGITS + 1;
    for (int value = '!'; value <= '~'; value++) {
      if (ByteSet.DIGIT.contains(value)) {
        groups[value] = DIGITS;
      } else if (ByteSet.UPPER.contains(value)) {
        groups[value] = value - 'A';
      } else if (ByteSet.LOWER.contains(value)) {
        groups[value] = value - 'a';
      } else {
        groups[value] = mark++;
      }
    }
    return Arrays.stream(groups).mapToLong(group -> 1L << group).toArray();
  }

  /// The bit of the byte's group.
  public static long bit(byte value) {
    return BITS[value & 0xFF];
  }

  /// One bit for each group that occurs in the text.
  public static long presence(byte[] text, int from, int to) {
    long present = 0;
    for (int at = from; at < to; at++) {
      present |= BITS[text[at] & 0xFF];
    }
    return present;
  }

  /// The groups that hold a byte of the set.
  static long mask(ByteSet set) {
    long mask = 0;
    for (int value = 0; value < 256; value++) {
      if (set.contains(value)) {
        mask |= BITS[value];
      }
    }
    return mask;
  }
}
