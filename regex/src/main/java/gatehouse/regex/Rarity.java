package gatehouse.regex;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Guesses how rare a string is in what browsers and API clients send. Only the choice among proven
/// requirements hangs on it, never a match.
final class Rarity {

  /// Bytes of a literal that count; the tables hold no more.
  static final int MAX_LENGTH = 6;

  private static final int MIN_LENGTH = 2;

  /// Below this two strings are equally rare, so that of two sets the smaller is chosen.
  private static final double RARE = 1e-6;

  private static final double[] FREQUENCIES = new double[256];

  static {
    Arrays.setAll(FREQUENCIES, value -> frequency((char) value));
  }

  private Rarity() {}

  /// The set that fewer texts contain a member of; a null set is contained in every text.
  static @Nullable Set<String> rarer(@Nullable Set<String> first, @Nullable Set<String> second) {
    if (first == null || second == null) {
      return first == null ? second : first;
    }
    return frequency(second) < frequency(first) ? second : first;
  }

  /// How often a byte position begins a member, about; 1 and more when a member is too short to say
  /// anything.
  static double frequency(Set<String> strings) {
    double sum = 0;
    for (String string : strings) {
      sum += string.length() < MIN_LENGTH ? 1 : Math.max(frequency(window(string)), RARE);
    }
    return sum;
  }

  /// The rarest stretch of a string that a table holds.
  static String window(String string) {
    String best = string.substring(0, Math.min(string.length(), MAX_LENGTH));
    for (int from = 1; from + MAX_LENGTH <= string.length(); from++) {
      String other = string.substring(from, from + MAX_LENGTH);
      if (frequency(other) < frequency(best)) {
        best = other;
      }
    }
    return best;
  }

  private static double frequency(String string) {
    double product = 1;
    for (int i = 0; i < string.length(); i++) {
      product *= FREQUENCIES[string.charAt(i)];
    }
    return product;
  }

  private static double frequency(char value) {
    if ("eaoitnsr".indexOf(value) >= 0) {
      return 0.06;
    }
    if (value >= 'a' && value <= 'z') {
      return "jkqvwxyz".indexOf(value) >= 0 ? 0.008 : 0.025;
    }
    if (value >= '0' && value <= '9') {
      return 0.03;
    }
    if (" /.-_=&,:\"".indexOf(value) >= 0) {
      return 0.02;
    }
    return value > ' ' ? 0.004 : 0.001;
  }
}
