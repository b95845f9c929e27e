package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The alert rules and dashboards of `examples/monitoring` ask for metrics that the gateway has,
/// and the real Prometheus takes them.
final class MonitoringBlackBox {
  private static final Path MONITORING = Packaged.HOME.resolve("examples/monitoring");
  private static final Pattern METRIC = Pattern.compile("\\b(?:kong|gatehouse)_[a-z_]+");
  private static final Pattern EXPRESSION =
      Pattern.compile("(?s)\"?expr\"?: *(.*?)(?=\n *(?:for:|\"legendFormat\"))");

  @TempDir private Path folder;

  private final Backend backend = new Backend();
  private final HttpClient client = HttpClient.newHttpClient();
  private Packaged gateway;

  @BeforeEach
  void start() throws Exception {
    Path config = folder.resolve("gatehouse.yml");
    Files.writeString(
        config,
        """
        _format_version: "3.0"
        services:
        - name: shop
          url: http://pool
          routes:
          - {name: shop, paths: [/shop]}
          plugins:
          - name: key-auth
        upstreams:
        - name: pool
          targets: [{target: "TARGET"}]
        plugins:
        - name: prometheus
          config:
            latency_metrics: true
            bandwidth_metrics: true
            upstream_health_metrics: true
        - name: file-log
          config: {path: access.log}
        consumers:
        - {username: alice, keyauth_credentials: [{key: alices}]}
        """
            .replace("TARGET", backend.url().substring("http://".length())));
    gateway = Packaged.run(folder, "--config", config.toString());
    assertThat(get(gateway.http(), "/shop", "apikey", "alices")).contains("served");
    get(gateway.http(), "/shop", "apikey", "wrong");
    get(gateway.http(), "/shop%2F", "apikey", "alices");
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.close();
    backend.close();
  }

  @Test
  void every_query_names_a_metric_that_there_is() throws Exception {
    String exported = get(gateway.admin(), "/metrics", "accept", "*/*");
    try (Stream<Path> files = Files.walk(MONITORING)) {
      for (Path file : files.filter(f -> f.toString().matches(".*(alerts.yaml|json)")).toList()) {
        Set<String> asked = metricsIn(Files.readString(file));
        assertThat(asked).as(file.toString()).isNotEmpty();
        for (String metric : asked) {
          String family = metric.replaceFirst("_bucket$", "");
          assertThat(exported).as(file + " asks").contains("\n# TYPE " + family + " ");
        }
      }
    }
  }

  private static Set<String> metricsIn(String text) {
    Set<String> metrics = new TreeSet<>();
    EXPRESSION
        .matcher(text)
        .results()
        .flatMap(e -> METRIC.matcher(e.group(1)).results())
        .map(MatchResult::group)
        .forEach(metrics::add);
    return metrics;
  }

  @Test
  void the_alerts_fire_when_they_should() {
    assumeTrue(Shell.has("promtool"), "promtool is not installed");
    assertThat(Shell.run(MONITORING, "promtool test rules alerts-test.yaml && echo all is well"))
        .endsWith("all is well\n");
  }

  @Test
  void prometheus_scrapes_the_gateway_and_takes_the_rules() throws Exception {
    assumeTrue(Shell.has("prometheus"), "prometheus is not installed");
    Files.copy(MONITORING.resolve("alerts.yaml"), folder.resolve("alerts.yaml"));
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yaml"),
            Files.readString(MONITORING.resolve("prometheus.yaml"))
                .replace("8001", String.valueOf(gateway.admin()))
                .replace("15s", "1s"));
    int port = freePort();
    List<String> command =
        List.of(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port);
    try (Packaged prometheus = Packaged.process(folder, Map.of(), command)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> query(port, "kong_http_status{code=\"401\"}").contains("\"1\""));
      assertThat(query(port, "up{job=\"gatehouse\"}")).contains("\"1\"");
      assertThat(query(port, "gatehouse_http_protocol_errors_total{kind=\"path\"}"))
          .contains("\"1\"");
      String rules = get(port, "/api/v1/rules", "accept", "*/*");
      assertThat(rules).contains("HighAuthenticationFailureRate").doesNotContain("\"err\"");
      assertThat(prometheus.isAlive()).isTrue();
    }
  }

  private String query(int port, String expression) throws Exception {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    return get(port, "/api/v1/query?query=" + encoded, "accept", "*/*");
  }

  private String get(int port, String path, String... header)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .version(HttpClient.Version.HTTP_1_1)
            .headers(header)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
