package gatehouse.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrometheusLiveTest {

  @Test
  void counts_by_route_code_source_and_consumer_where_asked() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate =
            TestGate.with(
                Plugins.CATALOGUE_CLASSES,
                yaml(
                    origin,
                    "{per_consumer: true, latency_metrics: true, bandwidth_metrics: true}"))) {
      get(gate, "apikey: k-alice\r\n");
      get(gate, "");

      await().untilAsserted(() -> assertThat(metrics(gate)).contains("code=\"401\""));
      assertThat(metrics(gate))
          .containsPattern(
              "kong_http_requests_total\\{(?=[^}]*code=\"200\")(?=[^}]*consumer=\"alice\")"
                  + "(?=[^}]*route=\"r\")(?=[^}]*source=\"service\")[^}]*} 1")
          .containsPattern(
              "kong_http_requests_total\\{(?=[^}]*code=\"401\")(?=[^}]*source=\"kong\")")
          .containsPattern("kong_http_status\\{[^}]*code=\"200\"")
          .containsPattern("kong_kong_latency_ms_count\\{[^}]*route=\"r\"[^}]*} 2")
          .containsPattern("kong_bandwidth_bytes(_total)?\\{[^}]*direction=\"ingress\"");
    }
  }

  @Test
  void says_nothing_it_was_not_asked_for_but_always_counts_requests() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = TestGate.with(Plugins.CATALOGUE_CLASSES, yaml(origin, "{}"))) {
      get(gate, "apikey: k-alice\r\n");

      await().untilAsserted(() -> assertThat(metrics(gate)).contains("code=\"200\""));
      assertThat(metrics(gate))
          .doesNotContain("alice")
          .doesNotContain("kong_kong_latency_ms_count{")
          .doesNotContain("direction=\"ingress\"");
    }
  }

  private static String yaml(Origin origin, String config) {
    return """
    services:
    - name: s
      url: http://127.0.0.1:%d
      routes: [{name: r, paths: [/]}]
      plugins: [{name: key-auth}]
    plugins: [{name: prometheus, config: %s}]
    consumers: [{username: alice, keyauth_credentials: [{key: k-alice}]}]
    """
        .formatted(origin.port(), config);
  }

  private static void get(TestGate gate, String field) throws Exception {
    try (RawHttp client = gate.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n" + field + "\r\n").read();
    }
  }

  private static String metrics(TestGate gate) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    gate.metrics().write(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
