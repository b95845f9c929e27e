package gatehouse.plugin.auth;

import gatehouse.plugin.auth.token.RequestCookies;
import gatehouse.plugin.inspect.FormFields;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the jwt plugin looks for a token: headers with a scheme, arguments of the query, cookies.
final class JwtPlaces {
  private static final String AUTHORIZATION = "authorization";

  private final List<HeaderName> headers;
  private final List<String> arguments;
  private final List<String> cookies;

  JwtPlaces(List<String> headers, List<String> arguments, List<String> cookies) {
    this.headers = headers.stream().map(HeaderName::of).toList();
    this.arguments = arguments;
    this.cookies = cookies;
  }

  /// Adds each distinct token.
  ///
  /// @return false if Authorization is there twice: nobody knows which one others will read
  boolean collect(Exchange x, List<String> tokens) {
    for (String argument : arguments) {
      if (x.request().query() != null) {
        x.request().args().all(argument).forEach(token -> add(tokens, token));
      }
    }
    for (String cookie : cookies) {
      RequestCookies.all(x.request().headers(), cookie).forEach(token -> add(tokens, token));
    }
    boolean clear = true;
    for (HeaderName header : headers) {
      String value = x.request().headers().get(header);
      add(tokens, value == null ? null : bearer(value));
      if (header.lower().equals(AUTHORIZATION) && x.request().headers().count(header) > 1) {
        clear = false;
      }
    }
    return clear;
  }

  private static void add(List<String> tokens, @Nullable String token) {
    if (token != null && !token.isEmpty() && !tokens.contains(token)) {
      tokens.add(token);
    }
  }

  /// What follows the scheme; null if it is another one.
  static @Nullable String bearer(String value) {
    String field = value.strip();
    boolean scheme = field.startsWith("Bearer") || field.startsWith("bearer");
    if (!scheme || field.length() <= 6 || field.charAt(6) != ' ' && field.charAt(6) != '\t') {
      return null;
    }
    return field.substring(7).strip();
  }

  /// Removes the token from each place it may be in; a service must not see a second copy.
  void clear(Exchange x) {
    Headers fields = x.request().headers();
    for (HeaderName header : headers) {
      String value = fields.get(header);
      if (value != null && (bearer(value) != null || !header.lower().equals(AUTHORIZATION))) {
        fields.remove(header);
      }
    }
    if (!cookies.isEmpty()) {
      RequestCookies.remove(fields, cookies::contains);
    }
    for (String argument : arguments) {
      String query = x.upstream().query();
      FormFields args = query == null ? null : FormFields.of(query);
      if (args != null && args.count(argument) > 0) {
        x.upstream().query(args.textWithout(argument));
      }
    }
  }
}
