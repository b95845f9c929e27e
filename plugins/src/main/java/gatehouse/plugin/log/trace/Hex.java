package gatehouse.plugin.log.trace;

/// Ids as text. What is read comes from clients: everything is checked, nothing is skipped.
final class Hex {
  /// Digits of an id of 64 bits.
  static final int LONG = 16;

  private static final int MOST_DECIMALS = 20;
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private Hex() {}

  /// Whether a part of a text is hexadecimal digits and nothing else, at least one.
  static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'f') {
        return false;
      }
    }
    return from < to;
  }

  /// Whether a text is that many hexadecimal digits.
  static boolean isHex(String text, int digits) {
    return text.length() == digits && isHex(text, 0, digits);
  }

  /// The number that up to sixteen hexadecimal digits say.
  static long value(String text, int from, int to) {
    return Long.parseUnsignedLong(text, from, to, 16);
  }

  /// The number of up to sixteen hexadecimal digits.
  static long value(String text) {
    return value(text, 0, text.length());
  }

  /// The unsigned number that a text of decimal digits says; 0 if it says none, or that.
  static long decimal(String text) {
    if (text.isEmpty() || text.length() > MOST_DECIMALS) {
      return 0;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return 0;
      }
    }
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException _) {
      return 0; // more than 64 bits
    }
  }

  /// Appends the sixteen digits of a number.
  static StringBuilder append(StringBuilder to, long value) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      to.append(DIGITS[(int) (value >>> shift) & 15]);
    }
    return to;
  }

  /// The sixteen digits of a number.
  static String of(long value) {
    return append(new StringBuilder(LONG), value).toString();
  }
}
