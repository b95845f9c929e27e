package gatehouse.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Stats;
import gatehouse.model.PluginEntity;
import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.spi.Decision;
import gatehouse.spi.FakeClock;
import gatehouse.spi.FakeEntities;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.Identity;
import gatehouse.spi.Response;
import gatehouse.spi.TrafficMetrics.Families;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Families ALL = new Families(true, true, true, true);

  private final Metrics metrics =
      new Metrics("node", "1.2.3", new FakeClock("2026-01-31T12:00:00Z"));

  @Test
  void counts_requests_without_any_plugin_under_both_names() {
    metrics.ended(FakeExchange.get("/"), answered(200, Response.Source.SERVICE));
    metrics.ended(FakeExchange.get("/"), answered(200, Response.Source.SERVICE));
    metrics.ended(FakeExchange.get("/"), answered(401, Response.Source.GATEHOUSE));
    metrics.ended(FakeExchange.get("/"), new Traffic(0, 0, 8000));

    String of =
        "{service=\"name-of-s-1\",route=\"name-of-r-1\",workspace=\"default\",consumer=\"\",";
    for (String name : List.of("kong_http_requests_total", "kong_http_status")) {
      assertHas(
          "# TYPE " + name + " counter",
          name + of + "code=\"200\",source=\"service\"} 2",
          name + of + "code=\"401\",source=\"kong\"} 1",
          name + of + "code=\"499\",source=\"kong\"} 1");
    }
    assertThat(text()).doesNotContain("latency_ms_bucket").doesNotContain("bandwidth");
  }

  @Test
  void exports_latency_and_bandwidth_only_when_a_plugin_asks() {
    FakeExchange x = FakeExchange.get("/");
    metrics.count(x, ALL, false);
    Traffic t = new Traffic(0, 0, 8000);
    t.received(100);
    t.headComplete(0);
    t.beginTry("10.0.0.1", 80, ms(3), ms(3));
    t.upstreamFirstByte(ms(93));
    t.answered(200, Response.Source.SERVICE);
    t.sent(3000);
    t.end(ms(120));
    metrics.ended(x, t);

    String of = "{service=\"name-of-s-1\",route=\"name-of-r-1\",workspace=\"default\"";
    assertHas(
        "kong_kong_latency_ms_bucket" + of + ",le=\"2\"} 0",
        "kong_kong_latency_ms_bucket" + of + ",le=\"5\"} 1",
        "kong_kong_latency_ms_bucket" + of + ",le=\"6000\"} 1",
        "kong_upstream_latency_ms_bucket" + of + ",le=\"80\"} 0",
        "kong_upstream_latency_ms_bucket" + of + ",le=\"100\"} 1",
        "kong_upstream_latency_ms_bucket" + of + ",le=\"+Inf\"} 1",
        "kong_request_latency_ms_sum" + of + "} 120",
        "kong_request_latency_ms_count" + of + "} 1",
        "# TYPE kong_latency histogram",
        "kong_latency_sum" + of + ",type=\"request\"} 120",
        "kong_latency_sum" + of + ",type=\"kong\"} 3",
        "kong_latency_bucket" + of + ",type=\"upstream\",le=\"60000\"} 1",
        "# TYPE kong_bandwidth_bytes counter",
        "kong_bandwidth_bytes" + of + ",direction=\"ingress\",consumer=\"\"} 100",
        "kong_bandwidth_bytes" + of + ",direction=\"egress\",consumer=\"\"} 3000",
        "kong_bandwidth" + of + ",type=\"egress\",consumer=\"\"} 3000");
    assertThat(text()).containsOnlyOnce("# TYPE kong_latency ");
  }

  @Test
  void does_not_take_an_unasked_service_for_a_fast_one() {
    FakeExchange x = FakeExchange.get("/");
    metrics.count(x, ALL, false);
    metrics.ended(x, answered(401, Response.Source.GATEHOUSE));
    assertThat(text().lines().filter(l -> l.startsWith("kong_upstream_latency_ms_count")))
        .allMatch(l -> l.endsWith("} 0"));
    assertThat(text().lines().filter(l -> l.startsWith("kong_request_latency_ms_count")))
        .singleElement()
        .matches(l -> l.endsWith("} 1"));
  }

  @Test
  void names_the_consumer_only_when_asked() {
    Identity alice = identity("c-1", "alice");
    FakeExchange asked = FakeExchange.get("/");
    asked.identify(alice);
    metrics.count(asked, ALL, true);
    metrics.ended(asked, answered(200, Response.Source.SERVICE));
    FakeExchange unasked = FakeExchange.get("/");
    unasked.identify(identity("c-2", "bob"));
    metrics.count(unasked, ALL, false);
    metrics.ended(unasked, answered(200, Response.Source.SERVICE));

    assertHas(
        "kong_http_requests_total{service=\"name-of-s-1\",route=\"name-of-r-1\",code=\"200\","
            + "source=\"service\",workspace=\"default\",consumer=\"alice\"} 1");
    assertThat(text()).doesNotContain("bob");
  }

  @Test
  void does_not_count_a_request_without_a_route_but_what_was_refused_on_it() {
    FakeExchange x = FakeExchange.get("/").route(null).service(null);
    x.record(Decision.Action.DENY, "country", "r");
    metrics.ended(x, answered(403, Response.Source.GATEHOUSE));

    assertThat(text()).doesNotContain("kong_http_requests_total");
    assertHas(
        "gatehouse_security_events_total{plugin=\"plugin\",rule=\"country\","
            + "action=\"deny\",route=\"\",service=\"\"} 1");
  }

  @Test
  void bounds_the_series_of_refusals() {
    for (int i = 0; i < TrafficFamilies.MAX_EVENTS + 500; i++) {
      FakeExchange x = FakeExchange.get("/");
      x.record(Decision.Action.DENY, "rule " + i, "r");
      metrics.ended(x, answered(403, Response.Source.GATEHOUSE));
    }
    assertThat(text().lines().filter(l -> l.startsWith("gatehouse_security_events_total")))
        .hasSize(TrafficFamilies.MAX_EVENTS + 1)
        .anyMatch(l -> l.contains("rule=\"other\"") && l.endsWith(" 500"));
  }

  @Test
  void names_an_unnamed_route_by_its_id_and_an_unnamed_service_by_its_host() {
    Route r = FakeEntities.route("r-9", "s-9");
    Route unnamed =
        new Route(
            r.id(),
            null,
            r.protocols(),
            null,
            null,
            null,
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
            "s-9",
            List.of());
    Service s = FakeEntities.service("s-9");
    Service host =
        new Service(
            s.id(),
            null,
            "http",
            "h\"o\\st\n",
            80,
            null,
            5,
            1,
            1,
            1,
            null,
            null,
            null,
            null,
            true,
            List.of());
    metrics.ended(
        FakeExchange.get("/").route(unnamed).service(host), answered(200, Response.Source.SERVICE));
    assertThat(text()).contains("service=\"h\\\"o\\\\st\\n\"").contains("route=\"r-9\"");
  }

  @Test
  void forgets_routes_and_consumers_that_are_gone_and_keeps_the_numbers_of_others() {
    Route kept = FakeEntities.route("kept", "s-1");
    Route gone = FakeEntities.route("gone", "s-1");
    FakeExchange byAlice = FakeExchange.get("/").route(kept);
    byAlice.identify(identity("c-1", "alice"));
    metrics.count(byAlice, ALL, true);
    metrics.ended(byAlice, answered(200, Response.Source.SERVICE));
    metrics.ended(FakeExchange.get("/").route(kept), answered(200, Response.Source.SERVICE));
    metrics.ended(FakeExchange.get("/").route(gone), answered(200, Response.Source.SERVICE));

    Route reloaded = FakeEntities.route("kept", "s-1");
    metrics.configured(SnapshotOf.routes(List.of(reloaded), List.of()));
    metrics.ended(FakeExchange.get("/").route(reloaded), answered(200, Response.Source.SERVICE));

    assertHas(
        "kong_http_requests_total{service=\"name-of-s-1\",route=\"name-of-kept\",code=\"200\","
            + "source=\"service\",workspace=\"default\",consumer=\"\"} 2");
    assertThat(text()).doesNotContain("alice").doesNotContain("name-of-gone");
  }

  @Test
  void exports_the_health_of_targets_when_a_prometheus_plugin_wants_it() {
    metrics.watch(
        () -> new Stats(0, 0, 0, 0, 0),
        () ->
            List.of(
                new TargetHealth(
                    "pool", "h:80", "10.0.0.1:80", TargetHealth.State.HEALTHCHECKS_OFF)));
    metrics.configured(SnapshotOf.routes(List.of(), List.of(prometheus(false))));
    assertThat(text()).doesNotContain("kong_upstream_target_health");

    metrics.configured(SnapshotOf.routes(List.of(), List.of(prometheus(true))));
    String of =
        "kong_upstream_target_health{upstream=\"pool\",target=\"h:80\",address=\"10.0.0.1:80\",";
    assertHas(
        of + "state=\"healthchecks_off\",subsystem=\"http\"} 1",
        of + "state=\"unhealthy\",subsystem=\"http\"} 0");
  }

  @Test
  void exports_connections_node_and_configuration() {
    metrics.watch(() -> new Stats(9, 4, 3, 77, 1), List::of);
    metrics.configured(SnapshotOf.routes(List.of(FakeEntities.route("r", "s-1")), List.of()));
    metrics.refused(3);
    metrics.protocolError("framing");

    String node = "{node_id=\"node\",subsystem=\"http\"";
    assertHas(
        "kong_nginx_connections_total" + node + ",state=\"accepted\"} 9",
        "kong_nginx_connections_total" + node + ",state=\"writing\"} 1",
        "kong_nginx_http_current_connections{state=\"waiting\"} 3",
        "kong_nginx_requests_total" + node + "} 77",
        "kong_node_info{node_id=\"node\",version=\"1.2.3\"} 1",
        "kong_datastore_reachable 1",
        "kong_nginx_metric_errors_total 0",
        "gatehouse_config_info{hash=\"h4sh\"} 1",
        "gatehouse_config_entities{kind=\"routes\"} 1",
        "gatehouse_config_last_success_timestamp_seconds 1769860800",
        "gatehouse_config_last_faults 3",
        "gatehouse_config_loads_total{result=\"failure\"} 1",
        "gatehouse_http_protocol_errors_total{kind=\"framing\"} 1");
  }

  @Test
  void writes_only_lines_that_prometheus_reads() {
    metrics.configured(SnapshotOf.routes(List.of(FakeEntities.route("r-1", "s-1")), List.of()));
    FakeExchange x = FakeExchange.get("/");
    x.record(Decision.Action.DENY, "deny", "r");
    metrics.count(x, ALL, true);
    metrics.ended(x, answered(403, Response.Source.GATEHOUSE));
    assertThat(text().lines())
        .allMatch(l ->
            l.startsWith("# ") || l.matches("[a-z_]+(\\{[^{}]*\\})? (-?[0-9.E+-]+|[+-]Inf|NaN)"));
    assertThat(text().lines().filter(l -> l.startsWith("# TYPE "))).doesNotHaveDuplicates();
  }

  @Test
  void loses_no_count_of_many_threads() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        work.add(() -> {
          for (int i = 0; i < 5_000; i++) {
            metrics.ended(FakeExchange.get("/"), answered(200 + i % 100, Response.Source.SERVICE));
          }
          return null;
        });
      }
      for (Future<Void> done : pool.invokeAll(work)) {
        done.get();
      }
    }
    assertThat(text().lines().filter(l -> l.startsWith("kong_http_requests_total")))
        .hasSize(100)
        .allMatch(l -> l.endsWith("} 200"));
  }

  /// Asserts that the text holds each of these lines, whatever the order of their labels.
  private void assertHas(String... lines) {
    assertThat(text().lines().map(MetricsTest::sorted))
        .contains(Arrays.stream(lines).map(MetricsTest::sorted).toArray(String[]::new));
  }

  private static String sorted(String line) {
    int from = line.indexOf('{') + 1;
    int to = line.indexOf('}');
    if (from == 0 || line.startsWith("#")) {
      return line;
    }
    String[] labels = line.substring(from, to).split(",");
    Arrays.sort(labels);
    return line.substring(0, from) + String.join(",", labels) + line.substring(to);
  }

  private String text() {
    var out = new ByteArrayOutputStream();
    try {
      metrics.write(out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString(UTF_8);
  }

  private static Traffic answered(int status, Response.Source source) {
    Traffic t = new Traffic(0, 0, 8000);
    t.answered(status, source);
    t.end(ms(1));
    return t;
  }

  private static Identity identity(String id, String username) {
    return new Identity(
        FakeEntities.consumer(id, username, null),
        new Identity.ProvenCredential("k", "k"),
        List.of(),
        "key-auth");
  }

  private static PluginEntity prometheus(boolean upstreamHealth) {
    record Config(boolean upstreamHealthMetrics) {}
    return new PluginEntity(
        "p",
        "prometheus",
        null,
        new Config(upstreamHealth),
        true,
        true,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        "kong.yml:1:1",
        List.of());
  }

  private static long ms(long millis) {
    return millis * 1_000_000;
  }
}
