package gatehouse.plugin.access;

import static gatehouse.plugin.cases.PeerGate.response;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.plugin.cases.PeerGate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The agent is a real server that speaks OPA's data API.
final class OpaTest {
  private static PeerGate gate(String config) throws Exception {
    return new PeerGate(
        "{name: opa, config: {opa_host: 127.0.0.1, opa_port: {PORT}, opa_path: /v1/data/g/allow%s}}"
            .formatted(config));
  }

  @Test
  void the_policy_sees_the_request() throws Exception {
    String config =
        ", include_service_in_opa_input: true, include_route_in_opa_input: true,"
            + " include_body_in_opa_input: true, include_parsed_json_body_in_opa_input: true";
    try (PeerGate gate = gate(config).answeringJson("{\"result\":true}")) {
      try (RawHttp client = gate.gate().connect()) {
        String request =
            "POST /a/../b/%%63?x=1&x=2&y HTTP/1.1\r\nHost: Gate.Test:77\r\nX-A: 1\r\nX-A: 2\r\n"
                + "Content-Length: 7\r\n\r\n{\"k\":1}";
        assertThat(client.send(request.replace("%%", "%")).read().status()).isEqualTo(200);
      }
      Origin.Seen seen = gate.peer().next();
      assertThat(seen.line()).isEqualTo("POST /v1/data/g/allow HTTP/1.1");
      JsonNode input = new JsonMapper().readTree(seen.body()).path("input");
      JsonNode http = input.at("/request/http");
      assertThat(http.path("host").asString()).isEqualTo("gate.test");
      assertThat(http.path("port").asInt()).isEqualTo(77);
      assertThat(http.path("method").asString()).isEqualTo("POST");
      assertThat(http.path("scheme").asString()).isEqualTo("http");
      assertThat(http.path("path").asString()).isEqualTo("/b/c");
      assertThat(http.path("querystring").toString()).isEqualTo("{\"x\":[\"1\",\"2\"],\"y\":true}");
      assertThat(http.at("/headers/x-a").toString()).isEqualTo("[\"1\",\"2\"]");
      assertThat(http.path("body").asString()).isEqualTo("{\"k\":1}");
      assertThat(http.at("/parsed_body/k").asInt()).isEqualTo(1);
      assertThat(input.path("client_ip").asString()).isEqualTo("127.0.0.1");
      assertThat(input.at("/service/name").asString()).isEqualTo("s");
      assertThat(input.at("/route/name").asString()).isEqualTo("r");
      assertThat(input.has("consumer")).isFalse();
    }
  }

  @Test
  void the_policy_decides() throws Exception {
    try (PeerGate gate = gate("")) {
      assertThat(gate.answeringJson("{\"result\":true}").send("GET /").status()).isEqualTo(200);
      RawHttp.Reply plain = gate.answeringJson("{\"result\":false}").send("GET /");
      assertThat(plain.status()).isEqualTo(403);
      assertThat(plain.body()).contains("\"message\":\"unauthorized\"");
      RawHttp.Reply full =
          gate.answeringJson(
                  """
                  {"result":{"allow":false,"status":401,"message":"who?",
                  "headers":{"WWW-Authenticate":"Basic","X-N":5}}}\
                  """)
              .send("GET /");
      assertThat(full.status()).isEqualTo(401);
      assertThat(full.body()).contains("\"message\":\"who?\"");
      assertThat(full.header("www-authenticate")).isEqualTo("Basic");
      assertThat(full.header("x-n")).isEqualTo("5");
      RawHttp.Reply object =
          gate.answeringJson("{\"result\":{\"allow\":false,\"message\":{\"code\":7}}}")
              .send("GET /");
      assertThat(object.status()).isEqualTo(403);
      assertThat(object.body()).isEqualTo("{\"code\":7}");
      assertThat(gate.service().waiting()).isOne();
    }
  }

  @Test
  void headers_of_the_policy_replace_those_of_the_client() throws Exception {
    String allow =
        "{\"result\":{\"allow\":true,\"headers\":{\"X-Who\":\"alice\",\"X-More\":\"m\"}}}";
    try (PeerGate gate = gate(", upstream_headers: [X-Who, X-Role]").answeringJson(allow)) {
      assertThat(gate.send("GET /", "X-Who: root", "X-Role: root").status()).isEqualTo(200);
      Origin.Seen seen = gate.service().next();
      assertThat(seen.headers("x-who")).containsExactly("alice");
      assertThat(seen.header("x-role")).isNull();
      assertThat(seen.header("x-more")).isNull();
    }
    try (PeerGate gate = gate("").answeringJson(allow)) {
      assertThat(gate.send("GET /", "X-More: c").status()).isEqualTo(200);
      assertThat(gate.service().next().headers("x-more")).containsExactly("m");
    }
  }

  @Test
  void what_is_no_decision_closes_the_gate() throws Exception {
    List<String> answers = new ArrayList<>();
    answers.add(response(500, "", "{\"result\":true}"));
    answers.add(response(201, "", "{\"result\":true}"));
    answers.add(response(302, "Location: http://127.0.0.1:1/", ""));
    answers.add("nonsense\r\nConnection: close\r\n\r\n");
    for (String body :
        List.of(
            "",
            "{}",
            "true",
            "{\"result\":null}",
            "{\"result\":\"true\"}",
            "{\"result\":1}",
            "{\"result\":[true]}",
            "{\"result\":{}}",
            "{\"result\":{\"allow\":\"true\"}}",
            "{\"result\":{\"allow\":null}}",
            "{\"result\":{\"allow\":false,\"status\":99}}",
            "{\"result\":{\"allow\":false,\"status\":\"403\"}}",
            "{\"result\":{\"allow\":true,\"headers\":[]}}",
            "{\"result\":{\"allow\":true,\"headers\":{\"Content-Length\":\"1\"}}}",
            "{\"result\":{\"allow\":true,\"headers\":{\"a b\":\"1\"}}}",
            "{\"result\":{\"allow\":true,\"headers\":{\"a\":[\"1\"]}}}",
            "{\"result\":false,\"result\":true}",
            "{\"result\":true}{\"result\":true}",
            "{\"result\":true,\"x\":\"" + "x".repeat(70_000) + "\"}")) {
      answers.add(response(200, "", body));
    }
    try (PeerGate gate = gate("")) {
      for (String answer : answers) {
        RawHttp.Reply reply = gate.answering(answer).send("GET /");
        assertThat(reply.status()).as(answer).isEqualTo(500);
        assertThat(reply.body()).contains("An unexpected error occurred");
      }
      assertThat(gate.answering(null).send("GET /").status()).isEqualTo(500);
      assertThat(gate.service().waiting()).isZero();
    }
  }

  @Test
  void a_header_cannot_break_its_line() throws Exception {
    try (PeerGate gate =
        gate("")
            .answeringJson(
                "{\"result\":{\"allow\":true,\"headers\":{\"X-A\":\"1\\r\\nX-B: 2\"}}}")) {
      assertThat(gate.send("GET /").status()).isEqualTo(200);
      Origin.Seen seen = gate.service().next();
      assertThat(seen.header("x-b")).isNull();
    }
  }
}
