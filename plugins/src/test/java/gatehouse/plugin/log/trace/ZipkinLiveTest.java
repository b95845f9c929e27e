package gatehouse.plugin.log.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The plugin on a running gateway, with a server at the other end that keeps what it gets.
class ZipkinLiveTest {
  private static final String T = "0af7651916cd43dd8448eb211c80319c";
  private static final String S = "b7ad6b7169203331";

  private final List<JsonNode> got = new CopyOnWriteArrayList<>();
  private Origin origin;
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    origin = Origin.answering(Origin.OK);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v2/spans",
        exchange -> {
          JsonNode spans = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
          spans.forEach(got::add);
        });
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    server.stop(0);
  }

  private TestGate gate(String config) throws Exception {
    return TestGate.with(
        Plugins.CATALOGUE_CLASSES,
        """
        services:
        - name: s
          url: http://127.0.0.1:%d
          routes: [{name: r, paths: [/l], strip_path: false}]
        consumers: [{username: alice, keyauth_credentials: [{key: k-alice}]}]
        plugins:
        - {name: key-auth, route: r}
        - name: zipkin
          config: {http_endpoint: "http://127.0.0.1:%d/api/v2/spans"%s}
        """
            .formatted(origin.port(), server.getAddress().getPort(), config));
  }

  private static RawHttp.Reply get(TestGate gate, String target, String fields) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client
          .send("GET " + target + " HTTP/1.1\r\nHost: h\r\napikey: k-alice\r\n" + fields + "\r\n")
          .read();
    }
  }

  private List<JsonNode> spans(int atLeast) {
    await().until(() -> got.size() >= atLeast);
    return got;
  }

  @Test
  void a_request_becomes_three_spans_of_the_trace_that_came() throws Exception {
    try (TestGate gate = gate("")) {
      get(
          gate,
          "/l?a=b",
          "X-B3-TraceId: "
              + T
              + "\r\nX-B3-SpanId: "
              + S
              + "\r\nX-B3-Sampled: 1\r\n"
              + "Zipkin-Tags: fg=blue; lc=evil;bg = red;nonsense\r\n");
      List<JsonNode> spans = spans(3);
      JsonNode request = spans.get(0);
      JsonNode proxy = spans.get(1);
      assertThat(spans).extracting(s -> s.path("traceId").asString()).containsOnly(T);
      assertThat(spans)
          .extracting(s -> s.path("name").asString())
          .containsExactly("GET", "GET (proxy)", "GET (balancer try 1)");
      assertThat(request.path("id").asString()).isEqualTo(S);
      assertThat(request.path("shared").asBoolean()).isTrue();
      assertThat(request.path("kind").asString()).isEqualTo("SERVER");
      assertThat(request.path("localEndpoint").path("serviceName").asString()).isEqualTo("kong");
      assertThat(request.path("remoteEndpoint").path("ipv4").asString()).isEqualTo("127.0.0.1");
      assertThat(proxy.path("remoteEndpoint").path("serviceName").asString()).isEqualTo("s");
      assertThat(request.path("tags").toString())
          .contains("\"lc\":\"kong\"")
          .contains(
              "\"http.method\":\"GET\"", "\"http.path\":\"/l\"", "\"http.protocol\":\"HTTP/1.1\"")
          .contains("\"http.status_code\":\"200\"", "\"fg\":\"blue\"", "\"bg\":\"red\"")
          .contains("\"kong.consumer\":", "\"kong.credential\":", "\"kong.node.id\":")
          .doesNotContain("evil", "k-alice");
      assertThat(proxy.path("tags").toString())
          .contains("\"kong.service_name\":\"s\"", "\"kong.route_name\":\"r\"")
          .contains("\"peer.hostname\":\"127.0.0.1\"");
      assertThat(proxy.path("annotations"))
          .extracting(a -> a.path("value").asString())
          .containsExactly("kas", "kaf", "khs", "khf", "kbs", "kbf");
      Origin.Seen seen = origin.next();
      assertThat(seen.headers("x-b3-traceid")).containsExactly(T);
      assertThat(seen.header("x-b3-spanid")).isEqualTo(proxy.path("id").asString());
      assertThat(seen.header("x-b3-parentspanid")).isEqualTo(S);
      assertThat(seen.header("x-b3-sampled")).isEqualTo("1");
    }
  }

  @Test
  void a_trace_of_another_format_is_continued_in_it() throws Exception {
    String config =
        ", http_span_name: method_path, phase_duration_flavor: tags, include_credential: false,"
            + " static_tags: [{name: env, value: test}], http_response_header_for_traceid: X-Trace";
    try (TestGate gate = gate(config)) {
      RawHttp.Reply reply = get(gate, "/l/x", "traceparent: 00-" + T + "-" + S + "-01\r\n");
      assertThat(reply.header("x-trace")).isEqualTo(T);
      JsonNode request = spans(3).getFirst();
      assertThat(request.path("parentId").asString()).isEqualTo(S);
      assertThat(request.path("name").asString()).isEqualTo("GET /l/x");
      assertThat(request.path("annotations").isMissingNode()).isTrue();
      assertThat(request.path("tags").toString())
          .contains("kong.rewrite.duration_ms", "\"env\":\"test\"")
          .doesNotContain("kong.credential");
      assertThat(origin.next().header("traceparent")).startsWith("00-" + T);
    }
  }

  @Test
  void a_new_trace_is_kept_by_chance_and_told_in_b3() throws Exception {
    try (TestGate gate = gate(", sample_ratio: 0, traceid_byte_count: 8")) {
      get(gate, "/l", "");
      Origin.Seen seen = origin.next();
      assertThat(seen.header("x-b3-traceid")).hasSize(16);
      assertThat(seen.header("x-b3-sampled")).isEqualTo("0");
    }
    try (TestGate gate = gate(", sample_ratio: 1")) {
      get(gate, "/l", "");
      assertThat(origin.next().header("x-b3-sampled")).isEqualTo("1");
      assertThat(spans(3)).hasSize(3);
    }
  }

  @Test
  void failed_attempts_are_told() throws Exception {
    origin.close();
    try (TestGate gate = gate(", sample_ratio: 1")) {
      assertThat(get(gate, "/l", "").status()).isEqualTo(502);
      JsonNode first = spans(8).get(2);
      assertThat(first.path("tags").path("error").asString()).isEqualTo("true");
      assertThat(first.path("tags").path("kong.balancer.state").asString()).isEqualTo("failed");
      assertThat(first.path("tags").path("http.status_code").asString()).isEqualTo("502");
    }
  }
}
