package gatehouse.plugin.mask.detect;

/// A signed or encrypted token (RFC 7515, 7516): a header that is an object in base64url, a dot,
/// and more. It may be of any length.
public record Token() implements Detector {
  private static final int LONGEST_HEADER = 2000;
  private static final int SHORTEST_HEADER = 12;

  @Override
  public boolean mayStart(int b) {
    return b == 'e';
  }

  @Override
  public int reach() {
    return LONGEST_HEADER + 2;
  }

  /// `eyJ` is `{"`, with which a header without blanks begins.
  @Override
  public int match(byte[] text, int start, int at, int to) {
    boolean begins = to - at > 3 && text[at + 1] == 'y' && text[at + 2] == 'J';
    if (!begins || at > start && (isUrlSafe(text[at - 1]) || text[at - 1] == '.')) {
      return NONE;
    }
    int most = Math.min(to, at + LONGEST_HEADER);
    int i = at + 3;
    while (i < most && isUrlSafe(text[i])) {
      i++;
    }
    boolean more =
        i - at >= SHORTEST_HEADER && i + 1 < to && text[i] == '.' && isUrlSafe(text[i + 1]);
    if (!more) {
      return NONE;
    }
    while (i < to && goesOn(text[i])) {
      i++;
    }
    return i;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean goesOn(int b) {
    return isUrlSafe(b) || b == '.';
  }

  private static boolean isUrlSafe(int b) {
    return Ascii.isWord(b) || b == '-';
  }
}
