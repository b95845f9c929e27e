package gatehouse.bench;

import gatehouse.model.Route;
import gatehouse.route.Asked;
import gatehouse.route.Match;
import gatehouse.route.Router;
import gatehouse.spi.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Many routes of one shape, and requests for them in random order.
final class RouteSet {
  /// What tells the routes apart: a prefix, one of prefixes that four of match each path, a host, a
  /// wildcard host, an expression.
  static final List<String> SHAPES = List.of("prefix", "nested", "host", "wildcard", "regex");

  private static final int REQUESTS = 1 << 12;

  private final String shape;
  private final Router router;
  private final Asked[] requests = new Asked[REQUESTS];
  private int next;

  RouteSet(String shape, int routes) {
    this.shape = shape;
    this.router = Router.of(IntStream.range(0, routes).mapToObj(this::route).toList(), List.of());
    Random random = new Random(1);
    for (int i = 0; i < REQUESTS; i++) {
      requests[i] = request(random.nextInt(routes));
    }
  }

  /// Looks up the route of the next request.
  @Nullable Match match() {
    next = next + 1 & REQUESTS - 1;
    return router.match(requests[next], null);
  }

  private Route route(int i) {
    return switch (shape) {
      case "host" -> route(i, host(i), "/api");
      case "wildcard" -> route(i, "*." + host(i), "/api");
      case "regex" -> route(i, null, "~" + path(i) + "/(?<id>\\d+)");
      default -> route(i, null, path(i));
    };
  }

  private Asked request(int i) {
    return switch (shape) {
      case "host" -> new Asked("GET", host(i), "/api/v1/items", new Headers());
      case "wildcard" -> new Asked("GET", "www." + host(i), "/api/v1/items", new Headers());
      default -> new Asked("GET", "h.test", path(i) + "/1234/items", new Headers());
    };
  }

  /// Numbers are of one length, so that sets differ in size only; but nested prefixes match four to
  /// a path in the large set and one in the small.
  private String path(int i) {
    return "/api/v1/service-" + (shape.equals("nested") ? "" + i : padded(i));
  }

  private static String host(int i) {
    return "tenant-" + padded(i) + ".example.com";
  }

  private static String padded(int i) {
    return String.format(Locale.ROOT, "%05d", i);
  }

  private static Route route(int i, @Nullable String host, String path) {
    return new Route(
        "route-" + i,
        null,
        List.of("http", "https"),
        null,
        host == null ? null : List.of(host),
        List.of(path),
        null,
        null,
        null,
        null,
        426,
        0,
        true,
        "v0",
        false,
        true,
        true,
        false,
        false,
        null,
        List.of());
  }
}
