package gatehouse.plugin.auth.token;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The cookies of a request (RFC 6265, section 4.2).
public final class RequestCookies {
  private static final HeaderName COOKIE = HeaderName.of("Cookie");

  private RequestCookies() {}

  /// The values of all cookies of that name, in order, as they were sent.
  public static List<String> all(Headers headers, String name) {
    List<String> values = new ArrayList<>(1);
    for (String field : headers.all(COOKIE)) {
      for (String pair : field.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
          values.add(pair.substring(equals + 1).strip());
        }
      }
    }
    return values;
  }

  /// Removes cookies by their names; the others stay as they were sent.
  public static void remove(Headers headers, Predicate<String> name) {
    List<String> fields = headers.all(COOKIE);
    if (fields.isEmpty()) {
      return;
    }
    List<String> rest = new ArrayList<>();
    boolean removed = false;
    for (String field : fields) {
      for (String pair : field.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && name.test(pair.substring(0, equals).strip())) {
          removed = true;
        } else if (!pair.isBlank()) {
          rest.add(pair.strip());
        }
      }
    }
    if (removed && rest.isEmpty()) {
      headers.remove(COOKIE);
    } else if (removed) {
      headers.set(COOKIE, String.join("; ", rest));
    }
  }
}
