package gatehouse.bench;

import gatehouse.model.Route;
import gatehouse.route.Match;
import gatehouse.route.Router;
import gatehouse.spi.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One lookup of a request whose route is any of the configured ones. The bound that the router has
/// to keep: 10,000 routes cost at most twice what 10 do.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
public class RouterBench {
  private static final int REQUESTS = 1 << 12;

  /// How many routes there are.
  @Param({"10", "10000"})
  public int routes;

  /// What tells them apart.
  @Param({"prefix", "nested", "host", "wildcard", "regex"})
  public String by = "prefix";

  private Router router = Router.of(List.of(), List.of());
  private BenchRequest[] requests = new BenchRequest[0];
  private int next;

  /// Makes routes, and requests in random order.
  @Setup
  public void makeRoutes() {
    List<Route> all = new ArrayList<>();
    for (int i = 0; i < routes; i++) {
      all.add(route(i));
    }
    router = Router.of(all, List.of());
    Random random = new Random(1);
    requests = new BenchRequest[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
      requests[i] = request(random.nextInt(routes));
    }
  }

  /// One lookup.
  @Benchmark
  public @Nullable Match match() {
    next = next + 1 & REQUESTS - 1;
    return router.match(requests[next], null);
  }

  private Route route(int i) {
    return switch (by) {
      case "prefix", "nested" -> route(i, null, path(i));
      case "host" -> route(i, host(i), "/api");
      case "wildcard" -> route(i, "*." + host(i), "/api");
      default -> route(i, null, "~" + path(i) + "/(?<id>\\d+)");
    };
  }

  private BenchRequest request(int i) {
    String host = by.equals("wildcard") ? "www." + host(i) : by.equals("host") ? host(i) : "h.test";
    boolean byHost = by.equals("host") || by.equals("wildcard");
    String path = byHost ? "/api/v1/items" : path(i) + "/1234/items";
    return new BenchRequest(host, path, new Headers());
  }

  /// Numbers are of one length, so that the sets differ in size only; but nested prefixes are made
  /// to match four to a path.
  private String path(int i) {
    return "/api/v1/service-" + (by.equals("nested") ? "" + i : padded(i));
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
