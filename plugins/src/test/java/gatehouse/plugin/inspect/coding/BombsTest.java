package gatehouse.plugin.inspect.coding;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import com.sun.net.httpserver.HttpServer;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every coding that can be undone, alone and in others, as a bomb of 10 GB, at every place that
/// looks into bodies. Each refuses, or lets pass what it does not unpack, for less work than
/// unpacking would be.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BombsTest {
  private static final List<String> BOMBS =
      List.of(
          "gzip",
          "deflate",
          "br",
          "+br",
          "zstd",
          "+zstd",
          "gzip, gzip",
          "deflate, gzip",
          "gzip, br",
          "gzip, zstd",
          "br, zstd",
          "zstd, gzip",
          "gzip, gzip, gzip",
          "zstd, br, gzip");

  /// To unpack 10 GB takes at least as many times this much of a processor.
  private static final long MOST_NANOS = 4_000_000_000L;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /// A plugin that looks into requests, and the statuses it may refuse with; 200 if it does not
  /// unpack them.
  record Consumer(String name, String plugin, String type, List<Integer> statuses) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String SPEC =
      """
      {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/PATH": {"post": {"requestBody": {"content": \
      {"application/json": {"schema": {"type": "array"}}}}, "responses": {"200": {"description": "d", "content": \
      {"application/json": {"schema": {"type": "array"}}}}}}}}}\
      """
          .strip();

  private static final List<Consumer> REQUESTS =
      List.of(
          consumer("waf", "mode: block", "application/json", 413),
          // It looks at as much as its limit, and the service gets what came.
          consumer("waf", "request_body_limit_action: partial", "text/plain", 200, 413, 400),
          consumer(
              "request-validator",
              "body_schema: '{\"type\": \"array\"}'",
              "application/json",
              400,
              413),
          consumer("oas-validation", "api_spec: 'SPEC'", "application/json", 400, 413),
          consumer("openapi", "spec: 'SPEC'", "application/json", 400, 413),
          consumer(
              "content-guard",
              "encodings: [gzip, deflate, br, zstd, identity]",
              "application/json",
              413,
              415,
              400),
          consumer("xml-threat-protection", "document: 1048576", "text/xml", 400, 413),
          consumer(
              "json-threat-protection", "max_body_size: 1048576", "application/json", 400, 413),
          consumer(
              "data-masking",
              "{apply_to: [request], rules: [{fields: [a]}]}",
              "application/json",
              400,
              413),
          consumer(
              "data-masking",
              "{apply_to: [request], rules: [{detector: email}], on_unparsable: pass}",
              "text/plain",
              400,
              413),
          consumer("request-transformer", "remove: {body: [a]}", "application/json", 200, 400, 413),
          consumer("key-auth", "key_in_body: true", "application/json", 401),
          consumer("request-size-limiting", "allowed_payload_size: 128", "application/json", 200));

  private static final List<Consumer> RESPONSES =
      List.of(
          consumer(
              "waf",
              "{response_body_inspection: true, response_body_limit: 1048576}",
              "text/html",
              200),
          consumer(
              "oas-validation",
              "{api_spec: 'SPEC', validate_response_body: true}",
              "application/json",
              200,
              406,
              502),
          consumer("openapi", "{spec: 'SPEC', validate_response: true}", "application/json", 502),
          consumer("data-masking", "rules: [{fields: [a]}]", "application/json", 502),
          consumer(
              "data-masking",
              "{rules: [{detector: email}], on_unparsable: pass}",
              "text/plain",
              502),
          consumer("response-transformer", "remove: {json: [a]}", "application/json", 200),
          consumer(
              "proxy-cache",
              "{strategy: memory, content_type: [application/json]}",
              "application/json",
              200));

  private final Map<String, byte[]> bombs = new LinkedHashMap<>();
  private final AtomicLong received = new AtomicLong();
  private HttpServer service;
  private TestGate gate;

  private static Consumer consumer(String plugin, String config, String type, Integer... statuses) {
    return new Consumer(
        plugin + " " + config,
        "{name: %s, config: %s}"
            .formatted(plugin, config.startsWith("{") ? config : "{" + config + "}"),
        type,
        List.of(statuses));
  }

  @BeforeAll
  void start() throws Exception {
    for (String name : BOMBS) {
      bombs.put(name, Bombs.of(name));
    }
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    service.createContext(
        "/",
        x -> {
          received.addAndGet(x.getRequestBody().readAllBytes().length);
          String bomb = x.getRequestHeaders().getFirst("X-Bomb");
          if (bomb == null) {
            x.sendResponseHeaders(200, -1);
          } else {
            byte[] body = bomb(bomb);
            x.getResponseHeaders().set("Content-Type", x.getRequestHeaders().getFirst("X-Type"));
            x.getResponseHeaders().set("Content-Encoding", codings(bomb));
            x.sendResponseHeaders(200, body.length);
            x.getResponseBody().write(body);
          }
          x.close();
        });
    service.start();
    StringBuilder routes = new StringBuilder();
    for (int i = 0; i < REQUESTS.size(); i++) {
      route(routes, "request" + i, REQUESTS.get(i));
    }
    for (int i = 0; i < RESPONSES.size(); i++) {
      route(routes, "response" + i, RESPONSES.get(i));
    }
    gate =
        TestGate.with(
            Plugins.CATALOGUE_CLASSES,
            "services:\n- name: s\n  url: http://127.0.0.1:%d\n  routes:\n%s"
                .formatted(service.getAddress().getPort(), routes));
  }

  private static void route(StringBuilder routes, String path, Consumer consumer) {
    routes
        .append("  - {name: %s, paths: [/%s], strip_path: false, plugins: [".formatted(path, path))
        .append(consumer.plugin.replace("SPEC", SPEC.replace("PATH", path)))
        .append("]}\n");
  }

  @AfterAll
  void stop() throws Exception {
    gate.close();
    service.stop(0);
  }

  private byte[] bomb(String name) {
    return Objects.requireNonNull(bombs.get(name));
  }

  private static String codings(String bomb) {
    return bomb.replace("+", "");
  }

  static Stream<Arguments> requests() {
    return REQUESTS.stream()
        .flatMap(consumer -> BOMBS.stream().map(bomb -> Arguments.of(consumer, bomb)));
  }

  static Stream<Arguments> responses() {
    return RESPONSES.stream()
        .flatMap(consumer -> BOMBS.stream().map(bomb -> Arguments.of(consumer, bomb)));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void a_request_never_unpacks(Consumer consumer, String bomb) throws Exception {
    byte[] body = bomb(bomb);
    received.set(0);
    long before = SYSTEM.getProcessCpuTime();

    Answer answer =
        ask(
            "POST /request%d HTTP/1.1\r\nHost: h\r\nConnection: close\r\nUser-Agent: t\r\nContent-Type: %s\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(REQUESTS.indexOf(consumer), consumer.type, codings(bomb), body.length),
            body);

    assertThat(SYSTEM.getProcessCpuTime() - before).as("work").isLessThan(MOST_NANOS);
    assertThat(consumer.statuses).contains(answer.status);
    assertThat(received.get()).isEqualTo(answer.status == 200 ? body.length : 0);
  }

  @ParameterizedTest
  @MethodSource("responses")
  void an_answer_never_unpacks(Consumer consumer, String bomb) throws Exception {
    long before = SYSTEM.getProcessCpuTime();

    Answer answer =
        ask(
            "POST /response%d HTTP/1.1\r\nHost: h\r\nConnection: close\r\nUser-Agent: t\r\nContent-Length: 0\r\nX-Bomb: %s\r\nX-Type: %s\r\n\r\n"
                .formatted(RESPONSES.indexOf(consumer), bomb, consumer.type),
            new byte[0]);

    assertThat(SYSTEM.getProcessCpuTime() - before).as("work").isLessThan(MOST_NANOS);
    // What is refused in the middle of a stream is broken off behind its head.
    if (consumer.statuses.contains(answer.status) && answer.status == 200) {
      assertThat(answer.bodyBytes).isEqualTo(bomb(bomb).length);
    } else if (answer.status == 200) {
      assertThat(answer.bodyBytes).isLessThan(64 << 20);
      assertThat(answer.ended).isFalse();
    } else {
      assertThat(consumer.statuses).contains(answer.status);
    }
  }

  /// @param ended whether the body came to its end by its framing
  private record Answer(int status, long bodyBytes, boolean ended) {}

  private Answer ask(String head, byte[] body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gate.port())) {
      socket.setSoTimeout(60_000);
      Thread.ofVirtual()
          .start(() -> {
            try {
              socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
              socket.getOutputStream().write(body);
            } catch (IOException e) {
              // Refused before all of it was read.
            }
          });
      return read(socket.getInputStream());
    }
  }

  private static Answer read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("no answer but " + head);
      }
      head.append((char) b);
    }
    long bytes = 0;
    byte[] buffer = new byte[64 << 10];
    String end = "";
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes += n;
        end = new String(buffer, Math.max(0, n - 5), Math.min(n, 5), StandardCharsets.ISO_8859_1);
      }
    } catch (IOException e) {
      // Broken off.
    }
    boolean chunked = head.toString().toLowerCase(java.util.Locale.ROOT).contains("chunked");
    return new Answer(
        Integer.parseInt(head.substring(9, 12)), bytes, !chunked || end.endsWith("0\r\n\r\n"));
  }

  /// They are what they say they are: whoever unpacks one gets blanks without end.
  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "+br", "zstd"})
  void a_bomb_is_one(String bomb) throws Exception {
    long[] blanks = {0};
    StreamDecoder.Undoing undoing =
        switch (codings(bomb)) {
          case "br" -> new Unbrotli();
          case "zstd" -> new Unzstd();
          case "deflate" -> new Undeflate();
          default -> new Ungzip();
        };
    byte[] body = bomb(bomb);
    try (undoing) {
      undoing.feed(
          body,
          0,
          body.length / 64,
          (b, f, t) -> {
            assertThat(b[f]).isEqualTo((byte) ' ');
            blanks[0] += t - f;
          });
    }
    assertThat(body.length).isLessThan(12 << 20);
    assertThat(blanks[0]).isGreaterThan(Bombs.PLAIN / 80);
  }
}
