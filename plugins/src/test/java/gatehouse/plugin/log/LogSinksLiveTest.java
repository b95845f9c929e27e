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
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Each logger on a running gateway, with a server at the other end that keeps what it gets.
class LogSinksLiveTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final BlockingQueue<String> got = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private Origin origin;
  private HttpServer http;
  private DatagramSocket udp;
  private ServerSocket tcp;

  @BeforeEach
  void start() throws Exception {
    origin = Origin.answering(Origin.OK);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean refuse = refusals.getAndDecrement() > 0;
          exchange.sendResponseHeaders(refuse ? 503 : 204, -1);
          exchange.close();
          if (!refuse) {
            heads.add(
                exchange.getRequestMethod()
                    + " "
                    + exchange.getRequestURI()
                    + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type")
                    + " "
                    + exchange.getRequestHeaders().getFirst("Authorization")
                    + " "
                    + exchange.getRequestHeaders().getFirst("X-Mine"));
            got.add(body);
          }
        });
    http.start();
    udp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::receive);
    tcp = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    http.stop(0);
    udp.close();
    tcp.close();
  }

  private void receive() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        udp.receive(packet);
        got.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = tcp.accept();
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        reader.lines().forEach(got::add);
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private TestGate gate(String plugins) throws Exception {
    return TestGate.with(
        Plugins.CATALOGUE_CLASSES,
        """
        services:
        - name: my.service
          url: http://127.0.0.1:%d
          routes: [{name: r, paths: [/l], strip_path: false}]
        consumers: [{username: alice, custom_id: c-1, keyauth_credentials: [{key: k-alice}]}]
        plugins: [%s]
        """
            .formatted(origin.port(), plugins));
  }

  private static void get(TestGate gate, String target, String fields) throws Exception {
    try (RawHttp client = gate.connect()) {
      client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n").read();
    }
  }

  private String next() throws InterruptedException {
    String next = got.poll(20, TimeUnit.SECONDS);
    assertThat(next).as("nothing came").isNotNull();
    return next;
  }

  @Test
  void http_log_sends_a_record_with_fields_made_by_lua() throws Exception {
    String plugin =
        """
        {name: http-log, config: {http_endpoint: "http://u:p@127.0.0.1:%d/log?not=sent", headers: {X-Mine: v},
          custom_fields_by_lua: {user_id: "return kong.request.get_header('X-Caller')"}}}
        """
            .formatted(http.getAddress().getPort());
    try (TestGate gate = gate(plugin)) {
      get(gate, "/l?a=b", "X-Caller: u-7\r\nAuthorization: Bearer secret\r\n");

      JsonNode entry = JSON.readTree(next());
      assertThat(heads.take()).isEqualTo("POST /log application/json Basic dTpw v");
      assertThat(entry.at("/request/uri").asString()).isEqualTo("/l?a=b");
      assertThat(entry.at("/user_id").asString()).isEqualTo("u-7");
      assertThat(entry.toString()).doesNotContain("secret");
    }
  }

  @Test
  void http_log_runs_as_the_example_has_it() throws Exception {
    String example =
        Files.readString(Path.of("../examples/kong/http-log.yml"))
            .replace("http://log-collector:8080", "http://127.0.0.1:" + http.getAddress().getPort())
            .replace("http://127.0.0.1:9000", "http://127.0.0.1:" + origin.port());
    String author =
        "- {name: request-transformer, config: {add: {headers: [\"X-User-ID:u-7\"]}}}\n";
    try (TestGate gate = TestGate.with(Plugins.CATALOGUE_CLASSES, example + author)) {
      get(gate, "/api/orders", "X-User-ID: somebody-else\r\n");

      JsonNode entry = JSON.readTree(next());
      assertThat(heads.take()).startsWith("POST /logs application/json");
      assertThat(entry.at("/request/uri").asString()).isEqualTo("/api/orders");
      assertThat(entry.at("/request/id").asString()).hasSize(32);
      assertThat(entry.at("/user_id").asString()).isEqualTo("u-7");
    }
  }

  @Test
  void http_log_batches_and_tries_again() throws Exception {
    refusals.set(3);
    String plugin =
        """
        {name: http-log, config: {http_endpoint: "http://127.0.0.1:%d/", queue: {max_batch_size: 2, max_coalescing_delay: 3600}}}
        """
            .formatted(http.getAddress().getPort());
    try (TestGate gate = gate(plugin)) {
      get(gate, "/l/1", "");
      get(gate, "/l/2", "");
      get(gate, "/l/3", "");

      JsonNode batch = JSON.readTree(next());
      assertThat(batch.size()).isEqualTo(2);
      assertThat(batch.at("/1/request/uri").asString()).isEqualTo("/l/2");
    }
    // What is left leaves when the gateway stops.
    assertThat(JSON.readTree(next()).at("/0/request/uri").asString()).isEqualTo("/l/3");
  }

  @Test
  void tcp_log_sends_lines_over_one_connection() throws Exception {
    try (TestGate gate =
        gate("{name: tcp-log, config: {host: 127.0.0.1, port: " + tcp.getLocalPort() + "}}")) {
      get(gate, "/l/1", "");
      assertThat(JSON.readTree(next()).at("/request/uri").asString()).isEqualTo("/l/1");
      get(gate, "/l/2", "");
      assertThat(JSON.readTree(next()).at("/request/uri").asString()).isEqualTo("/l/2");
    }
  }

  @Test
  void udp_log_sends_datagrams() throws Exception {
    try (TestGate gate =
        gate("{name: udp-log, config: {host: 127.0.0.1, port: " + udp.getLocalPort() + "}}")) {
      get(gate, "/l/1", "");
      assertThat(JSON.readTree(next()).at("/request/uri").asString()).isEqualTo("/l/1");
    }
  }

  @Test
  void loggly_marks_messages_with_the_customers_token() throws Exception {
    try (TestGate gate =
        gate(
            "{name: loggly, config: {host: 127.0.0.1, port: "
                + udp.getLocalPort()
                + ", key: tok, tags: [kong, b], successful_severity: debug,"
                + " client_errors_severity: warning}}")) {
      get(gate, "/l", "");
      get(gate, "/nowhere", "");

      assertThat(next())
          .matches(
              "(?s)<12>1 \\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z \\S+ kong - -"
                  + " \\[tok@41058 tag=\"kong\" tag=\"b\"] \\{.*\"uri\":\"/nowhere\".*");
    }
  }

  @Test
  void statsd_sends_kongs_lines() throws Exception {
    String plugins =
        "{name: statsd, config: {host: 127.0.0.1, port: %d, udp_packet_size: 8192}}, {name: key-auth}"
            .formatted(udp.getLocalPort());
    try (TestGate gate = gate(plugins)) {
      get(gate, "/l", "apikey: k-alice\r\n");

      List<String> lines = List.of(next().split("\n", -1));
      String p = "kong.service.my_service.";
      assertThat(lines)
          .contains(
              p + "request.count:1|c",
              p + "status.200:1|c",
              p + "user.uniques:c-1|s",
              p + "user.c-1.request.count:1|c",
              p + "user.c-1.status.200:1|c",
              p + "workspace.00000000-0000-0000-0000-000000000000.status.200:1|c")
          .anyMatch(line ->
              line.matches("kong\\.route\\.[0-9a-f-]{36}\\.user\\.c-1\\.status\\.200:1\\|c"))
          .anyMatch(line -> line.matches("kong\\.service\\.my_service\\.latency:\\d+\\|ms"))
          .anyMatch(line -> line.matches("kong\\.service\\.my_service\\.request\\.size:\\d+\\|c"))
          .hasSize(12);
      // Refused with 401: not among the allowed statuses, so nothing is sent.
      get(gate, "/l", "");
      get(gate, "/l", "apikey: k-alice\r\n");
      assertThat(next()).contains("status.200").doesNotContain("401");
    }
  }

  @Test
  void statsd_names_the_node_what_has_no_name_and_users_as_they_are() throws Exception {
    String yaml =
        """
        services: [{url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/l]}]}]
        consumers: [{username: a.b@c.test, keyauth_credentials: [{key: k-alice}]}]
        plugins:
        - name: key-auth
        - name: statsd
          config:
            host: 127.0.0.1
            port: %d
            udp_packet_size: 8192
            hostname_in_prefix: true
            service_identifier_default: service_name
            metrics:
            - {name: request_count, stat_type: counter, sample_rate: 1}
            - {name: request_per_user, stat_type: counter, sample_rate: 1, consumer_identifier: username}
        """
            .formatted(origin.port(), udp.getLocalPort());
    try (TestGate gate = TestGate.with(Plugins.CATALOGUE_CLASSES, yaml)) {
      get(gate, "/l", "apikey: k-alice\r\n");

      assertThat(next())
          .matches(
              "kong\\.node\\.[^.]+\\.service\\.unnamed\\.request\\.count:1\\|c\n"
                  + "kong\\.node\\.[^.]+\\.service\\.unnamed\\.user\\.a\\.b@c\\.test\\."
                  + "request\\.count:1\\|c");
    }
  }

  @Test
  void statsd_sends_tags_in_the_style_it_is_told() throws Exception {
    for (String[] style :
        new String[][] {
          {
            "dogstatsd",
            "kong\\.request\\.count:1\\|c\\|#service:my\\.service,route:r,status:200,.*"
          },
          {"influxdb", "kong\\.request\\.count,service=my\\.service,route=r,status=200,.*:1\\|c"},
          {"librato", "kong\\.request\\.count#service=my\\.service,route=r,status=200,.*:1\\|c"},
          {"signalfx", "kong\\.request\\.count\\[service=my\\.service,route=r,status=200,.*]:1\\|c"}
        }) {
      String plugin =
          """
          {name: statsd, config: {host: 127.0.0.1, port: %d, tag_style: %s,
            metrics: [{name: request_count, stat_type: counter, sample_rate: 1}, {name: status_count, stat_type: counter, sample_rate: 1}]}}
          """
              .formatted(udp.getLocalPort(), style[0]);
      try (TestGate gate = gate(plugin)) {
        get(gate, "/l", "");
        assertThat(next()).matches(style[1]);
      }
    }
  }

  @Test
  void datadog_gets_its_tags() throws Exception {
    String plugins =
        "{name: datadog, config: {host: 127.0.0.1, port: %d}}, {name: key-auth}"
            .formatted(udp.getLocalPort());
    try (TestGate gate = gate(plugins)) {
      get(gate, "/l", "apikey: k-alice\r\n");

      assertThat(next())
          .isEqualTo("kong.request.count:1|c|#name:my_service,status:200,consumer:c-1,app:kong");
      assertThat(next()).matches("kong\\.latency:\\d+\\|ms\\|#name:my_service,status:200,.*");
    }
  }

  @Test
  void a_reload_keeps_the_queue_and_loses_nothing() throws Exception {
    refusals.set(1_000);
    String plugin =
        """
        {name: http-log, config: {http_endpoint: "http://127.0.0.1:%d/"}}
        """
            .formatted(http.getAddress().getPort());
    try (TestGate gate = gate(plugin)) {
      get(gate, "/l/1", "");
      await().until(() -> refusals.get() < 1_000);
      gate.swap(
          """
          services: [{name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/l], strip_path: false}]}]
          plugins: [%s]
          """
              .formatted(origin.port(), plugin));
      get(gate, "/l/2", "");
      refusals.set(0);

      assertThat(JSON.readTree(next()).at("/request/uri").asString()).isEqualTo("/l/1");
      assertThat(JSON.readTree(next()).at("/request/uri").asString()).isEqualTo("/l/2");
    }
  }
}
