package gatehouse.plugin.auth.oidc;

import gatehouse.plugin.auth.token.RequestCookies;
import gatehouse.plugin.inspect.FormFields;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where access tokens are looked for (RFC 6750, section 2, and Kong's two headers).
final class BearerPlaces {
  static final HeaderName AUTHORIZATION = HeaderName.of("Authorization");
  private static final List<HeaderName> PLAIN =
      List.of(HeaderName.of("access-token"), HeaderName.of("x-access-token"));
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final String PARAMETER = "access_token";
  private static final BodyNeed BODY = BodyNeed.whole(64 << 10, BodyNeed.Overflow.SKIP);

  private final Set<String> places;
  private final @Nullable String cookie;

  BearerPlaces(Set<String> places, @Nullable String cookie) {
    this.places = places;
    this.cookie = cookie;
  }

  /// What was found.
  ///
  /// @param dpop whether it came with the scheme `DPoP`
  /// @param ambiguous whether there are several tokens: nobody knows which one others will read
  record Found(String token, boolean dpop, boolean ambiguous) {}

  /// @param others whether something else is looked for in forms too
  BodyNeed need(boolean others) {
    return others || places.contains("body") ? BODY : BodyNeed.NONE;
  }

  /// A form is read only where no header has the token already.
  BodyNeed need(Exchange x, boolean others) {
    boolean reads = others || places.contains("body");
    return reads && isForm(x) && inHeaders(x.request().headers()) == null ? BODY : BodyNeed.NONE;
  }

  /// The form that the request's body is; null if it is none, or was not read.
  static @Nullable FormFields form(Exchange x) {
    byte[] body = isForm(x) ? x.request().body() : null;
    return body == null ? null : FormFields.of(new String(body, StandardCharsets.ISO_8859_1));
  }

  private static boolean isForm(Exchange x) {
    String type = x.request().headers().get(CONTENT_TYPE);
    String media = type == null ? "" : type.toLowerCase(Locale.ROOT);
    return media.startsWith("application/x-www-form-urlencoded")
        && !x.request().method().equals("GET");
  }

  /// The token of a request; null if there is none.
  @Nullable Found find(Exchange x) {
    Headers headers = x.request().headers();
    Found found = places.contains("header") ? inHeaders(headers) : null;
    if (places.contains("cookie") && cookie != null) {
      for (String value : RequestCookies.all(headers, cookie)) {
        found = merged(found, value);
      }
    }
    if (places.contains("query") && x.request().query() != null) {
      for (String value : x.request().args().all(PARAMETER)) {
        found = merged(found, value);
      }
    }
    FormFields form = places.contains("body") ? form(x) : null;
    if (form != null && form.count(PARAMETER) > 0) {
      String value = form.text(PARAMETER);
      found = merged(found, value == null ? "" : value);
    }
    return found;
  }

  private @Nullable Found inHeaders(Headers headers) {
    if (!places.contains("header")) {
      return null;
    }
    Found found = null;
    for (String field : headers.all(AUTHORIZATION)) {
      String token = after(field, "Bearer");
      String bound = token == null ? after(field, "DPoP") : null;
      if (token != null) {
        found = new Found(token, false, found != null);
      } else if (bound != null) {
        found = new Found(bound, true, found != null);
      }
    }
    if (found != null && headers.count(AUTHORIZATION) > 1) {
      found = new Found(found.token, found.dpop, true);
    }
    for (HeaderName name : PLAIN) {
      for (String value : headers.all(name)) {
        String token = after(value, "Bearer");
        found = merged(found, token == null ? value.strip() : token);
      }
    }
    return found;
  }

  private static @Nullable Found merged(@Nullable Found found, String token) {
    if (token.isEmpty()) {
      return found;
    }
    return found == null
        ? new Found(token, false, false)
        : new Found(found.token, found.dpop, found.ambiguous || !found.token.equals(token));
  }

  /// What follows a scheme (RFC 9110, section 11.1: in any case); null if it is another one.
  static @Nullable String after(String field, String scheme) {
    String text = field.strip();
    int end = scheme.length();
    return text.length() > end
            && text.charAt(end) == ' '
            && text.regionMatches(true, 0, scheme, 0, end)
            && !text.substring(end).isBlank()
        ? text.substring(end).strip()
        : null;
  }

  /// Removes the token from each place it may be in.
  void clear(Exchange x) {
    Headers headers = x.request().headers();
    headers.remove(AUTHORIZATION);
    PLAIN.forEach(headers::remove);
    if (cookie != null) {
      RequestCookies.remove(headers, cookie::equals);
    }
    String query = x.upstream().query();
    FormFields args = query == null ? null : FormFields.of(query);
    if (args != null && args.count(PARAMETER) > 0) {
      x.upstream().query(args.textWithout(PARAMETER));
    }
    FormFields form = form(x);
    if (form != null && form.count(PARAMETER) > 0) {
      x.request().body(form.without(PARAMETER));
    }
  }
}
