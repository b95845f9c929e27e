package gatehouse.plugin.log.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.RecordCopy;
import gatehouse.gateway.TestGate;
import gatehouse.model.Settings;
import gatehouse.plugin.Plugins;
import gatehouse.spi.LogEvent;
import gatehouse.spi.Tracing;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The plugin on a running gateway; what it sends is decoded by OpenTelemetry's own classes.
class OpenTelemetryLiveTest {
  private static final String T = "0af7651916cd43dd8448eb211c80319c";
  private static final String S = "b7ad6b7169203331";

  private Origin origin;
  private OtlpCollector collector;

  @BeforeEach
  void start() throws Exception {
    origin = Origin.answering(Origin.OK);
    collector = new OtlpCollector();
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    collector.close();
  }

  private TestGate gate(Set<String> instrumentations, String config, String more) throws Exception {
    String yaml =
        """
        services:
        - name: s
          url: http://localhost:%d
          routes: [{name: r, paths: [/l], strip_path: false}]
        consumers: [{username: alice, keyauth_credentials: [{key: k-alice}]}]
        plugins:
        - name: opentelemetry
          config: {traces_endpoint: "%s/v1/traces", queue: {max_coalescing_delay: 0.1}%s}
        %s
        """
            .formatted(origin.port(), collector.url(), config, more);
    Tracing tracing = new Tracing(instrumentations, 1);
    return TestGate.with(Plugins.CATALOGUE_CLASSES, yaml, s -> traced(s, tracing));
  }

  static Settings traced(Settings s, Tracing tracing) {
    return RecordCopy.with(s, "tracing", tracing);
  }

