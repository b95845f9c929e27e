package gatehouse.plugin.limit;

import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Range;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How much each period allows; a period that is null allows any number.
public record Limits(
    @Nullable @Range(min = 0, minExcluded = true) @Doc("How many in each second.") Double second,
    @Nullable @Range(min = 0, minExcluded = true) @Doc("How many in each minute.") Double minute,
    @Nullable @Range(min = 0, minExcluded = true) @Doc("How many in each hour.") Double hour,
    @Nullable @Range(min = 0, minExcluded = true) @Doc("How many in each day (UTC).") Double day,
    @Nullable @Range(min = 0, minExcluded = true) @Doc("How many in each calendar month (UTC).")
        Double month,
    @Nullable @Range(min = 0, minExcluded = true) @Doc("How many in each calendar year (UTC).")
        Double year)
    implements Checked {

  /// The limits by period, from the shortest; a fraction counts as the next whole number, since a
  /// request passes while less than the limit is used.
  Map<Period, Long> byPeriod() {
    Map<Period, Long> limits = new EnumMap<>(Period.class);
    configured().forEach((period, limit) -> limits.put(period, (long) Math.ceil(limit)));
    return limits;
  }

  /// Reports a longer period with a lower limit than a shorter one, and limits that limit nothing.
  @Override
  public void check(Check check) {
    check.atLeastOneOf("second", "minute", "hour", "day", "month", "year");
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
