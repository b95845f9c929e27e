package gatehouse.route;

import static gatehouse.route.TestRequest.get;
import static gatehouse.route.TestRoute.named;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.model.Route;
import gatehouse.model.Service;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RouterTest {

  @Nested
  class Paths {
    @Test
    void a_prefix_is_no_segment_and_case_counts() {
      Router router = router(named("foo").paths("/foo"));

      assertThat(winner(router, get("/foobar"))).isEqualTo("foo");
      assertThat(winner(router, get("/foo"))).isEqualTo("foo");
      assertThat(winner(router, get("/Foo"))).isNull();
      assertThat(winner(router, get("/fo"))).isNull();
    }

    @Test
    void the_longest_prefix_wins() {
      Router router =
          router(named("any").paths("/"), named("a").paths("/a"), named("ab").paths("/a/b"));

      assertThat(winner(router, get("/a/b/c"))).isEqualTo("ab");
      assertThat(winner(router, get("/a/c"))).isEqualTo("a");
      assertThat(winner(router, get("/x"))).isEqualTo("any");
    }

    @Test
    void each_path_of_a_route_ranks_by_itself() {
      Router router = router(named("two").paths("/", "/long/prefix"), named("mid").paths("/long"));

      assertThat(winner(router, get("/long/prefix/x"))).isEqualTo("two");
      assertThat(winner(router, get("/long/x"))).isEqualTo("mid");
      assertThat(winner(router, get("/x"))).isEqualTo("two");
    }

    @Test
    void an_expression_is_anchored_at_the_start_only() {
      Router router =
          router(named("re").paths("~/users/\\d+/profile"), named("end").paths("~/exact/[a-z]+$"));

      assertThat(winner(router, get("/users/7/profile-and-more"))).isEqualTo("re");
      assertThat(winner(router, get("/v1/users/7/profile"))).isNull();
      assertThat(winner(router, get("/exact/abc"))).isEqualTo("end");
      assertThat(winner(router, get("/exact/abc/d"))).isNull();
    }

    @Test
    void an_expression_beats_a_prefix_and_regex_priority_decides_between_expressions() {
      Router router =
          router(
              named("prefix").paths("/version/42/and/more"),
              named("low").paths("~/version/\\d+").regexPriority(1),
              named("high").paths("~/version/[0-9]+").regexPriority(5),
              named("zero").paths("~/version/.*"));

      assertThat(winner(router, get("/version/42/and/more"))).isEqualTo("high");
      assertThat(winner(router, get("/version/x"))).isEqualTo("zero");
    }

    @Test
    void a_route_mixes_expressions_and_prefixes() {
      Router router = router(named("mixed").paths("~/re/\\d+", "/plain"));

      assertThat(winner(router, get("/re/5"))).isEqualTo("mixed");
      assertThat(winner(router, get("/plain/x"))).isEqualTo("mixed");
      assertThat(winner(router, get("/re/x"))).isNull();
    }

    @Test
    void captures_come_by_number_and_by_name() {
      Router router = router(named("re").paths("~/u/(?<id>\\d+)(/x)?/(?P<rest>.+)"));

      Match match = requireNonNull(router.match(get("/u/42/caf\u00e9"), null));

      assertThat(match.captures().unnamed())
          .isEqualTo(Arrays.asList("/u/42/caf\u00e9", "42", null, "caf\u00e9"));
      assertThat(match.captures().named()).isEqualTo(Map.of("id", "42", "rest", "caf\u00e9"));
      assertThat(match.end()).isEqualTo("/u/42/caf\u00e9".length());
    }

    @Test
    void an_expression_never_ends_inside_a_character() {
      Router router = router(named("re").paths("~/a(.)"));

      Match match = requireNonNull(router.match(get("/a\u00e9/x"), null));

      assertThat(match.end()).isEqualTo(3);
      assertThat(match.captures().unnamed()).containsExactly("/a\u00e9", "\u00e9");
    }

    @Test
    void a_prefix_and_an_expression_without_groups_capture_nothing() {
      Router router = router(named("p").paths("/p"), named("re").paths("~/r\\d"));

      assertThat(requireNonNull(router.match(get("/p"), null)).captures().unnamed()).isEmpty();
      assertThat(requireNonNull(router.match(get("/r1"), null)).captures().unnamed()).isEmpty();
    }

    @Test
    void the_first_expression_of_a_route_that_matches_captures() {
      Router router = router(named("re").paths("~/a/(.*)", "~/a/b/(.*)", "~/(.*)"));

      Match match = requireNonNull(router.match(get("/a/b/c"), null));

      assertThat(match.captures().unnamed()).containsExactly("/a/b/c", "b/c");
    }

    @Test
    void refuses_an_expression_that_is_not_linear() {
      for (String expression : List.of("~/(a)\\1", "~/a(?=b)", "~/a(")) {
        assertThatThrownBy(() -> router(named("re").paths(expression)))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Nested
  class Hosts {
    private final Router router =
        router(
            named("exact").hosts("A.example.com."),
            named("left").hosts("*.example.com"),
            named("right").hosts("example.*"),
            named("port").hosts("ported.test:8123"),
            named("wildport").hosts("*.ported.test:8123"));

    @Test
    void case_and_a_trailing_dot_of_the_configuration_do_not_count() {
      assertThat(winner(router, get("/").withHost("a.example.com"))).isEqualTo("exact");
    }

    @Test
    void a_wildcard_covers_any_number_of_labels_but_not_none() {
      assertThat(winner(router, get("/").withHost("b.example.com"))).isEqualTo("left");
      assertThat(winner(router, get("/").withHost("c.b.example.com"))).isEqualTo("left");
      assertThat(winner(router, get("/").withHost("example.com"))).isEqualTo("right");
      assertThat(winner(router, get("/").withHost("example.co.uk"))).isEqualTo("right");
      assertThat(winner(router, get("/").withHost("xexample.com"))).isNull();
      assertThat(winner(router, get("/").withHost("example"))).isNull();
      assertThat(winner(router, get("/").withHost(""))).isNull();
    }

    @Test
    void a_port_must_be_the_requests_port() {
      assertThat(winner(router, get("/").withHost("ported.test").withPort(8123))).isEqualTo("port");
      assertThat(winner(router, get("/").withHost("ported.test").withPort(8124))).isNull();
      assertThat(winner(router, get("/").withHost("x.ported.test").withPort(8123)))
          .isEqualTo("wildport");
      assertThat(winner(router, get("/").withHost("x.ported.test").withPort(80))).isNull();
    }

    @Test
    void plain_hosts_beat_wildcards_and_one_wildcard_is_enough_to_lose() {
      Router mixed =
          router(
              named("z-mixed").hosts("x.h.test", "*.other"),
              named("a-plain").hosts("x.h.test", "y.h.test"));

      assertThat(winner(mixed, get("/").withHost("x.h.test"))).isEqualTo("a-plain");
    }

    @Test
    void more_criteria_beat_a_plain_host_and_a_long_path() {
      Router mixed =
          router(
              named("wild").hosts("*.h.test").paths("/p"),
              named("plain").hosts("x.h.test"),
              named("long").paths("/p/long/prefix"));

      assertThat(winner(mixed, get("/p/long/prefix").withHost("x.h.test"))).isEqualTo("wild");
      assertThat(winner(mixed, get("/q").withHost("x.h.test"))).isEqualTo("plain");
      assertThat(winner(mixed, get("/p/long/prefix").withHost("h.test"))).isEqualTo("long");
    }
  }

  @Nested
  class Headers {
    private final Router router =
        router(
            named("v1").paths("/h").header("X-Version", "v1"),
            named("v2").paths("/h").header("x-version", "v2", "V3"),
            named("both").paths("/h").header("X-Version", "v1").header("X-Region", "eu"),
            named("plain").paths("/h/long/prefix"),
            named("re").paths("/r").header("X-Agent", "~*^Mobile-\\d+$"));

    @Test
    void a_value_is_compared_whole_and_without_case() {
      assertThat(winner(router, get("/h").with("X-Version", "V1"))).isEqualTo("v1");
      assertThat(winner(router, get("/h").with("X-VERSION", "v3"))).isEqualTo("v2");
      assertThat(winner(router, get("/h").with("X-Version", "v12"))).isNull();
      assertThat(winner(router, get("/h").with("X-Version", "v1, v9"))).isNull();
      assertThat(winner(router, get("/h"))).isNull();
    }

    @Test
    void each_repeated_line_counts() {
      assertThat(winner(router, get("/h").with("X-Version", "v9").with("X-Version", "v1")))
          .isEqualTo("v1");
    }

    @Test
    void more_headers_beat_fewer_and_an_expression() {
      assertThat(winner(router, get("/h").with("X-Version", "v1").with("X-Region", "eu")))
          .isEqualTo("both");
      Router other =
          router(
              named("two").paths("/q").header("A", "1").header("B", "2"),
              named("regex").paths("~/q.*").header("A", "1").regexPriority(50));

      assertThat(winner(other, get("/q").with("A", "1").with("B", "2"))).isEqualTo("two");
      assertThat(winner(other, get("/q").with("A", "1"))).isEqualTo("regex");
    }

    @Test
    void an_expression_meets_the_value_in_lower_case() {
      assertThat(winner(router, get("/r").with("X-Agent", "MOBILE-1"))).isEqualTo("re");
      assertThat(winner(router, get("/r").with("X-Agent", "a mobile-1"))).isNull();
    }

    @Test
    void the_bytes_of_a_value_beyond_ascii_are_compared() {
      Router utf8 = router(named("u").header("X", "caf\u00e9"));

      assertThat(winner(utf8, get("/").with("X", "CAF\u00c3\u00a9"))).isEqualTo("u");
      assertThat(winner(utf8, get("/").with("X", "caf\u00e9"))).isNull();
    }
  }

  @Nested
  class Others {
    @Test
    void a_method_must_be_listed() {
      Router router =
          router(
              named("get").paths("/m").methods("GET"),
              named("post").paths("/m").methods("POST", "PUT"));

      assertThat(winner(router, get("/m").withMethod("PUT"))).isEqualTo("post");
      assertThat(winner(router, get("/m").withMethod("get"))).isNull();
      assertThat(winner(router, get("/m").withMethod("DELETE"))).isNull();
    }

    @Test
    void with_one_criterion_each_the_path_breaks_the_tie() {
      Router router = router(named("method").methods("GET"), named("path").paths("/example"));

      assertThat(winner(router, get("/example/x"))).isEqualTo("path");
      assertThat(winner(router, get("/other"))).isEqualTo("method");
    }

    @Test
    void a_server_name_counts_on_tls_and_always_holds_in_plain() {
      Router router =
          router(
              named("sni").paths("/s").snis("a.example.test"),
              named("wild").paths("/s").snis("*.wild.test"),
              named("none").paths("/s"));

      assertThat(winner(router, get("/s").withSni("a.example.test"))).isEqualTo("sni");
      assertThat(winner(router, get("/s").withSni("x.y.wild.test"))).isEqualTo("wild");
      assertThat(winner(router, get("/s").withSni("other.test"))).isEqualTo("none");
      assertThat(winner(router, get("/s").withSni(""))).isEqualTo("none");
      assertThat(winner(router, get("/s"))).isEqualTo("wild");
    }

    @Test
    void a_tie_goes_to_the_higher_id_whatever_the_order_of_the_file() {
      assertThat(winner(router(named("a").paths("/x"), named("b").paths("/x")), get("/x")))
          .isEqualTo("b");
      assertThat(winner(router(named("b").paths("/x"), named("a").paths("/x")), get("/x")))
          .isEqualTo("b");
    }

    @Test
    void protocols_do_not_choose_but_streams_are_left_out() {
      Router router =
          router(
              named("secure").paths("/s").protocols("https"),
              named("stream").paths("/s/t").protocols("tcp", "tls"));

      assertThat(winner(router, get("/s/t"))).isEqualTo("secure");
    }

    @Test
    void routes_of_a_disabled_service_do_not_exist() {
      Service off = service("off", null, false);
      Service on = service("on", "/on", true);
      List<Route> routes =
          List.of(
              named("o").paths("/e/off").service("off").build(),
              named("n").paths("/e").service("on").build(),
              named("free").paths("/free").build());
      Router router = Router.of(routes, List.of(off, on));

      Match match = requireNonNull(router.match(get("/e/off"), null));

      assertThat(match.route().id()).isEqualTo("n");
      assertThat(match.index()).isEqualTo(1);
      assertThat(match.service()).isSameAs(on);
      assertThat(requireNonNull(router.match(get("/free"), null)).service()).isNull();
    }

    @Test
    void a_plain_match_allocates_nothing() {
      Router router = router(named("a").paths("/a").hosts("h.test"));
      TestRequest request = get("/a/b").withHost("h.test");

      assertThat(router.match(request, null)).isSameAs(router.match(request, null));
    }

    @Test
    void an_empty_configuration_matches_nothing() {
      assertThat(router().match(get("/"), null)).isNull();
    }
  }

  static Service service(String id, @Nullable String path, boolean enabled) {
    return new Service(
        id, id, "http", "h", 80, path, 5, 1, 1, 1, null, null, null, null, enabled, List.of());
  }

  private static Router router(TestRoute... routes) {
    return Router.of(Arrays.stream(routes).map(TestRoute::build).toList(), List.of());
  }

  private static @Nullable String winner(Router router, TestRequest request) {
    Match match = router.match(request, request.sni());
    return match == null ? null : match.route().id();
  }
}