  private static RawHttp.Reply get(TestGate gate, String target, String fields) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n").read();
    }
  }

  private static String hex(com.google.protobuf.ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static Map<String, Object> attributes(List<KeyValue> list) {
    Map<String, Object> map = new TreeMap<>();
    for (KeyValue one : list) {
      map.put(
          one.getKey(),
          one.getValue().hasIntValue()
              ? (Object) one.getValue().getIntValue()
              : one.getValue().getStringValue());
    }
    return map;
  }

  private List<Span> spans(int atLeast) {
    await().until(() -> collector.spans().size() >= atLeast);
    return collector.spans();
  }

  @Test
  void a_request_becomes_spans_under_the_callers() throws Exception {
    try (TestGate gate = gate(Set.of("all"), "", "- {name: key-auth, route: r}")) {
      get(
          gate,
          "/l?apikey=k-alice&q=1",
          "traceparent: 00-" + T + "-" + S + "-01\r\ntracestate: v=1\r\n");
      Origin.Seen seen = origin.next();
      Map<String, Span> spans = spans(6).stream().collect(Collectors.toMap(Span::getName, s -> s));
      assertThat(spans.keySet())
          .containsExactlyInAnyOrder(
              "kong",
              "kong.router",
              "kong.access.plugin.key-auth",
              "kong.access.plugin.opentelemetry",
              "kong.header_filter.plugin.opentelemetry",
              "kong.dns",
              "kong.balancer");
      Span root = Objects.requireNonNull(spans.get("kong"));
      assertThat(hex(root.getTraceId())).isEqualTo(T);
      assertThat(hex(root.getParentSpanId())).isEqualTo(S);
      assertThat(root.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
      Span call = Objects.requireNonNull(spans.get("kong.balancer"));
      assertThat(seen.headers("traceparent"))
          .containsExactly("00-" + T + "-" + hex(call.getSpanId()) + "-01");
      assertThat(seen.header("tracestate")).isEqualTo("v=1");
      assertThat(attributes(root.getAttributesList()))
          .containsEntry("http.method", "GET")
          .containsEntry("http.host", "h")
          .containsEntry("http.scheme", "http")
          .containsEntry("http.flavor", "1.1")
          .containsEntry("http.client_ip", "127.0.0.1")
          .containsEntry("net.peer.ip", "127.0.0.1")
          .containsEntry("http.status_code", 200L)
          .containsEntry("http.route", "/l")
          .containsKey("kong.request.id");
      assertThat(String.valueOf(attributes(root.getAttributesList()).get("http.url")))
          .startsWith("http://h/l?apikey=")
          .doesNotContain("k-alice")
          .endsWith("&q=1");
      assertThat(attributes(call.getAttributesList()))
          .containsEntry("net.peer.name", "localhost")
          .containsEntry("net.peer.ip", "127.0.0.1")
          .containsEntry("net.peer.port", (long) origin.port())
          .containsEntry("try_count", 1L);
      for (Span span : spans.values()) {
        assertThat(span.getStartTimeUnixNano())
            .isBetween(root.getStartTimeUnixNano(), root.getEndTimeUnixNano());
        assertThat(span.getEndTimeUnixNano())
            .isBetween(span.getStartTimeUnixNano(), root.getEndTimeUnixNano());
      }
      assertThat(attributes(Objects.requireNonNull(collector.resource()).getAttributesList()))
          .containsEntry("service.name", "kong")
          .containsEntry("service.instance.id", "test-node");
    }
  }

  @Test
  void only_what_is_asked_for_becomes_spans() throws Exception {
    try (TestGate gate = gate(Set.of("router"), "", "")) {
      get(gate, "/l", "");
      String sent = origin.next().header("traceparent");
      List<Span> spans = spans(2);
      assertThat(spans).extracting(Span::getName).containsExactly("kong", "kong.router");
      assertThat(sent).contains(hex(spans.getFirst().getSpanId())).endsWith("-01");
    }
  }

  @Test
  void a_trace_is_passed_on_though_tracing_is_off() throws Exception {
    try (TestGate gate = gate(Set.of(), "", "")) {
      get(gate, "/l", "traceparent: 00-" + T + "-" + S + "-01\r\n");
      assertThat(origin.next().header("traceparent")).startsWith("00-" + T).endsWith("-00");
      get(gate, "/l", "traceparent: 00-bad\r\ntraceparent: 00-" + T + "-" + S + "-01\r\n");
      assertThat(origin.next().headers("traceparent"))
          .hasSize(1)
          .first()
          .asString()
          .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
          .doesNotContain(T);
      assertThat(collector.spans()).isEmpty();
    }
  }

  @Test
  void what_the_caller_does_not_want_kept_is_not() throws Exception {
    try (TestGate gate = gate(Set.of("all"), "", "")) {
      get(gate, "/l", "traceparent: 00-" + T + "-" + S + "-00\r\n");
      assertThat(origin.next().header("traceparent")).endsWith("-00");
      get(gate, "/l", "");
      assertThat(origin.next().header("traceparent")).endsWith("-01");
      assertThat(spans(5)).noneMatch(s -> hex(s.getTraceId()).equals(T));
    }
  }

  @Test
  void a_rate_of_zero_keeps_nothing_unless_the_strategy_follows_the_caller() throws Exception {
    try (TestGate gate = gate(Set.of("all"), ", sampling_rate: 0", "")) {
      get(gate, "/l", "traceparent: 00-" + T + "-" + S + "-01\r\n");
      assertThat(origin.next().header("traceparent")).endsWith("-00");
    }
    String following =
        ", sampling_rate: 0, sampling_strategy: parent_probability_fallback, header_type: b3";
    try (TestGate gate = gate(Set.of("all"), following, "")) {
      get(gate, "/l", "b3: 1\r\n");
      Origin.Seen seen = origin.next();
      assertThat(seen.header("b3")).endsWith("-1-" + hex(spans(5).getFirst().getSpanId()));
      assertThat(seen.header("x-b3-sampled")).isEqualTo("1");
    }
  }

  @Test
  void the_answer_and_the_log_tell_the_trace() throws Exception {
    java.nio.file.Path log = java.nio.file.Files.createTempFile("trace", ".log");
    String file = "- {name: file-log, config: {path: " + log + "}}";
    String header =
        ", http_response_header_for_traceid: X-Trace, propagation: {extract: [b3],"
            + " inject: [w3c, datadog]}";
    try (TestGate gate = gate(Set.of("all"), header, file)) {
      RawHttp.Reply reply = get(gate, "/l", "b3: " + T + "-" + S + "-1\r\n");
      assertThat(reply.header("x-trace")).isEqualTo(T);
      await()
          .untilAsserted(() ->
              assertThat(java.nio.file.Files.readString(log))
                  .contains(
                      "\"trace_id\":{\"w3c\":\"" + T + "\",\"datadog\":\"9532127138774266268\"}"));
    }
  }

  @Test
  void failed_attempts_and_refusals_are_spans_too() throws Exception {
    int closed = origin.port();
    origin.close();
    try (TestGate gate = gate(Set.of("balancer"), "", "")) {
      assertThat(get(gate, "/l", "").status()).isEqualTo(502);
      List<Span> spans = spans(7);
      assertThat(spans.getFirst().getStatus().getCode())
          .isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
      assertThat(spans.subList(1, spans.size()))
          .hasSize(6)
          .allMatch(s -> s.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
          .allMatch(
              s -> Objects.equals(attributes(s.getAttributesList()).get("http.status_code"), 502L))
          .allMatch(s ->
              Objects.equals(
                  attributes(s.getAttributesList()).get("net.peer.port"), (long) closed));
      assertThat(get(gate, "/nowhere", "").status()).isEqualTo(404);
      assertThat(spans(8).getLast().getName()).isEqualTo("kong");
    }
  }

  @Test
  void a_collector_that_is_down_gets_everything_later() throws Exception {
    collector.refuse(503, 4);
    try (TestGate gate = gate(Set.of("request"), "", "")) {
      for (int i = 0; i < 20; i++) {
        assertThat(get(gate, "/l", "").status()).isEqualTo(200);
      }
      assertThat(spans(20)).hasSize(20);
    }
  }

  @Test
  void what_a_collector_will_never_take_is_not_sent_again() throws Exception {
    collector.refuse(400, 1);
    try (TestGate gate = gate(Set.of("request"), "", "")) {
      get(gate, "/l", "");
      await().until(() -> collector.refused() == 1);
      get(gate, "/l", "");
      assertThat(spans(1)).hasSize(1);
      assertThat(gate.metrics().dropped("opentelemetry traces " + collector.authority()).get())
          .isEqualTo(1);
    }
  }

  @Test
  void numbers_are_sent_again_and_again() throws Exception {
    String metrics =
        ", metrics: {endpoint: '"
            + collector.url()
            + "/v1/metrics', push_interval: 0.2, enable_request_metrics: true,"
            + " enable_latency_metrics: true, enable_bandwidth_metrics: true,"
            + " enable_consumer_attribute: true}";
    String more = "- {name: key-auth, route: r}";
    try (TestGate gate = gate(Set.of(), metrics, more)) {
      get(gate, "/l", "");
      get(gate, "/l", "apikey: k-alice\r\n");
      get(gate, "/l", "apikey: k-alice\r\n");
      await().until(() -> points("http.server.request.count").size() == 2 && sum() == 3);
      NumberDataPoint served =
          points("http.server.request.count").stream()
              .filter(p -> p.getAsDouble() == 2)
              .findFirst()
              .orElseThrow();
      assertThat(attributes(served.getAttributesList()))
          .containsEntry("kong.service.name", "s")
          .containsEntry("kong.route.name", "r")
          .containsEntry("kong.response.status_code", "200")
          .containsEntry("kong.response.source", "upstream")
          .containsEntry("kong.auth.consumer.name", "alice");
      assertThat(served.getStartTimeUnixNano()).isLessThan(served.getTimeUnixNano());
      Metric count = Objects.requireNonNull(collector.metric("http.server.request.count"));
      assertThat(count.getSum().getIsMonotonic()).isTrue();
      assertThat(count.getSum().getAggregationTemporality())
          .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
      assertThat(points("http.server.request.size")).isNotEmpty();
      assertThat(points("http.server.response.size")).isNotEmpty();
      HistogramDataPoint latency =
          Objects.requireNonNull(collector.metric("kong.latency.total"))
              .getHistogram()
              .getDataPoints(0);
      assertThat(latency.getCount()).isEqualTo(3);
      assertThat(latency.getBucketCountsCount()).isEqualTo(latency.getExplicitBoundsCount() + 1);
      assertThat(latency.getExplicitBounds(0)).isEqualTo(0.025);
      assertThat(points("gatehouse_security_events_total")).isNotEmpty();
      assertThat(collector.metric("kong.upstream.target.status")).isNull();
    }
  }

  private List<NumberDataPoint> points(String name) {
    Metric metric = collector.metric(name);
    return metric == null ? List.of() : metric.getSum().getDataPointsList();
  }

  private double sum() {
    return points("http.server.request.count").stream()
        .mapToDouble(NumberDataPoint::getAsDouble)
        .sum();
  }

  @Test
  void records_of_requests_and_the_own_log_are_sent() throws Exception {
    String url = collector.url() + "/v1/logs";
    String config =
        ", logs_endpoint: '"
            + url
            + "', access_logs: {endpoint: '"
            + url
            + "', custom_attributes_by_lua: {team: 'return \"blue\"'}}";
    try (TestGate gate = gate(Set.of("request"), config, "")) {
      get(gate, "/l?apikey=secret", "traceparent: 00-" + T + "-" + S + "-01\r\n");
      gate.gateway()
          .ownLog()
          .tell(new LogEvent(1_700_000_000_000L, "WARN", "gatehouse.X", T + " upstream failed"));
      await().until(() -> collector.logs().size() == 2);
      LogRecord record = log("INFO");
      assertThat(hex(record.getTraceId())).isEqualTo(T);
      assertThat(hex(record.getSpanId())).isEqualTo(hex(spans(1).getFirst().getSpanId()));
      assertThat(record.getBody().getStringValue())
          .contains("\"team\":\"blue\"")
          .doesNotContain("secret");
      assertThat(attributes(record.getAttributesList()))
          .containsEntry("http.response.status_code", 200L)
          .containsEntry("kong.route.name", "r");
      LogRecord line = log("WARN");
      assertThat(line.getTimeUnixNano()).isEqualTo(1_700_000_000_000_000_000L);
      assertThat(line.getBody().getStringValue()).endsWith("upstream failed");
      assertThat(attributes(line.getAttributesList())).containsEntry("kong.request.id", T);
    }
  }

  private LogRecord log(String severity) {
    return collector.logs().stream()
        .filter(r -> r.getSeverityText().equals(severity))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_stop_delivers_what_waits() throws Exception {
    try (TestGate gate = gate(Set.of("request"), "", "")) {
      get(gate, "/l", "");
    }
    assertThat(spans(1)).hasSize(1);
  }
}
