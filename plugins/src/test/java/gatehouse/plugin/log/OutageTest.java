package gatehouse.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Collectors that are not there while requests are served: no request fails, and everything that
/// the queue may hold arrives once they are back.
class OutageTest {
  private static final int REQUESTS = 500;
  private static final Pattern URI = Pattern.compile("\"uri\":\"([^\"]+)\"");

  private final Set<String> byHttp = ConcurrentHashMap.newKeySet();
  private final Set<String> byTcp = ConcurrentHashMap.newKeySet();
  private final Set<String> byOtlp = ConcurrentHashMap.newKeySet();
  private Origin origin;

  @BeforeEach
  void start() throws Exception {
    origin = Origin.answering(Origin.OK);
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private TestGate gate(int http, int tcp, int mostEntries) throws Exception {
    return TestGate.with(
        Plugins.CATALOGUE_CLASSES,
        """
        services:
        - {name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/]}]}
        plugins:
        - name: http-log
          config: {http_endpoint: "http://127.0.0.1:%d/", queue: {max_batch_size: 50,
            max_coalescing_delay: 0.1, max_retry_delay: 0.2, max_entries: %d}}
        - {name: tcp-log, config: {host: 127.0.0.1, port: %d}}
        - name: opentelemetry
          config: {access_logs: {endpoint: "http://127.0.0.1:%d/otlp"}, queue: {max_batch_size: 50,
            max_coalescing_delay: 0.1, max_retry_delay: 0.2, max_entries: %d}}
        """
            .formatted(origin.port(), http, mostEntries, tcp, http, mostEntries));
  }

  private static void ask(TestGate gate, int from, int to) throws Exception {
    try (RawHttp client = gate.connect()) {
      for (int i = from; i < to; i++) {
        client.send("GET /" + i + " HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(200);
      }
    }
  }

  private HttpServer collectByHttp(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/otlp",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          URI.matcher(new String(body, StandardCharsets.ISO_8859_1))
              .results()
              .forEach(found -> byOtlp.add(found.group(1)));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.createContext(
        "/",
        exchange -> {
          JsonNode records = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
          records.forEach(record -> byHttp.add(record.at("/request/uri").asString("")));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private ServerSocket collectByTcp(int port) throws IOException {
    ServerSocket server = new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = server.accept()) {
            new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                .lines()
                .forEach(line ->
                    byTcp.add(JsonMapper.shared().readTree(line).at("/request/uri").asString("")));
          } catch (IOException e) {
            // Closed: the test is over.
          }
        });
    return server;
  }

  private static Set<String> all(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "/" + i).collect(Collectors.toSet());
  }

  @Test
  void everything_arrives_after_the_collectors_come_back() throws Exception {
    int http = freePort();
    int tcp = freePort();
    try (TestGate gate = gate(http, tcp, 10_000)) {
      ask(gate, 0, REQUESTS);
      assertThat(byHttp).isEmpty();
      HttpServer server = collectByHttp(http);
      try (ServerSocket _ = collectByTcp(tcp)) {
        ask(gate, REQUESTS, REQUESTS + 10);
        await()
            .until(() ->
                byHttp.size() == REQUESTS + 10
                    && byTcp.size() == REQUESTS + 10
                    && byOtlp.size() == REQUESTS + 10);
        assertThat(byHttp).isEqualTo(all(0, REQUESTS + 10));
        assertThat(byTcp).isEqualTo(all(0, REQUESTS + 10));
        assertThat(byOtlp).isEqualTo(all(0, REQUESTS + 10));
        assertThat(lost(gate, "http-log 127.0.0.1:" + http)).isZero();
        assertThat(lost(gate, "tcp-log 127.0.0.1:" + tcp)).isZero();
        assertThat(lost(gate, "opentelemetry access logs 127.0.0.1:" + http)).isZero();
      } finally {
        server.stop(0);
      }
    }
  }

  @Test
  void beyond_the_queues_bound_the_oldest_are_lost_and_counted() throws Exception {
    int http = freePort();
    int tcp = freePort();
    try (TestGate gate = gate(http, tcp, 100)) {
      ask(gate, 0, REQUESTS);
      HttpServer server = collectByHttp(http);
      try {
        await().until(() -> byHttp.size() + lost(gate, "http-log 127.0.0.1:" + http) == REQUESTS);
        // What was being tried when the queue filled up is kept besides what waits.
        assertThat(byHttp).hasSizeBetween(100, 150).containsAll(all(REQUESTS - 100, REQUESTS));
      } finally {
        server.stop(0);
      }
    }
  }

  private static long lost(TestGate gate, String sink) {
    return (long) gate.metrics().dropped(sink).get();
  }
}
