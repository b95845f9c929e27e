package gatehouse.plugin.auth;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.ArrayList;
import java.util.List;

/// The cookies of a request (RFC 6265, section 4.2).
public final class Cookies {
  private static final HeaderName COOKIE = HeaderName.of("Cookie");

  private Cookies() {}

  /// The values of a name, in order. There can be several: a cookie of a wider path or domain has
  /// the same name, and whoever controls a neighbouring domain can set one.
  ///
  /// @param most how many are looked at
  static List<String> values(Headers headers, String name, int most) {
    List<String> found = new ArrayList<>(1);
    for (String field : headers.all(COOKIE)) {
      for (String pair : field.split(";", -1)) {
        if (isNamed(pair, name) && found.size() < most) {
          found.add(unquoted(pair.substring(pair.indexOf('=') + 1).strip()));
        }
      }
    }
    return found;
  }

  private static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  private static boolean isNamed(String pair, String name) {
    int equals = pair.indexOf('=');
    return equals > 0 && pair.substring(0, equals).strip().equals(name);
  }

  /// Keeps all cookies of a name from the service and leaves the others as they are.
  public static void hide(Headers headers, String name) {
    List<String> fields = headers.all(COOKIE);
    if (fields.stream().noneMatch(field -> holds(field, name))) {
      return;
    }
    headers.remove(COOKIE);
    for (String field : fields) {
      List<String> kept = new ArrayList<>();
      for (String pair : field.split(";", -1)) {
        if (!isNamed(pair, name) && !pair.isBlank()) {
          kept.add(pair.strip());
        }
      }
      if (!kept.isEmpty()) {
        headers.add(COOKIE, String.join("; ", kept));
      }
    }
  }

  private static boolean holds(String field, String name) {
    for (String pair : field.split(";", -1)) {
      if (isNamed(pair, name)) {
        return true;
      }
    }
    return false;
  }
}
