package gatehouse.config;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The bounds of numbers, in Kong's words.
final class Ranges {
  private Ranges() {}

  /// Why the number is out of its bounds; null if it is not.
  static @Nullable String complaint(ValueType.Numeric type, double value) {
    if (!type.oneOf().isEmpty() && !type.oneOf().contains(value)) {
      return "expected one of: " + all(type, ", ");
    }
    double least = least(type);
    double most = most(type);
    boolean low = type.minExcluded() ? value <= least : value < least;
    if (!low && value <= most) {
      return null;
    }
    if (type.minExcluded() && low) {
      return "value must be greater than " + text(least);
    }
    boolean bounded = !Double.isInfinite(type.max());
    if (!Double.isInfinite(type.min()) && bounded) {
      return "value should be between " + text(least) + " and " + text(most);
    }
    return low ? "value must be at least " + text(least) : "value must be at most " + text(most);
  }

  /// The numbers that are allowed, one after the other.
  static String all(ValueType.Numeric type, String between) {
    return type.oneOf().stream().map(Ranges::text).collect(Collectors.joining(between));
  }

  /// The bounds that the field sets, within those of its type.
  private static double least(ValueType.Numeric type) {
    double own = type.box() == Integer.class ? Integer.MIN_VALUE : -0x1p63;
    return type.box() == Double.class ? type.min() : Math.max(type.min(), own);
  }

  private static double most(ValueType.Numeric type) {
    double own = type.box() == Integer.class ? Integer.MAX_VALUE : 0x1p63 - 1024;
    return type.box() == Double.class ? type.max() : Math.min(type.max(), own);
  }

  /// Without a decimal point where there is nothing behind it.
  static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e18
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
