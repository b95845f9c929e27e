package gatehouse.control;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.model.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AdminServerTest {
  private static final String EMPTY = "_format_version: '3.0'\n";

  private final TestAdmin admin = new TestAdmin();

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void tells_the_node_and_its_plugins() {
    JsonNode root = admin.json("/");
    assertThat(root.get("version").asString()).startsWith("3.");
    assertThat(root.get("hostname").asString()).isEqualTo("host.test");
    assertThat(root.get("node_id").asString()).hasSize(36);
    assertThat(root.at("/configuration/database").asString()).isEqualTo("off");
    assertThat(root.at("/plugins/available_on_server/sample").toString())
        .isEqualTo("{\"version\":\"1.2.3\",\"priority\":901}");
    assertThat(admin.json("/plugins/enabled").toString())
        .isEqualTo("{\"enabled_plugins\":[\"sample\"]}");
  }

  @Test
  void is_ready_once_a_configuration_is_in_use() {
    assertThat(admin.get("/status/ready").statusCode()).isEqualTo(503);
    assertThat(admin.json("/status/ready").get("message").asString())
        .startsWith("no configuration available");

    admin.post("/config", "application/yaml", EMPTY);

    assertThat(admin.get("/status/ready").statusCode()).isEqualTo(200);
    assertThat(admin.get("/status/ready").body()).isEqualTo("{\"message\":\"ready\"}");

    admin.reloader.close();
    assertThat(admin.get("/status/ready").statusCode()).isEqualTo(503);
  }

  @Test
  void tells_connections_memory_and_the_hash_of_the_configuration() {
    assertThat(admin.json("/status").get("configuration_hash").asString())
        .isEqualTo("0".repeat(32));
    admin.post("/config", "application/yaml", EMPTY);
    JsonNode status = admin.json("/status");
    assertThat(status.get("configuration_hash").asString())
        .isEqualTo(admin.reloader.current().hash());
    assertThat(status.at("/server/connections_active").asInt()).isEqualTo(4);
    assertThat(status.at("/server/connections_writing").asInt()).isEqualTo(1);
    assertThat(status.at("/server/total_requests").asInt()).isEqualTo(77);
    assertThat(status.at("/database/reachable").asBoolean()).isTrue();
    assertThat(status.at("/memory/workers_lua_vms/0/http_allocated_gc").asString())
        .matches("\\d+\\.\\d MiB");
  }

  @Test
  void exports_metrics_as_prometheus_text() {
    HttpResponse<String> metrics = admin.get("/metrics");
    assertThat(metrics.headers().firstValue("content-type")).contains("text/plain; charset=UTF-8");
    assertThat(metrics.body()).contains("kong_node_info{").endsWith("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nope", "/services/x/nope", "/status/nope", "/schemas", "/schemas/plugins/a/b",
        "/services/a/routes/b/plugins", "/targets", "/%00", "/status/%2e%2e", "/services/x"
      })
  void answers_404_at_unknown_paths(String path) {
    HttpResponse<String> answer = admin.get(path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("\"message\":");
    assertThat(answer.headers().firstValue("content-type"))
        .contains("application/json; charset=utf-8");
  }

  @ParameterizedTest
  @CsvSource({
    "/sample, 200, 'sample null GET '",
    "/sample/word, 200, sample null GET word",
    "/sample/id/a/b, 200, sample id GET a/b",
    "/sample/nothing, 404, '{\"message\":\"Not found\"}'",
  })
  void asks_plugins_for_what_is_under_their_names(String path, int status, String body) {
    HttpResponse<String> answer = admin.get(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /status, 'GET, HEAD, OPTIONS'",
    "DELETE, /metrics, 'GET, HEAD, OPTIONS'",
    "PUT, /config, 'GET, HEAD, OPTIONS, POST'",
    "GET, /schemas/plugins/validate, 'OPTIONS, POST'",
    "PATCH, /services, 'GET, HEAD, OPTIONS'",
    "POST, /services/x, 'GET, HEAD, OPTIONS'",
    "BREW, /, 'GET, HEAD, OPTIONS'",
  })
  void answers_405_and_names_the_methods(String method, String path, String allowed) {
    HttpResponse<String> answer = admin.send(method, path, "", new byte[0]);
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).contains(allowed);
    assertThat(answer.body()).isEqualTo("{\"message\":\"Method not allowed\"}");
  }

  @Test
  void answers_head_and_options_without_a_body() {
    HttpResponse<String> head = admin.send("HEAD", "/status", "", new byte[0]);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    HttpResponse<String> options = admin.send("OPTIONS", "/services", "", new byte[0]);
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("access-control-allow-origin")).isEmpty();
  }

  @Test
  void takes_a_trailing_slash() {
    assertThat(admin.get("/status/").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.test\r\n",
        "Host: 127.0.0.1.evil.test\r\n",
        "Host: localhost.evil.test:8001\r\n",
        "Host: 10.0.0.1\r\n",
        "Host: [::2]:8001\r\n",
      })
  void refuses_foreign_names_on_a_loopback_address(String host) {
    assertThat(admin.raw("GET /status HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
  }

  /// Framing and grammar are the proxy's, so is the form of what it refuses.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\r\n\r\n",
        "GET /status HTTP/1.1\r\n\r\n",
        "GET /status HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /status HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET /status HTTP/1.1\r\nHost : localhost\r\n\r\n",
        "GET /sta tus HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /routes?size=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n",
        "POST /config HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /config HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
      })
  void refuses_what_is_malformed_in_json(String request) {
    String answer = admin.raw(request);
    assertThat(answer)
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .contains("\r\nContent-Type: application/json; charset=utf-8\r\n")
        .contains("\r\nDate: ")
        .containsIgnoringCase("\r\nconnection: close\r\n")
        .endsWith("\r\n\r\n{\"message\":\"Bad request\"}");
    assertThat(admin.door.swaps()).isZero();
  }

  @Test
  void refuses_a_head_that_is_too_long_and_a_version_it_does_not_speak() {
    String host = " HTTP/1.1\r\nHost: localhost\r\n";
    assertThat(admin.raw("GET /" + "a".repeat(9000) + host + "\r\n"))
        .startsWith("HTTP/1.1 414 ")
        .endsWith("{\"message\":\"URI too long\"}");
    assertThat(admin.raw("GET /" + host + ("X: " + "a".repeat(8000) + "\r\n").repeat(5) + "\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .endsWith("{\"message\":\"Request header or cookie too large\"}");
    assertThat(admin.raw("GET / HTTP/3.0\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 505 ");
  }

  @Test
  void answers_pipelined_requests_in_order() {
    String head = " HTTP/1.1\r\nHost: localhost\r\n";
    String answers =
        admin.raw(
            "GET /status/ready"
                + head
                + "\r\nPOST /config"
                + head
                + "Content-Type: application/yaml\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(EMPTY.length())
                + "\r\n"
                + EMPTY
                + "\r\n0\r\n\r\nGET /status/ready"
                + head
                + "Connection: close\r\n\r\n");
    assertThat(answers)
        .containsSubsequence("HTTP/1.1 503 ", "HTTP/1.1 201 ", "HTTP/1.1 200 ", "\"ready\"");
  }

  @Test
  void gives_head_the_length_that_get_has() {
    String asked = " /plugins/enabled HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    String get = admin.raw("GET" + asked);
    String head = admin.raw("HEAD" + asked);
    int body = get.indexOf("\r\n\r\n") + 4;
    assertThat(head).endsWith("\r\n\r\n");
    assertThat(get.substring(0, body)).contains("\r\nContent-Length: ");
    assertThat(head.replaceAll("Date: .*", ""))
        .isEqualTo(get.substring(0, body).replaceAll("Date: .*", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:8001", "127.0.0.1:8001", "127.8.8.8", "[::1]:1"})
  void answers_to_every_local_name(String host) {
    assertThat(admin.raw("GET /status HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.test\r\n",
        "Origin: null\r\n",
        "Origin: http://localhost:1\r\n",
        "Origin: garbage here\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
      })
  void refuses_changes_from_other_origins(String header) {
    assertThat(post(header)).startsWith("HTTP/1.1 403 ");
    assertThat(admin.door.swaps()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Origin: http://localhost:8001\r\n", "Sec-Fetch-Site: same-origin\r\n"})
  void takes_changes_from_its_own_origin_and_from_tools(String header) {
    assertThat(post(header)).startsWith("HTTP/1.1 201 ");
  }

  private String post(String header) {
    return admin.raw(
        "POST /config HTTP/1.1\r\nHost: localhost:8001\r\n"
            + header
            + "Content-Type: text/plain\r\nContent-Length: "
            + EMPTY.length()
            + "\r\nConnection: close\r\n\r\n"
            + EMPTY);
  }

  @Test
  void says_that_its_address_is_taken() {
    Settings.Listen taken = new Settings.Listen("127.0.0.1", admin.port());
    AdminServer.Parts parts =
        new AdminServer.Parts(
            new Node("id", "v", "h"),
            TestAdmin.CATALOGUE,
            admin.loader,
            admin.reloader,
            admin.door,
            admin.metrics);
    assertThatThrownBy(() -> new AdminServer(taken, parts).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void answers_other_clients_while_one_sends_nothing() throws Exception {
    List<Socket> idle = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), admin.port());
      socket
          .getOutputStream()
          .write("POST /config HTTP/1.1\r\nHost: localhost\r\nContent-Le".getBytes(US_ASCII));
      idle.add(socket);
    }
    assertThat(admin.get("/status").statusCode()).isEqualTo(200);
    for (Socket socket : idle) {
      socket.close();
    }
  }
}
