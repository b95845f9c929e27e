package gatehouse.plugin.mask;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The words and numbers of JSON (RFC 8259).
final class JsonGrammar {
  private static final int FEWEST_DIGITS = 12;
  private static final int MOST_DIGITS = 19;

  private JsonGrammar() {}

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  static boolean isOfNumber(byte b) {
    return b >= '0' && b <= '9' || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
  }

  /// Section 6.
  static boolean isNumber(byte[] text, int from, int to) {
    int i = from < to && text[from] == '-' ? from + 1 : from;
    int integer = digits(text, i, to);
    if (integer == i || text[i] == '0' && integer > i + 1) {
      return false;
    }
    i = integer;
    if (i < to && text[i] == '.') {
      int fraction = digits(text, i + 1, to);
      if (fraction == i + 1) {
        return false;
      }
      i = fraction;
    }
    if (i < to && (text[i] | 0x20) == 'e') {
      int sign = i + 1 < to && (text[i + 1] == '+' || text[i + 1] == '-') ? i + 2 : i + 1;
      i = digits(text, sign, to);
      return i > sign && i == to;
    }
    return i == to;
  }

  private static int digits(byte[] text, int from, int to) {
    int i = from;
    while (i < to && text[i] >= '0' && text[i] <= '9') {
      i++;
    }
    return i;
  }

  /// The digits of a whole number that is written with a point or an exponent, as some writers do
  /// with long ones (`4.111111111111111E15`); null for all others.
  static byte @Nullable [] plainDigits(byte[] text, int from, int to) {
    boolean odd = false;
    for (int i = from; i < to; i++) {
      odd |= text[i] == '.' || (text[i] | 0x20) == 'e';
    }
    if (!odd || to - from < FEWEST_DIGITS || to - from > 2 * MOST_DIGITS) {
      return null;
    }
    BigDecimal value;
    try {
      value = new BigDecimal(new String(text, from, to - from, StandardCharsets.US_ASCII));
    } catch (NumberFormatException _) {
      return null; // an exponent beyond all bounds
    }
    BigDecimal bare = value.stripTrailingZeros();
    if (bare.scale() > 0 || bare.precision() - (long) bare.scale() > MOST_DIGITS) {
      return null;
    }
    return bare.toBigInteger().toString().getBytes(StandardCharsets.US_ASCII);
  }

  /// The word that begins with a byte; null if none does.
  static byte @Nullable [] word(byte b) {
    return switch (b) {
      case 't' -> TRUE;
      case 'f' -> FALSE;
      case 'n' -> NULL;
      default -> null;
    };
  }

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
}
