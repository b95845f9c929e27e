package gatehouse.route;

import gatehouse.model.Route;
import org.jspecify.annotations.Nullable;

/// What a request is told that came in plain for a route that serves only TLS.
///
/// @param status 426, or 301, 302, 307 or 308 with a location
/// @param location where to ask again; null for 426
public record HttpsDemand(int status, @Nullable String location) {
  private static final int UPGRADE_REQUIRED = 426;
  private static final HttpsDemand UPGRADE = new HttpsDemand(UPGRADE_REQUIRED, null);

  /// Whether the route serves only TLS: with `https` among its protocols and without `http`.
  public static boolean isMadeBy(Route route) {
    return route.protocols().contains("https") && !route.protocols().contains("http");
  }

  /// The demand of such a route.
  ///
  /// @param host without port: the one asked for, or what a trusted proxy forwarded
  /// @param target path and query as sent
  public static HttpsDemand of(Route route, String host, String target) {
    return route.httpsRedirectStatusCode() == UPGRADE_REQUIRED
        ? UPGRADE
        : new HttpsDemand(route.httpsRedirectStatusCode(), "https://" + host + target);
  }
}
