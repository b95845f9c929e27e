package gatehouse.route;

import static gatehouse.route.TestRequest.get;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.model.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The compiled router against one that evaluates every route: the same answer for random routes
/// and requests, whatever their number (M12: Caddy CVE-2026-27587 and CVE-2026-27588).
class RouterLawsTest {
  private static final int ROUNDS = 30;
  private static final int REQUESTS = 60;

  private static final List<String> HOSTS =
      List.of(
          "a.test",
          "B.test",
          "c.a.test",
          "*.test",
          "*.a.test",
          "a.*",
          "c.a.*",
          "a.test:81",
          "*.test:82",
          "a.test.",
          "x.*:81");
  private static final List<String> ASKED =
      List.of("", "a.test", "b.test", "c.a.test", "d.c.a.test", "a.b", "x.y.z", "test");
  private static final List<String> PATHS =
      List.of(
          "/",
          "/a",
          "/a/",
          "/a/b",
          "/a/b/c",
          "/ab",
          "/b",
          "/c\u00e9",
          "/Aa", // these two have one hash
          "/BB",
          "/BB/x",
          "~/a",
          "~/a/[a-z]+",
          "~/a/b?c*",
          "~/(a|b)/.*",
          "~/a|/b",
          "~^/a/b$",
          "~/[ab]/b",
          "~/.*/c",
          "~(?i)/A/B",
          "~/a\\/b",
          "~/x{0,1}a");
  private static final List<String> WANTED =
      List.of(
          "/",
          "/a",
          "/a/",
          "/a/b",
          "/a/b/c",
          "/ab",
          "/abc",
          "/b",
          "/b/c",
          "/c",
          "/c\u00e9/x",
          "/A/b",
          "/Aa",
          "/BB/x",
          "/x");
  private static final List<String> METHODS = List.of("GET", "POST", "PUT");
  private static final List<String> NAMES = List.of("X-A", "x-b", "X-C");
  private static final List<String> VALUES = List.of("1", "v", "V", "w");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void answers_as_a_matcher_that_evaluates_every_route(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      List<Route> routes = routes(random, 1 + random.nextInt(round % 5 == 0 ? 300 : 12));
      Router router = Router.of(routes, List.of());
      NaiveRouter naive = new NaiveRouter(routes);
      for (int i = 0; i < REQUESTS; i++) {
        TestRequest request = request(random);
        assertSame(router, naive, request, "seed " + seed + " round " + round + " request " + i);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "99", "100", "101", "10000"})
  void the_number_of_hosts_changes_nothing(int count) {
    List<String> hosts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hosts.add((i % 2 == 0 ? "Host-" : "host-") + i + ".Test");
    }
    Route many = TestRoute.named("many").hosts(hosts.toArray(String[]::new)).build();
    Router router = Router.of(List.of(many, TestRoute.named("any").paths("/").build()), List.of());

    for (int i = 0; i < count; i += Math.max(1, count / 97)) {
      Match hit = router.match(get("/").withHost("host-" + i + ".test"), null);
      assertThat(hit).isNotNull().extracting(match -> match.route().id()).isEqualTo("many");
    }
    Match miss = router.match(get("/").withHost("host-" + count + ".test"), null);
    assertThat(miss).isNotNull().extracting(match -> match.route().id()).isEqualTo("any");
  }

  @ParameterizedTest
  @CsvSource({"1", "99", "100", "101", "10000"})
  void the_number_of_routes_changes_nothing(int count) {
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      routes.add(
          TestRoute.named("r" + i).paths("/Route-" + i + "/", "~/re-" + i + "/\\d+$").build());
    }
    Router router = Router.of(routes, List.of());
    NaiveRouter naive = new NaiveRouter(routes);
    int step = Math.max(1, count / 23);
    for (int i = 0; i <= count; i += step) {
      for (String path : List.of("/Route-" + i + "/x", "/route-" + i + "/x", "/re-" + i + "/7")) {
        assertSame(router, naive, get(path), path);
      }
    }
  }

  private static void assertSame(Router router, NaiveRouter naive, TestRequest request, String as) {
    Match match = router.match(request, request.sni());
    NaiveRouter.Hit hit = naive.match(request);
    String found = match == null ? "none" : match.route().id() + " " + match.end();
    String wanted = hit == null ? "none" : hit.route().id() + " " + hit.end();
    assertThat(found).as("%s: %s", as, request).isEqualTo(wanted);
  }

  private static List<Route> routes(Random random, int count) {
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TestRoute route = TestRoute.named("r" + (1000 + random.nextInt(9000)) + "-" + i);
      route.regexPriority(random.nextInt(3));
      maybe(random, 2, () -> route.paths(some(random, PATHS)));
      maybe(random, 3, () -> route.hosts(some(random, HOSTS)));
      maybe(random, 3, () -> route.methods(some(random, METHODS)));
      maybe(random, 4, () -> route.header(NAMES.get(random.nextInt(3)), some(random, VALUES)));
      maybe(random, 6, () -> route.header(NAMES.get(random.nextInt(3)), some(random, VALUES)));
      maybe(random, 5, () -> route.snis("a.test", "*.a.test"));
      routes.add(route.build());
    }
    return routes;
  }

  private static void maybe(Random random, int oneIn, Runnable change) {
    if (random.nextInt(oneIn) == 0) {
      change.run();
    }
  }

  private static TestRequest request(Random random) {
    TestRequest request =
        get(one(random, WANTED))
            .withMethod(one(random, METHODS))
            .withHost(one(random, ASKED))
            .withPort(80 + random.nextInt(3));
    for (int i = random.nextInt(4); i > 0; i--) {
      request = request.with(one(random, NAMES), one(random, VALUES));
    }
    return switch (random.nextInt(4)) {
      case 0 -> request.withSni("");
      case 1 -> request.withSni(one(random, ASKED));
      default -> request;
    };
  }

  private static String one(Random random, List<String> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static String[] some(Random random, List<String> list) {
    List<String> chosen = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      String one = one(random, list);
      if (!chosen.contains(one)) {
        chosen.add(one);
      }
    }
    return chosen.toArray(String[]::new);
  }
}
