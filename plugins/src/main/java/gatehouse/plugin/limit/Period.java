package gatehouse.plugin.limit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/// A calendar period in UTC, in which requests are counted.
enum Period {
  SECOND(1),
  MINUTE(60),
  HOUR(3_600),
  DAY(86_400),
  MONTH(30 * 86_400),
  YEAR(365 * 86_400);

  private final int nominalSeconds;

  Period(int nominalSeconds) {
    this.nominalSeconds = nominalSeconds;
  }

  /// The length that Kong tells clients: a month has 30 days, a year 365.
  int nominalSeconds() {
    return nominalSeconds;
  }

  /// The word in configuration, e.g. `minute`.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The word in header names, e.g. `Minute`.
  String title() {
    return name().charAt(0) + word().substring(1);
  }

  /// The start of the period that holds the time.
  ///
  /// @param millis since the epoch
  long start(long millis) {
    return switch (this) {
      case SECOND, MINUTE, HOUR, DAY -> millis - Math.floorMod(millis, nominalSeconds * 1000L);
      case MONTH -> millis(date(millis).withDayOfMonth(1));
      case YEAR -> millis(date(millis).withDayOfYear(1));
    };
  }

  /// The end of the period that starts at the time, which is the start of the next one.
  long end(long start) {
    return switch (this) {
      case SECOND, MINUTE, HOUR, DAY -> start + nominalSeconds * 1000L;
      case MONTH -> millis(date(start).plusMonths(1));
      case YEAR -> millis(date(start).plusYears(1));
    };
  }

  private static LocalDate date(long millis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  private static long millis(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }
}
