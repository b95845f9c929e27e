package gatehouse.decode;

/// What each ASCII character means in a path.
final class PathChars {
  /// Stands for itself, as sent and as forwarded.
  static final byte PLAIN = 0;

  /// Stands for itself, and is escaped when forwarded.
  static final byte ESCAPED = 1;

  /// Needs a closer look.
  static final byte SPECIAL = 2;

  /// May not be in a target.
  static final byte FORBIDDEN = 3;

  /// The characters whose escapes are kept, since they could mean something else without.
  private static final String RESERVED = "!*'();:@&=+$,/?%#[]";

  private static final String UNESCAPED = "!#$&'()*+,/:;=?@[]-_.~%";
  private static final byte[] KINDS = new byte[128];
  private static final boolean[] IS_RESERVED = new boolean[128];
  private static final boolean[] IS_UNESCAPED = new boolean[128];
  private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();

  static {
    for (char c = 0; c < 128; c++) {
      boolean isAlphanumeric = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      IS_RESERVED[c] = RESERVED.indexOf(c) >= 0;
      IS_UNESCAPED[c] = isAlphanumeric || UNESCAPED.indexOf(c) >= 0;
      KINDS[c] =
          c <= ' ' || c == 0x7F || c == '#'
              ? FORBIDDEN
              : "%;\\/?".indexOf(c) >= 0 ? SPECIAL : IS_UNESCAPED[c] ? PLAIN : ESCAPED;
    }
  }

  private PathChars() {}

  static byte kind(char c) {
    return c < 128 ? KINDS[c] : FORBIDDEN;
  }

  static boolean isReserved(int b) {
    return IS_RESERVED[b];
  }

  /// Whether the character goes to a service as it is.
  static boolean isUnescaped(char c) {
    return c < 128 && IS_UNESCAPED[c];
  }

  /// The value of two hexadecimal digits at an index, or -1.
  static int hex(CharSequence text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = digit(text.charAt(at));
    int low = digit(text.charAt(at + 1));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  static void escape(int b, StringBuilder into) {
    into.append('%').append(DIGITS[b >> 4]).append(DIGITS[b & 15]);
  }

  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
