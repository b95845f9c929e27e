package gatehouse.plugin.limit;

import gatehouse.spi.schema.Check;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many requests each period allows; a period that is null allows any number.
record Limits(
    @Nullable Double second,
    @Nullable Double minute,
    @Nullable Double hour,
    @Nullable Double day,
    @Nullable Double month,
    @Nullable Double year) {

  /// The limits by period, from the shortest; a fraction counts as the next whole number, since a
  /// request passes while less than the limit is used.
  Map<Period, Long> byPeriod() {
    Map<Period, Long> limits = new EnumMap<>(Period.class);
    configured().forEach((period, limit) -> limits.put(period, (long) Math.ceil(limit)));
    return limits;
  }

  /// Reports a longer period with a lower limit than a shorter one.
  void check(Check check) {
    Map.Entry<Period, Double> shorter = null;
    for (Map.Entry<Period, Double> longer : configured().entrySet()) {
      if (shorter != null && longer.getValue() < shorter.getValue()) {
        check.fault(
            longer.getKey().word(),
            String.format(
                Locale.ROOT,
                "The limit for %s(%.1f) cannot be lower than the limit for %s(%.1f)",
                longer.getKey().word(),
                longer.getValue(),
                shorter.getKey().word(),
                shorter.getValue()));
      }
      shorter = longer;
    }
  }

  private Map<Period, Double> configured() {
    Map<Period, Double> limits = new EnumMap<>(Period.class);
    put(limits, Period.SECOND, second);
    put(limits, Period.MINUTE, minute);
    put(limits, Period.HOUR, hour);
    put(limits, Period.DAY, day);
    put(limits, Period.MONTH, month);
    put(limits, Period.YEAR, year);
    return limits;
  }

  private static void put(Map<Period, Double> limits, Period period, @Nullable Double limit) {
    if (limit != null) {
      limits.put(period, limit);
    }
  }
}
