package gatehouse.decode;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The Date field (RFC 9110, section 5.6.7), made once a second. One for each loop.
public final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private long second = -1;
  private String text = "";

  /// The field's text at that time.
  ///
  /// @param millis since the epoch
  public String at(long millis) {
    long now = millis / 1000;
    if (now != second) {
      second = now;
      text = FORMAT.format(Instant.ofEpochSecond(now));
    }
    return text;
  }
}
