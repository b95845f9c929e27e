package gatehouse.seclang.text;

/// What single bytes (0 to 255) mean in ASCII. White space is `\t \n \v \f \r` and blank.
public final class Ascii {
  private Ascii() {}

  public static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
  }

  public static int upper(int c) {
    return c >= 'a' && c <= 'z' ? c & ~0x20 : c;
  }

  public static boolean isSpace(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  public static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  public static boolean isOctal(int c) {
    return c >= '0' && c <= '7';
  }

  public static boolean isLetter(int c) {
    int l = c | 0x20;
    return l >= 'a' && l <= 'z';
  }

  public static boolean isAlphanumeric(int c) {
    return isLetter(c) || isDigit(c);
  }

  /// The value of a hexadecimal digit, or -1.
  public static int hex(int c) {
    if (isDigit(c)) {
      return c - '0';
    }
    int l = c | 0x20;
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
  }

  public static boolean isHex(int c) {
    return hex(c) >= 0;
  }

  public static int hexDigit(int nibble) {
    return nibble < 10 ? '0' + nibble : 'a' + nibble - 10;
  }
}
