package gatehouse.route;

import static gatehouse.route.TestRequest.get;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.decode.CanonicalPath;
import gatehouse.model.Route;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamPathTest {
  private static final int ROUNDS = 30_000;
  private static final String NONE = "-";

  @ParameterizedTest
  @CsvFileSource(resources = "upstream-paths.csv", numLinesToSkip = 1)
  void is_what_kong_would_ask_for(
      String service, String route, boolean strip, String request, String upstream) {
    assertThat(upstream(service, route, strip, request)).isEqualTo(upstream);
  }

  @ParameterizedTest
  @CsvSource({
    "/users, /users/1, /users",
    "/users/, /users/1, /users/",
    "/us, /users, /us",
    "/, /users, ",
    "-, /users, ",
    "~/u/\\d+, /u/42/x, /u/42",
    "~/[^x]+, /caf%C3%A9%0A/x, /caf%C3%A9%0A/",
  })
  void tells_the_service_what_was_stripped(String route, String request, @Nullable String prefix) {
    String path = CanonicalPath.of(request).value();

    assertThat(UpstreamPath.forwardedPrefix(match("/", route, true, path), path)).isEqualTo(prefix);
    assertThat(UpstreamPath.forwardedPrefix(match("/", route, false, path), path)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"/srv, -", "/, -", "/srv/, -"})
  void leaves_the_target_of_options_alone(String service, String route) {
    assertThat(UpstreamPath.of(match(service, route, true, "*"), "*")).isEqualTo("*");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void what_is_rewritten_reads_as_one_canonical_path_below_the_service(long seed) {
    Random random = new Random(seed);
    List<String> services = List.of("/", "/srv", "/srv/", "/a.b/c", "-");
    List<String> pieces =
        List.of(
            "/", "/", "a", "b", ".", "..", ";", "%3B", "%2F", "x=1", "%2e", "%20", "%C3%A9", "...",
            "/r", "/route");
    List<String> routes =
        List.of("/", "/r", "/route", "/r/", "/route.", "~/r.", "~/r[^/]*", "~/[^.]*", "~/..", "-");
    for (int i = 0; i < ROUNDS; i++) {
      String raw = "/r" + random(random, pieces);
      CanonicalPath path = CanonicalPath.of(raw);
      String service = services.get(random.nextInt(services.size()));
      String route = routes.get(random.nextInt(routes.size()));
      boolean strip = random.nextInt(4) > 0;
      if (path.fault() != null || !matches(service, route, strip, path.value())) {
        continue;
      }

      String sent = UpstreamPath.of(match(service, route, strip, path.value()), path.value());

      CanonicalPath again = CanonicalPath.of(sent);
      String as = raw + " " + service + " " + route + " " + strip + " -> " + sent;
      assertThat(again.fault()).as(as).isNull();
      assertThat(again.escaped()).as(as).isEqualTo(sent);
      assertThat(sent)
          .as(as)
          .doesNotContain("//")
          .startsWith(service.equals(NONE) ? "/" : trim(service));
    }
  }

  private static String random(Random random, List<String> pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return text.toString();
  }

  private static String trim(String service) {
    return service.length() > 1 && service.endsWith("/")
        ? service.substring(0, service.length() - 1)
        : service;
  }

  private static String upstream(String service, String route, boolean strip, String request) {
    CanonicalPath path = CanonicalPath.of(request);
    assertThat(path.fault(true, true)).isNull();
    return UpstreamPath.of(match(service, route, strip, path.value()), path.value());
  }

  private static boolean matches(String service, String route, boolean strip, String path) {
    return router(service, route, strip).match(get(path).withHost("h"), null) != null;
  }

  private static Match match(String service, String route, boolean strip, String path) {
    return requireNonNull(router(service, route, strip).match(get(path).withHost("h"), null));
  }

  private static Router router(String service, String path, boolean strip) {
    TestRoute route = TestRoute.named("r").strip(strip).service("s");
    Route built = path.equals(NONE) ? route.hosts("h").build() : route.paths(path).build();
    String servicePath = service.equals(NONE) ? null : service;
    return Router.of(List.of(built), List.of(RouterTest.service("s", servicePath, true)));
  }
}
