package gatehouse.plugin.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({
    "SECOND, 2026-01-31T12:34:56.789Z, 2026-01-31T12:34:56Z, 2026-01-31T12:34:57Z",
    "MINUTE, 2026-01-31T12:34:56.789Z, 2026-01-31T12:34:00Z, 2026-01-31T12:35:00Z",
    "HOUR,   2026-01-31T12:34:56.789Z, 2026-01-31T12:00:00Z, 2026-01-31T13:00:00Z",
    "DAY,    2026-01-31T12:34:56.789Z, 2026-01-31T00:00:00Z, 2026-02-01T00:00:00Z",
    "MONTH,  2026-01-31T12:34:56.789Z, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z",
    "MONTH,  2028-02-29T23:59:59.999Z, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
    "YEAR,   2026-12-31T23:59:59.999Z, 2026-01-01T00:00:00Z, 2027-01-01T00:00:00Z",
    "YEAR,   2027-01-01T00:00:00.000Z, 2027-01-01T00:00:00Z, 2028-01-01T00:00:00Z",
  })
  void starts_and_ends_with_the_calendar_in_utc(
      Period period, Instant time, Instant start, Instant end) {
    long from = period.start(time.toEpochMilli());

    assertThat(Instant.ofEpochMilli(from)).isEqualTo(start);
    assertThat(Instant.ofEpochMilli(period.end(from))).isEqualTo(end);
  }
}
