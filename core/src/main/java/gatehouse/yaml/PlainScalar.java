package gatehouse.yaml;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an unquoted scalar means by YAML 1.1, which is what Kong's reader follows. Numbers of base
/// 60 are left out: `12:30` is a text, since no field of ours means seconds by it.
final class PlainScalar {
  private static final int LONGEST_NUMBER = 64;

  private PlainScalar() {}

  static boolean isNull(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> true;
      default -> false;
    };
  }

  /// A [String], [Long], [Double] or [Boolean]; null for null.
  static @Nullable Object resolve(String text) {
    if (isNull(text)) {
      return null;
    }
    char first = text.charAt(0);
    if (first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.') {
      Object number = text.length() > LONGEST_NUMBER ? null : number(text);
      return number == null ? text : number;
    }
    return switch (text) {
      case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON" -> true;
      case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF" -> false;
      default -> text;
    };
  }

  private static @Nullable Object number(String text) {
    boolean negative = text.charAt(0) == '-';
    String digits = negative || text.charAt(0) == '+' ? text.substring(1) : text;
    Object whole = whole(digits, negative);
    if (whole != null) {
      return whole;
    }
    return switch (digits.toLowerCase(Locale.ROOT)) {
      case ".inf" -> negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      case ".nan" -> digits.length() == text.length() ? Double.NaN : null;
      default -> decimal(digits) ? (Object) Double.valueOf(text.replace("_", "")) : null;
    };
  }

  private static @Nullable Object whole(String digits, boolean negative) {
    int radix = 10;
    String rest = digits;
    if (digits.startsWith("0x")) {
      radix = 16;
      rest = digits.substring(2);
    } else if (digits.startsWith("0b")) {
      radix = 2;
      rest = digits.substring(2);
    } else if (digits.length() > 1 && digits.charAt(0) == '0') {
      radix = 8;
      rest = digits.substring(1);
    }
    rest = rest.replace("_", "");
    if (rest.isEmpty()) {
      return null;
    }
    for (int i = 0; i < rest.length(); i++) {
      if (Character.digit(rest.charAt(i), radix) < 0 || rest.charAt(i) > 'f') {
        return null;
      }
    }
    try {
      return Long.parseLong(negative ? "-" + rest : rest, radix);
    } catch (NumberFormatException _) {
      return radix == 10 ? (Object) Double.valueOf(negative ? "-" + rest : rest) : null;
    }
  }

  /// Digits with a point, an exponent or both; the exponent's sign may be missing, as in JSON.
  private static boolean decimal(String text) {
    int at = digits(text, 0);
    int before = at;
    boolean point = at < text.length() && text.charAt(at) == '.';
    int after = point ? digits(text, at + 1) : at;
    if (before + (point ? after - at - 1 : 0) == 0) {
      return false;
    }
    at = after;
    if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
      int exponent = at + 1;
      if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
        exponent++;
      }
      at = digits(text, exponent);
      return at > exponent && at == text.length();
    }
    return point && at == text.length();
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length()
        && (text.charAt(at) >= '0' && text.charAt(at) <= '9'
            || at > from && text.charAt(at) == '_')) {
      at++;
    }
    return at;
  }
}
