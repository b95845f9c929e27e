package gatehouse.decode;

/// Looks for a token in a comma-separated field value (RFC 9110, section 5.6.1), without regard to
/// case.
public final class ListValue {
  private ListValue() {}

  /// Whether the list holds the token.
  public static boolean has(String list, String token) {
    int at = 0;
    int end = list.length();
    while (at <= end) {
      int comma = list.indexOf(',', at);
      int stop = comma < 0 ? end : comma;
      int from = at;
      int to = stop;
      while (from < to && isBlank(list.charAt(from))) {
        from++;
      }
      while (to > from && isBlank(list.charAt(to - 1))) {
        to--;
      }
      if (to - from == token.length() && list.regionMatches(true, from, token, 0, to - from)) {
        return true;
      }
      at = stop + 1;
    }
    return false;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
