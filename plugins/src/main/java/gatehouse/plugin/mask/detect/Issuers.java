package gatehouse.plugin.mask.detect;

/// The beginnings of card numbers that issuers use, and how long numbers with them are.
final class Issuers {
  /// First and last beginning of four digits, shortest and longest number.
  private static final int[][] RANGES = {
    {2200, 2204, 16, 19}, // Mir
    {2221, 2720, 16, 16}, // Mastercard
    {3000, 3059, 14, 19}, // Diners Club
    {3095, 3095, 14, 19},
    {3400, 3499, 15, 15}, // American Express
    {3528, 3589, 16, 19}, // JCB
    {3600, 3699, 14, 19}, // Diners Club
    {3700, 3799, 15, 15}, // American Express
    {3800, 3999, 14, 19}, // Diners Club
    {4000, 4999, 13, 19}, // Visa
    {5000, 5099, 13, 19}, // Maestro, Verve, Elo
    {5100, 5599, 16, 16}, // Mastercard
    {5600, 5899, 13, 19}, // Maestro
    {6000, 6999, 13, 19}, // Maestro, Discover, UnionPay, RuPay
    {8100, 8299, 16, 19}, // UnionPay, RuPay
    {9792, 9792, 16, 16}, // Troy
  };

  private Issuers() {}

  /// Whether the digits are a number that an issuer may have given out.
  static boolean know(byte[] digits, int count) {
    int beginning = ((digits[0] * 10 + digits[1]) * 10 + digits[2]) * 10 + digits[3];
    for (int[] range : RANGES) {
      if (beginning >= range[0] && beginning <= range[1]) {
        return count >= range[2] && count <= range[3] && isSound(digits, count);
      }
    }
    return false;
  }

  /// ISO/IEC 7812-1, annex B: every second digit from the right counts twice, by its digit sum.
  private static boolean isSound(byte[] digits, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      int digit = digits[count - 1 - i];
      int twice = digit << 1;
      sum += (i & 1) == 0 ? digit : twice > 9 ? twice - 9 : twice;
    }
    return sum % 10 == 0;
  }
}
