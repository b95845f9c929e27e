package gatehouse.seclang.audit;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.text.Bytes;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AuditRecordTest {
  private static String json(String time, String protocol, Header... headers) {
    return new AuditRecord(
            "id",
            ZonedDateTime.parse(time),
            new Connection("192.0.2.1", 4711, "192.0.2.2", 443),
            "ABFHZ",
            Bytes.of("GET"),
            Bytes.of("/"),
            Bytes.of(protocol),
            List.of(headers),
            Bytes.EMPTY,
            403,
            Bytes.of("HTTP/1.1"),
            List.of(),
            Bytes.EMPTY,
            "Enabled",
            List.of(),
            List.of())
        .toJson()
        .toString();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-05T04:03:02Z, Thu Nov  5 04:03:02 2026",
    "2024-02-29T23:59:59+01:00, Thu Feb 29 23:59:59 2024",
    "2026-01-31T00:00:00Z, Sat Jan 31 00:00:00 2026",
  })
  void the_time_is_written_as_c_does(String time, String written) {
    assertThat(json(time, "HTTP/1.1")).contains("\"time_stamp\":\"" + written + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, 1.1",
    "HTTP/2, 2.0",
    "HTTP/2.0, 2.0",
    "HTTP/, 0.0",
    "HTTP/x.1, 0.0",
    "HTTP/1x1, 0.0",
    "HTTP/1.x, 0.0",
    "HTTP/1.10, 0.0",
    "HTCP/1.1, 0.0",
    "'', 0.0",
  })
  void the_version_is_a_number_whatever_was_sent(String protocol, String number) {
    assertThat(json("2026-11-05T04:03:02Z", protocol)).contains("\"http_version\":" + number + ",");
  }

  @ParameterizedTest
  @CsvSource({
    "A, B, '{\"A\":\"1\",\"B\":\"2\"}'",
    "A, a, '{\"A\":\"1, 2\"}'",
  })
  void fields_of_one_name_are_joined(String first, String second, String written) {
    String json =
        json(
            "2026-11-05T04:03:02Z",
            "HTTP/1.1",
            new Header(Bytes.of(first), Bytes.of("1")),
            new Header(Bytes.of(second), Bytes.of("2")));
    assertThat(json).contains("\"headers\":" + written);
  }
}
