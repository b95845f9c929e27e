package gatehouse.plugin.auth;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the date of a field in the three forms of RFC 9110, section 5.6.7.
final class HttpTime {
  private static final int LONGEST = 40;

  private static final List<DateTimeFormatter> FORMS =
      List.of(
          DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH),
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ENGLISH),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));

  private HttpTime() {}

  /// Milliseconds since the epoch; null if the text is no such date.
  static @Nullable Long parse(String text) {
    if (text.length() <= LONGEST) {
      for (DateTimeFormatter form : FORMS) {
        try {
          return LocalDateTime.parse(text.strip(), form).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException _) {
          // Perhaps it has the next form.
        }
      }
    }
    return null;
  }
}
