package gatehouse.seclang.operator;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import java.util.Arrays;
import java.util.function.Predicate;

/// `@verifyCC`, `@verifySSN`, `@verifyCPF` and `@verifySVNR`: the pattern finds a candidate, and
/// its digits pass the check of that kind of number.
final class Numbers implements Operator {
  private final Pattern pattern;
  private final Predicate<int[]> check;

  Numbers(Pattern pattern, Predicate<int[]> check) {
    this.pattern = pattern;
    this.check = check;
  }

  @Override
  public boolean matches(Bytes value, Probe probe) {
    int start = 0;
    while (start < value.length()) {
      int[] bounds = pattern.groups(value, start, probe);
      if (bounds.length == 0) {
        return false;
      }
      Bytes candidate = value.slice(bounds[0], bounds[1]);
      if (check.test(digits(candidate))) {
        return probe.capture(candidate);
      }
      start = bounds[0] + 1;
    }
    return false;
  }

  /// The digits, at most 20: no number has more.
  private static int[] digits(Bytes candidate) {
    int[] digits = new int[20];
    int count = 0;
    for (int i = 0; i < candidate.length() && count < digits.length; i++) {
      if (Ascii.isDigit(candidate.at(i))) {
        digits[count++] = candidate.at(i) - '0';
      }
    }
    return Arrays.copyOf(digits, count);
  }

  /// The sum of ISO/IEC 7812-1, annex B.
  static boolean isCreditCard(int[] digits) {
    int sum = 0;
    for (int i = 0; i < digits.length; i++) {
      boolean doubled = (digits.length - i) % 2 == 0;
      int digit = doubled ? digits[i] * 2 : digits[i];
      sum += digit > 9 ? digit - 9 : digit;
    }
    return digits.length > 0 && sum % 10 == 0;
  }

  static boolean isSocialSecurity(int[] digits) {
    if (digits.length != 9 || allEqual(digits) || allRising(digits)) {
      return false;
    }
    int area = number(digits, 0, 3);
    return area != 0
        && area != 666
        && area < 740
        && number(digits, 3, 5) != 0
        && number(digits, 5, 9) != 0;
  }

  static boolean isCpf(int[] digits) {
    return digits.length == 11
        && !allEqual(digits)
        && digits[9] == cpfCheck(digits, 9)
        && digits[10] == cpfCheck(digits, 10);
  }

  private static int cpfCheck(int[] digits, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += digits[i] * (count + 1 - i);
    }
    int rest = sum % 11;
    return rest < 2 ? 0 : 11 - rest;
  }

  static boolean isSvnr(int[] digits) {
    int[] weights = {3, 7, 9, 0, 5, 8, 4, 2, 1, 6};
    if (digits.length != 10 || allEqual(digits)) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 10; i++) {
      sum += digits[i] * weights[i];
    }
    int rest = sum % 11;
    return (rest == 10 ? 0 : rest) == digits[3];
  }

  private static boolean allEqual(int[] digits) {
    for (int digit : digits) {
      if (digit != digits[0]) {
        return false;
      }
    }
    return true;
  }

  private static boolean allRising(int[] digits) {
    for (int i = 1; i < digits.length; i++) {
      if (digits[i] != digits[i - 1] + 1) {
        return false;
      }
    }
    return true;
  }

  private static int number(int[] digits, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum = sum * 10 + digits[i];
    }
    return sum;
  }
}
