package gatehouse.plugin.serve;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The directives of Cache-Control (RFC 9111, section 5.2).
final class CacheControl {
  private static final HeaderName NAME = HeaderName.of("Cache-Control");
  private static final HeaderName EXPIRES = HeaderName.of("Expires");
  private static final HeaderName AGE = HeaderName.of("Age");

  /// RFC 9111, section 1.2.2: what does not fit counts as this much.
  private static final long MOST_SECONDS = Integer.MAX_VALUE;

  private final Map<String, String> directives = new HashMap<>();

  private CacheControl() {}

  static CacheControl of(Headers headers) {
    CacheControl control = new CacheControl();
    String value = headers.joined(NAME);
    if (value != null) {
      for (String directive : value.split(",", -1)) {
        int equals = directive.indexOf('=');
        String name = equals < 0 ? directive : directive.substring(0, equals);
        String argument = equals < 0 ? "" : unquoted(directive.substring(equals + 1).strip());
        control.directives.putIfAbsent(name.strip().toLowerCase(Locale.ROOT), argument);
      }
    }
    return control;
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  boolean has(String directive) {
    return directives.containsKey(directive);
  }

  /// Whether an answer must never be given out once it is stale (RFC 9111, sections 5.2.2.2,
  /// 5.2.2.8 and 5.2.2.10).
  boolean forbidsStale() {
    return has("must-revalidate") || has("proxy-revalidate") || has("s-maxage");
  }

  /// By how many seconds an answer may be stale for a client (RFC 9111, section 5.2.1.2): any if it
  /// says none, 0 if it does not ask.
  long mostStale() {
    String argument = directives.get("max-stale");
    return argument == null ? 0 : argument.isEmpty() ? MOST_SECONDS : number(argument);
  }

  /// The seconds of a directive; null if it is not there. Seconds that are none are 0, so that what
  /// is not understood is never taken for fresh.
  @Nullable Long seconds(String directive) {
    String argument = directives.get(directive);
    return argument == null ? null : number(argument);
  }

  private static long number(String digits) {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    return digits.length() > 10 ? MOST_SECONDS : Math.min(MOST_SECONDS, Long.parseLong(digits));
  }

  /// For how many seconds an answer is fresh (RFC 9111, section 4.2.1), less what another cache
  /// says it has spent of them; 0 if it does not tell.
  ///
  /// @param now milliseconds since the epoch
  static long freshness(Headers answer, long now) {
    CacheControl control = of(answer);
    Long seconds = control.seconds("s-maxage");
    seconds = seconds == null ? control.seconds("max-age") : seconds;
    if (seconds == null) {
      String expires = answer.get(EXPIRES);
      seconds = expires == null ? 0 : (instant(expires) - now) / 1000;
    }
    String age = answer.get(AGE);
    return Math.max(0, seconds - (age == null ? 0 : number(age.strip())));
  }

  /// A date of RFC 9110, section 5.6.7; any other text means "long ago" (RFC 9111, section 5.3).
  private static long instant(String date) {
    try {
      return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
          .toInstant()
          .toEpochMilli();
    } catch (DateTimeParseException _) {
      return 0;
    }
  }
}
