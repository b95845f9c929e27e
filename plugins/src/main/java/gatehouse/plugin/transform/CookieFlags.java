package gatehouse.plugin.transform;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Attributes that cookies get where they lack them (RFC 6265, section 4.1).
///
/// @param secure whether a cookie is for https only
/// @param httpOnly whether scripts may not read it
/// @param sameSite for which requests of other sites it is sent; null adds nothing
record CookieFlags(boolean secure, boolean httpOnly, @Nullable String sameSite) {
  private static final HeaderName SET_COOKIE = HeaderName.of("Set-Cookie");

  static CookieFlags of(SecurityHeaders.Config.Cookies config) {
    return new CookieFlags(
        Boolean.TRUE.equals(config.secure()),
        Boolean.TRUE.equals(config.httpOnly()),
        config.sameSite());
  }

  void addTo(Headers headers) {
    if (!secure && !httpOnly && sameSite == null || !headers.has(SET_COOKIE)) {
      return;
    }
    List<String> cookies = headers.all(SET_COOKIE);
    headers.remove(SET_COOKIE);
    for (String cookie : cookies) {
      headers.add(SET_COOKIE, flagged(cookie));
    }
  }

  String flagged(String cookie) {
    List<String> attributes = attributes(cookie);
    StringBuilder flagged = new StringBuilder(cookie);
    if (secure && !attributes.contains("secure")) {
      flagged.append("; Secure");
    }
    if (httpOnly && !attributes.contains("httponly")) {
      flagged.append("; HttpOnly");
    }
    if (sameSite != null && !attributes.contains("samesite")) {
      flagged.append("; SameSite=").append(sameSite);
    }
    return flagged.toString();
  }

  /// The names of the attributes in lower case; a cookie's value may hold no semicolon.
  private static List<String> attributes(String cookie) {
    List<String> names = new ArrayList<>();
    int from = cookie.indexOf(';');
    while (from >= 0) {
      int to = cookie.indexOf(';', from + 1);
      String attribute = cookie.substring(from + 1, to < 0 ? cookie.length() : to);
      int equals = attribute.indexOf('=');
      String name = equals < 0 ? attribute : attribute.substring(0, equals);
      names.add(name.strip().toLowerCase(Locale.ROOT));
      from = to;
    }
    return names;
  }
}
