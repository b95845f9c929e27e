package gatehouse.seclang.injection;

import gatehouse.seclang.text.Ascii;

/// Whether a browser takes an attribute's value for a URL that is a script.
final class ScriptUrl {
  private static final String[] SCHEMES = {"data", "view-source", "java", "vbscript"};

  /// The highest code that a numeric reference can have, with some room for mistakes.
  private static final int MAX_CODE = 0x1000ff;

  private ScriptUrl() {}

  static boolean is(byte[] bytes, int from, int to) {
    int start = from;
    while (start < to && (bytes[start] <= ' ' || bytes[start] == 0x7f)) {
      start++;
    }
    for (String scheme : SCHEMES) {
      if (beginsWith(bytes, start, to, scheme)) {
        return true;
      }
    }
    return false;
  }

  /// Compares what numeric character references stand for. Browsers ignore control characters
  /// before a scheme, and some ignore NUL and line feeds inside it.
  private static boolean beginsWith(byte[] bytes, int from, int to, String scheme) {
    int matched = 0;
    int i = from;
    while (i < to && matched < scheme.length()) {
      int behind = reference(bytes, i, to);
      int c = behind == i ? bytes[i] & 0xff : code(bytes, i, behind);
      i = behind == i ? i + 1 : behind;
      boolean ignored = c == 0 || c == '\n' || (matched == 0 && c <= ' ');
      if (!ignored && Ascii.lower(c) != scheme.charAt(matched++)) {
        return false;
      }
    }
    return matched == scheme.length();
  }

  /// Where the numeric reference that begins at `at` ends; `at` when there is none.
  private static int reference(byte[] bytes, int at, int to) {
    if (bytes[at] != '&' || at + 2 >= to || bytes[at + 1] != '#') {
      return at;
    }
    boolean hex = (bytes[at + 2] | 0x20) == 'x';
    int digits = at + (hex ? 3 : 2);
    int value = 0;
    int i = digits;
    for (; i < to && digit(bytes[i], hex) >= 0; i++) {
      value = value * (hex ? 16 : 10) + digit(bytes[i], hex);
      if (value > MAX_CODE) {
        return at;
      }
    }
    if (i == digits) {
      return at;
    }
    return i < to && bytes[i] == ';' ? i + 1 : i;
  }

  private static int code(byte[] bytes, int from, int to) {
    boolean hex = (bytes[from + 2] | 0x20) == 'x';
    int value = 0;
    for (int i = from + (hex ? 3 : 2); i < to && bytes[i] != ';'; i++) {
      value = value * (hex ? 16 : 10) + digit(bytes[i], hex);
    }
    return value;
  }

  private static int digit(int c, boolean hex) {
    if (hex) {
      return Ascii.hex(c);
    }
    return Ascii.isDigit(c) ? c - '0' : -1;
  }
}
