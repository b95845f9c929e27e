package gatehouse.plugin.auth;

import gatehouse.plugin.inspect.FormFields;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A part of the request that tells callers apart, as API Gateway writes it:
/// `$request.header.Authorization`, `method.request.querystring.token`, `$context.routeKey`.
///
/// @param name of the header, argument, cookie or context value
record IdentitySource(Kind kind, String name) {
  private static final HeaderName COOKIE = HeaderName.of("Cookie");
  private static final Set<String> CONTEXT = Set.of("routeKey", "httpMethod", "path", "sourceIp");

  /// Where the part is.
  enum Kind {
    HEADER,
    QUERY,
    COOKIE,
    CONTEXT
  }

  /// Reads both spellings; null if it is none.
  static @Nullable IdentitySource parse(String text) {
    String rest =
        text.startsWith("$")
            ? text.substring(1)
            : text.startsWith("method.") ? text.substring(7) : text;
    if (rest.startsWith("request.header.")) {
      String name = rest.substring(15);
      return HeaderName.isToken(name) ? new IdentitySource(Kind.HEADER, name) : null;
    }
    if (rest.startsWith("request.querystring.") && rest.length() > 20) {
      return new IdentitySource(Kind.QUERY, rest.substring(20));
    }
    if (rest.startsWith("request.cookie.") && rest.length() > 15) {
      return new IdentitySource(Kind.COOKIE, rest.substring(15));
    }
    boolean context = rest.startsWith("context.") && CONTEXT.contains(rest.substring(8));
    return context ? new IdentitySource(Kind.CONTEXT, rest.substring(8)) : null;
  }

  /// The value; null if it is missing or empty.
  ///
  /// @param routeKey the request's
  @Nullable String read(Exchange x, String routeKey) {
    String value =
        switch (kind) {
          case HEADER -> x.request().headers().joined(HeaderName.of(name));
          case QUERY -> {
            List<String> all = x.request().args().all(name);
            yield all.isEmpty() ? null : String.join(",", all);
          }
          case COOKIE -> cookie(x);
          case CONTEXT ->
              switch (name) {
                case "httpMethod" -> x.request().method();
                case "path" -> x.request().path();
                case "sourceIp" -> x.client().address().toString();
                default -> routeKey;
              };
        };
    return value == null || value.isEmpty() ? null : value;
  }

  private @Nullable String cookie(Exchange x) {
    for (String field : x.request().headers().all(COOKIE)) {
      for (String pair : field.split(";", -1)) {
        String cookie = pair.strip();
        int equals = cookie.indexOf('=');
        if (equals > 0 && cookie.substring(0, equals).strip().equals(name)) {
          return cookie.substring(equals + 1).strip();
        }
      }
    }
    return null;
  }

  /// Keeps the part from the service, if it is a header or an argument.
  void hide(Exchange x) {
    if (kind == Kind.HEADER) {
      x.request().headers().remove(HeaderName.of(name));
    } else if (kind == Kind.QUERY) {
      String query = x.upstream().query();
      FormFields args = query == null ? null : FormFields.of(query);
      if (args != null && args.count(name) > 0) {
        x.upstream().query(args.textWithout(name));
      }
    }
  }

  /// Whether the client sent the header more than once.
  boolean isRepeated(Exchange x) {
    return kind == Kind.HEADER && x.request().headers().count(HeaderName.of(name)) > 1;
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + " " + name;
  }
}
