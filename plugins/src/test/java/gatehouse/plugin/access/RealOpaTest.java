package gatehouse.plugin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A real Open Policy Agent with policies in Rego. `GATEHOUSE_OPA` names the program; without it
/// the tests are skipped.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealOpaTest {
  private static final String POLICY =
      """
      package gateway

      import rego.v1

      http := input.request.http

      default allow := false

      allow if {
        http.method == "GET"
        startswith(http.path, "/public/")
      }

      allow if {
        http.method in {"GET", "HEAD"}
        http.path == sprintf("/users/%s", [input.consumer.username])
      }

      allow if {
        http.method == "POST"
        http.path == "/payments"
        http.parsed_body.amount <= 100
        not is_array(http.headers["x-tenant"])
        http.headers["x-tenant"] == "t1"
        http.querystring.dry == true
      }

      allow if {
        http.path == "/from-here"
        net.cidr_contains("127.0.0.0/8", input.client_ip)
        input.service.name == "s"
        input.route.name == "r"
      }

      decision := {"allow": true, "headers": {"X-Policy": "yes"}} if allow

      decision := {
        "allow": false,
        "status": 401,
        "message": "Who are you?",
        "headers": {"WWW-Authenticate": "Key"},
      } if {
        not allow
        input.consumer.username == "guest"
      }

      decision := {"allow": false} if {
        not allow
        input.consumer.username != "guest"
      }

      text := "true"

      clash := true if http.method == "GET"

      clash := false if http.path == "/"
      """;

  private @Nullable Process agent;
  private int port;
  private Origin service;

  @BeforeAll
  void startAgent(@TempDir Path folder) throws Exception {
    String program = System.getenv("GATEHOUSE_OPA");
    assumeTrue(program != null, "set GATEHOUSE_OPA to the program of a real Open Policy Agent");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path policy = Files.writeString(folder.resolve("gateway.rego"), POLICY);
    agent =
        new ProcessBuilder(
                Objects.requireNonNull(program),
                "run",
                "--server",
                "--disable-telemetry",
                "--log-level=error",
                "--addr=127.0.0.1:" + port,
                policy.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("agent.log").toFile())
            .start();
    URI health = URI.create("http://127.0.0.1:" + port + "/health");
    try (HttpClient client = HttpClient.newHttpClient()) {
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() ->
              client
                      .send(HttpRequest.newBuilder(health).build(), BodyHandlers.discarding())
                      .statusCode()
                  == 200);
    }
    service = Origin.answering(Origin.OK);
  }

  @AfterAll
  void stopAgent() throws IOException {
    if (agent != null) {
      agent.destroy();
      service.close();
    }
  }

  private TestGate gate(String rule) throws Exception {
    return TestGate.with(
        Plugins.CATALOGUE_CLASSES,
        """
        services:
        - {name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/]}]}
        plugins:
        - {name: key-auth, config: {anonymous: guest}}
        - name: opa
          config:
            opa_host: 127.0.0.1
            opa_port: %d
            opa_path: /v1/data/gateway/%s
            include_consumer_in_opa_input: true
            include_service_in_opa_input: true
            include_route_in_opa_input: true
            include_parsed_json_body_in_opa_input: true
        consumers: [{username: guest}, {username: alice, keyauth_credentials: [{key: ka}]}]
        """
            .formatted(service.port(), port, rule));
  }

  private static RawHttp.Reply send(TestGate gate, String line, String fields, String body)
      throws Exception {
    List<String> lines = new ArrayList<>(List.of(line + " HTTP/1.1", "Host: a"));
    if (!fields.isEmpty()) {
      lines.addAll(List.of(fields.split(";", -1)));
    }
    if (!body.isEmpty()) {
      lines.add("Content-Type: application/json");
      lines.add("Content-Length: " + body.length());
    }
    try (RawHttp client = gate.connect()) {
      return client.send(String.join("\r\n", lines) + "\r\n\r\n" + body).read();
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /public/a               |                         |                | 200
          GET /public/%2e%2e/users/x  |                         |                | 403
          GET /public/../private      |                         |                | 403
          DELETE /public/a            |                         |                | 403
          GET /users/alice            | apikey: ka              |                | 200
          GET /users/bob              | apikey: ka              |                | 403
          GET /users/alice            |                         |                | 403
          GET /users/guest            |                         |                | 200
          GET /users/alice            | X-Consumer-Username: alice |             | 403
          POST /payments?dry          | X-Tenant: t1            | {"amount":100} | 200
          POST /payments?dry          | X-Tenant: t1            | {"amount":101} | 403
          POST /payments?dry          | X-Tenant: t1            | {"amount":"5"} | 403
          POST /payments?dry          | X-Tenant: t1            | {"amount":     | 403
          POST /payments?dry          | X-Tenant: t1            |                | 403
          POST /payments              | X-Tenant: t1            | {"amount":1}   | 403
          POST /payments?dry          | X-Tenant: t1;X-Tenant: t1 | {"amount":1} | 403
          POST /payments?dry          | X-Tenant: t2            | {"amount":1}   | 403
          GET /from-here              |                         |                | 200
          """)
  void a_rule_decides_by_what_the_gateway_knows(
      String line, @Nullable String fields, @Nullable String body, int status) throws Exception {
    try (TestGate gate = gate("allow")) {
      int before = service.waiting();
      RawHttp.Reply reply =
          send(gate, line, fields == null ? "" : fields, body == null ? "" : body);
      assertThat(reply.status()).isEqualTo(status);
      assertThat(service.waiting() - before).isEqualTo(status == 200 ? 1 : 0);
      if (status == 403) {
        assertThat(reply.body()).contains("\"message\":\"unauthorized\"");
      }
    }
  }

  @Test
  void a_decision_has_a_status_a_message_and_headers() throws Exception {
    try (TestGate gate = gate("decision")) {
      while (service.waiting() > 0) {
        service.next();
      }
      assertThat(send(gate, "GET /public/a", "X-Policy: forged", "").status()).isEqualTo(200);
      assertThat(service.next().headers("x-policy")).containsExactly("yes");
      RawHttp.Reply refused = send(gate, "GET /private", "apikey: ka", "");
      assertThat(refused.status()).isEqualTo(403);
      RawHttp.Reply unknown = send(gate, "GET /private", "", "");
      assertThat(unknown.status()).isEqualTo(401);
      assertThat(unknown.body()).contains("\"message\":\"Who are you?\"");
      assertThat(unknown.header("www-authenticate")).isEqualTo("Key");
      assertThat(service.waiting()).isZero();
    }
  }

  /// A rule that is not there, is undefined, is no decision, or contradicts itself.
  @ParameterizedTest
  @CsvSource({"nothing", "text", "clash", "http", "allow/deeper"})
  void what_is_no_decision_closes_the_gate(String rule) throws Exception {
    try (TestGate gate = gate(rule)) {
      int before = service.waiting();
      assertThat(send(gate, "GET /", "", "").status()).isEqualTo(500);
      assertThat(service.waiting()).isEqualTo(before);
    }
  }
}
