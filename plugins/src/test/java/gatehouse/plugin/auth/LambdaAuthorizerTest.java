package gatehouse.plugin.auth;

import static gatehouse.plugin.cases.PeerGate.response;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.plugin.cases.PeerGate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The authorizer is a real server; every answer that is no decision must close the gate.
final class LambdaAuthorizerTest {
  private static final String ARN = "arn:aws:execute-api:local:000000000000:gatehouse/default";
  private static final String ALLOW_ALL =
      policy("u", "{\"Action\":\"execute-api:Invoke\",\"Effect\":\"Allow\",\"Resource\":\"*\"}");

  private static PeerGate gate(String config) throws Exception {
    return gate(config, "");
  }

  private static PeerGate gate(String config, String more) throws Exception {
    return new PeerGate(
        "{name: lambda-authorizer, config: {url: 'http://127.0.0.1:{PORT}/authorize'%s}}"
            .formatted(config),
        more);
  }

  private static String policy(String principal, String statement) {
    return """
    {"principalId":"%s","policyDocument":{"Version":"2012-10-17","Statement":%s}}\
    """
        .formatted(principal, statement);
  }

  private static RawHttp.Reply ask(PeerGate gate, String line) throws Exception {
    return gate.send(line, "Authorization: tok");
  }

  private static String message(RawHttp.Reply reply) {
    JsonNode json = new JsonMapper().readTree(reply.body());
    return json.path("message").stringValue("");
  }

  private static JsonNode event(PeerGate gate) throws Exception {
    return new JsonMapper().readTree(gate.peer().next().body());
  }

  @Test
  void what_is_no_decision_closes_the_gate_and_is_not_kept() throws Exception {
    String good = "\"policyDocument\":{\"Statement\":[]}";
    List<String> answers = new ArrayList<>();
    answers.add(response(500, "", ALLOW_ALL));
    answers.add(response(302, "Location: http://127.0.0.1:1/", ""));
    answers.add("HTTP/1.1 204 None\r\n\r\n");
    answers.add("HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\n{");
    answers.add("nonsense\r\nConnection: close\r\n\r\n");
    for (String body :
        List.of(
            "",
            "allow",
            "[]",
            "true",
            "null",
            ALLOW_ALL + "x",
            "{" + good + "}",
            "{\"principalId\":\"\"," + good + "}",
            "{\"principalId\":7," + good + "}",
            "{\"principalId\":\"u\"}",
            "{\"principalId\":\"u\",\"policyDocument\":\"allow\"}",
            "{\"principalId\":\"u\",\"policyDocument\":{}}",
            "{\"principalId\":\"u\\r\\nX: y\"," + good + "}",
            "{\"principalId\":\"u\"," + good + ",\"context\":{\"a\":{\"b\":1}}}",
            "{\"principalId\":\"u\"," + good + ",\"context\":{\"a\":[1]}}",
            "{\"principalId\":\"u\"," + good + ",\"context\":{\"a\":\"x\\ny\"}}",
            "{\"principalId\":\"u\"," + good + ",\"context\":[]}",
            "{\"isAuthorized\":true}",
            "{\"errorMessage\":\"boom\"}",
            "{\"principalId\":\"u\",\"a\":\"" + "x".repeat(70_000) + "\"}")) {
      answers.add(response(200, "", body));
    }
    try (PeerGate gate = gate("")) {
      for (String answer : answers) {
        RawHttp.Reply reply = ask(gate.answering(answer), "GET /");
        assertThat(reply.status()).as(answer).isEqualTo(500);
        assertThat(message(reply)).isEqualTo("An unexpected error occurred");
      }
      assertThat(ask(gate.answering(null), "GET /").status()).isEqualTo(500);
      assertThat(gate.service().waiting()).isZero();
      assertThat(ask(gate.answeringJson(ALLOW_ALL), "GET /").status()).isEqualTo(200);
    }
  }

  @Test
  void an_authorizer_that_hangs_or_is_gone_closes_the_gate() throws Exception {
    try (PeerGate gate = gate(", timeout: 200").answering("HTTP/1.1 200 OK\r\n")) {
      assertThat(ask(gate, "GET /").status()).isEqualTo(500);
      gate.peer().close();
      assertThat(ask(gate, "GET /").status()).isEqualTo(500);
      assertThat(gate.service().waiting()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"401, 401, Unauthorized", "403, 403, Forbidden"})
  void the_authorizers_own_refusals_are_the_clients(int status, int answered, String message)
      throws Exception {
    try (PeerGate gate = gate(", realm: r").answering(response(status, "", ALLOW_ALL))) {
      RawHttp.Reply reply = ask(gate, "GET /");
      assertThat(reply.status()).isEqualTo(answered);
      assertThat(message(reply)).isEqualTo(message);
      assertThat(reply.header("www-authenticate"))
          .isEqualTo(status == 401 ? "Bearer realm=\"r\"" : null);
    }
  }

  @Test
  void a_thrown_unauthorized_is_401() throws Exception {
    try (PeerGate gate = gate("").answeringJson("{\"errorMessage\":\"Unauthorized\"}")) {
      assertThat(ask(gate, "GET /").status()).isEqualTo(401);
    }
  }

  @Test
  void without_a_token_nobody_is_asked() throws Exception {
    try (PeerGate gate = gate(", token_validation_regex: 'Bearer [a-z]+'")) {
      gate.answeringJson(ALLOW_ALL);
      assertThat(gate.send("GET /").status()).isEqualTo(401);
      assertThat(gate.send("GET /", "Authorization: ").status()).isEqualTo(401);
      assertThat(gate.send("GET /", "Authorization: Bearer ABC").status()).isEqualTo(401);
      assertThat(gate.send("GET /", "Authorization: xBearer abc").status()).isEqualTo(401);
      assertThat(
              gate.send("GET /", "Authorization: Bearer abc", "Authorization: Bearer abc").status())
          .isEqualTo(401);
      assertThat(gate.peer().waiting()).isZero();
      assertThat(gate.service().waiting()).isZero();
      assertThat(gate.send("GET /", "Authorization: Bearer abc").status()).isEqualTo(200);
    }
  }

  @Test
  void a_token_event_is_exactly_that_of_api_gateway() throws Exception {
    try (PeerGate gate = gate(", headers: {X-Key: secret}").answeringJson(ALLOW_ALL)) {
      assertThat(gate.send("POST /pets/7?x=1", "Authorization: Bearer abc").status())
          .isEqualTo(200);
      Origin.Seen seen = gate.peer().next();
      assertThat(seen.line()).isEqualTo("POST /authorize HTTP/1.1");
      assertThat(seen.header("content-type")).isEqualTo("application/json");
      assertThat(seen.header("x-key")).isEqualTo("secret");
      assertThat(new JsonMapper().readTree(seen.body()))
          .isEqualTo(
              new JsonMapper()
                  .readTree(
                      """
                      {"type":"TOKEN","authorizationToken":"Bearer abc","methodArn":"%s/POST/pets/7"}\
                      """
                          .formatted(ARN)));
    }
  }

  @Test
  void a_request_event_has_everything_but_the_body() throws Exception {
    String sources = "[$request.header.X-Tok, method.request.querystring.b]";
    try (PeerGate gate = gate(", type: REQUEST, identity_sources: " + sources)) {
      gate.answeringJson(ALLOW_ALL);
      assertThat(
              gate.send(
                      "GET /p/q?a=1&a=2&b=%20z",
                      "X-Tok: t", "X-Many: 1", "X-Many: 2", "X-User-Id: forged", "User-Agent: ua")
                  .status())
          .isEqualTo(200);
      JsonNode event = event(gate);
      assertThat(event.path("type").asString()).isEqualTo("REQUEST");
      assertThat(event.path("methodArn").asString()).isEqualTo(ARN + "/GET/p/q");
      assertThat(event.at("/headers/X-Tok").asString()).isEqualTo("t");
      assertThat(event.at("/multiValueHeaders/X-Many").toString()).isEqualTo("[\"1\",\"2\"]");
      assertThat(event.at("/headers/X-User-Id").isMissingNode()).isTrue();
      assertThat(event.at("/queryStringParameters/b").asString()).isEqualTo(" z");
      assertThat(event.at("/multiValueQueryStringParameters/a").toString())
          .isEqualTo("[\"1\",\"2\"]");
      assertThat(event.at("/requestContext/identity/sourceIp").asString()).isEqualTo("127.0.0.1");
      assertThat(event.has("body")).isFalse();
    }
  }

  /// An authorizer may go by where a request came from, and by a header however it is spelled.
  @ParameterizedTest
  @ValueSource(strings = {"1.0", "2.0"})
  void an_event_tells_what_the_gateway_knows_and_not_what_a_client_claims(String version)
      throws Exception {
    String config =
        ", type: REQUEST, identity_sources: [$request.header.X-Tok], payload_format_version: '%s'"
            .formatted(version);
    try (PeerGate gate = gate(config).answeringJson(ALLOW_ALL)) {
      assertThat(
              gate.send(
                      "GET /",
                      "X-Tok: a",
                      "x-tok: b",
                      "X-Forwarded-For: 10.0.0.1",
                      "X_Forwarded_For: 10.0.0.2",
                      "X-Forwarded-Proto: https",
                      "X-Forwarded-Host: admin.test")
                  .status())
          .isEqualTo(200);
      JsonNode headers = event(gate).path("headers");
      boolean newer = version.equals("2.0");
      assertThat(headers.path(newer ? "x-forwarded-for" : "X-Forwarded-For").asString())
          .isEqualTo("10.0.0.1, 127.0.0.1");
      assertThat(headers.path(newer ? "x-forwarded-proto" : "X-Forwarded-Proto").asString())
          .isEqualTo("http");
      assertThat(headers.path(newer ? "x-tok" : "X-Tok").asString()).isEqualTo(newer ? "a,b" : "b");
      assertThat(headers.toString()).doesNotContain("10.0.0.2").doesNotContain("admin.test");
      assertThat(headers.size()).isEqualTo(5);
    }
  }

  @Test
  void the_newer_form_takes_a_plain_yes_or_no() throws Exception {
    String config =
        ", type: REQUEST, payload_format_version: '2.0', enable_simple_responses: true,"
            + " cache_ttl: 0";
    try (PeerGate gate = gate(config)) {
      gate.answeringJson("{\"isAuthorized\":true,\"context\":{\"plan\":\"gold\",\"n\":7}}");
      assertThat(ask(gate, "GET /a/b?q=1").status()).isEqualTo(200);
      Origin.Seen seen = gate.service().next();
      assertThat(seen.header("x-authorizer-plan")).isEqualTo("gold");
      assertThat(seen.header("x-authorizer-n")).isEqualTo("7");
      JsonNode event = event(gate);
      assertThat(event.path("version").asString()).isEqualTo("2.0");
      assertThat(event.path("routeKey").asString()).isEqualTo("GET /");
      assertThat(event.path("rawPath").asString()).isEqualTo("/a/b");
      assertThat(event.path("rawQueryString").asString()).isEqualTo("q=1");
      assertThat(event.path("identitySource").toString()).isEqualTo("[\"tok\"]");
      assertThat(event.at("/requestContext/http/protocol").asString()).isEqualTo("HTTP/1.1");
      assertThat(ask(gate.answeringJson("{\"isAuthorized\":false}"), "GET /").status())
          .isEqualTo(403);
      assertThat(ask(gate.answeringJson("{\"isAuthorized\":\"true\"}"), "GET /").status())
          .isEqualTo(500);
      assertThat(ask(gate.answeringJson("{}"), "GET /").status()).isEqualTo(500);
      assertThat(ask(gate.answeringJson(ALLOW_ALL), "GET /").status()).isEqualTo(200);
    }
  }

  @Test
  void a_kept_policy_is_evaluated_for_each_request() throws Exception {
    try (PeerGate gate = gate("")) {
      gate.answeringJson(
          policy(
              "u", "{\"Action\":\"*\",\"Effect\":\"Allow\",\"Resource\":\"" + ARN + "/GET/a\"}"));
      assertThat(ask(gate, "GET /a").status()).isEqualTo(200);
      assertThat(ask(gate, "GET /b").status()).isEqualTo(403);
      assertThat(ask(gate, "DELETE /a").status()).isEqualTo(403);
      assertThat(ask(gate, "GET /a").status()).isEqualTo(200);
      assertThat(gate.peer().waiting()).isOne();
    }
  }

  @Test
  void each_identity_is_asked_for_by_itself() throws Exception {
    String config = ", type: REQUEST, identity_sources: [$request.header.X-A, $request.header.X-B]";
    try (PeerGate gate = gate(config).answeringJson(ALLOW_ALL)) {
      gate.send("GET /", "X-A: 1", "X-B: 23");
      gate.send("GET /", "X-A: 12", "X-B: 3");
      gate.send("GET /", "X-A: 1", "X-B: 23");
      assertThat(gate.peer().waiting()).isEqualTo(2);
    }
  }

  /// A kept yes is for what was asked with, to the byte: whoever changes it is asked about anew.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Authorization: tok       | Authorization: tok2",
        "Authorization: tok       | Authorization: to",
        "Authorization: tok       | Authorization: TOK",
        "Authorization: tok       | Authorization: Bearer tok",
        "Authorization: tok       | Authorization: t ok",
        "Authorization: tok       | Authorization: tok,tok",
        "Authorization: tok       | Authorization: tok;x",
        "Authorization: \u00e9     | Authorization: \u00e8"
      })
  void a_kept_yes_is_for_no_other_token(String known, String other) throws Exception {
    try (PeerGate gate = gate("").answeringJson(ALLOW_ALL)) {
      assertThat(gate.send("GET /", known).status()).isEqualTo(200);
      gate.answering(response(401, "", ""));
      assertThat(gate.send("GET /", known).status()).as("kept").isEqualTo(200);
      assertThat(gate.send("GET /", other).status()).isEqualTo(401);
      assertThat(gate.peer().waiting()).isEqualTo(2);
    }
  }

  /// The same token at another place, or in two, is another identity or none.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$request.header.X-Tok        | GET /?X-Tok=good  | X-Other: 1                    | 0",
        "$request.header.X-Tok        | GET /             | Cookie: X-Tok=good            | 0",
        "$request.header.X-Tok        | GET /             | X_Tok: good                   | 0",
        "$request.header.X-Tok        | GET /             | X-Tok: good;X-Tok: good       | 1",
        "$request.querystring.tok     | GET /             | tok: good                     | 0",
        "$request.querystring.tok     | GET /?TOK=good    | X-Other: 1                    | 0",
        "$request.querystring.tok     | GET /?tok=        | X-Other: 1                    | 0",
        "$request.querystring.tok     | GET /?tok=good&tok=good | X-Other: 1              | 1",
        "$request.cookie.tok          | GET /?tok=good    | X-Other: 1                    | 0",
        "$request.cookie.tok          | GET /             | Cookie: TOK=good; xtok=good   | 0",
        "$request.cookie.tok          | GET /             | Cookie: tok=                  | 0",
        "$request.cookie.tok          | GET /             | Cookie: tok=evil; tok=good    | 1"
      })
  void a_token_elsewhere_is_not_the_one_that_is_known(
      String source, String line, String fields, int asked) throws Exception {
    try (PeerGate gate = gate(", type: REQUEST, identity_sources: [" + source + "]")) {
      gate.answeringJson(ALLOW_ALL);
      assertThat(gate.send("GET /?tok=good", "X-Tok: good", "Cookie: tok=good").status())
          .isEqualTo(200);
      gate.answering(response(401, "", ""));
      gate.peer().next();
      assertThat(gate.send(line, fields.split(";(?=X)", -1)).status()).isEqualTo(401);
      assertThat(gate.peer().waiting()).isEqualTo(asked);
      assertThat(gate.service().waiting()).isOne();
    }
  }

  @Test
  void those_who_ask_at_once_share_one_call() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    try (Origin authorizer =
            new Origin(_ -> {
              try {
                open.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return response(200, "", ALLOW_ALL);
            });
        PeerGate gate =
            new PeerGate(
                "{name: lambda-authorizer, config: {timeout: 20000, url: 'http://127.0.0.1:%d/'}}"
                    .formatted(authorizer.port()));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<RawHttp.Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        replies.add(clients.submit(() -> ask(gate, "GET /")));
      }
      authorizer.next();
      open.countDown();
      for (Future<RawHttp.Reply> reply : replies) {
        assertThat(reply.get().status()).isEqualTo(200);
      }
      assertThat(authorizer.waiting()).isZero();
    }
  }

  @Test
  void the_service_sees_what_was_decided_and_nothing_a_client_claims() throws Exception {
    String config =
        ", context_headers: {tenant: X-Tenant}, consumer_by: [username, custom_id],"
            + " groups_context_key: groups, hide_credentials: true";
    String people =
        "consumers: [{username: alice, custom_id: a-7}, {username: bob, custom_id: alice}]";
    try (PeerGate gate = gate(config, people)) {
      gate.answeringJson(
          ALLOW_ALL
              .replace("\"u\"", "\"a-7\"")
              .replaceFirst(
                  "\\{",
                  "{\"context\":{\"tenant\":\"t1\",\"ok\":true,\"Principal-Id\":\"root\",\"b"
                      + " d\":1,\"groups\":\"x, y\"},"));
      assertThat(
              gate.send(
                      "GET /",
                      "Authorization: tok",
                      "X-Tenant: forged",
                      "X-Authorizer-Principal-Id: forged",
                      "x_authorizer_anything: forged",
                      "X-Consumer-Username: forged")
                  .status())
          .isEqualTo(200);
      Origin.Seen seen = gate.service().next();
      assertThat(seen.head()).doesNotContain("forged").doesNotContain("tok");
      assertThat(seen.headers("x-tenant")).containsExactly("t1");
      assertThat(seen.headers("x-authorizer-ok")).containsExactly("true");
      assertThat(seen.headers("x-authorizer-principal-id")).containsExactly("a-7");
      assertThat(seen.header("x-consumer-username")).isEqualTo("alice");
      assertThat(seen.header("x-credential-identifier")).isEqualTo("a-7");
    }
  }

  @ParameterizedTest
  @CsvSource({"alice, 200, alice", "c-1, 403, ", "nobody, 403, "})
  void a_consumer_may_be_demanded(String principal, int status, String username) throws Exception {
    String people = "consumers: [{username: alice, custom_id: c-1}]";
    try (PeerGate gate =
        gate(", consumer_by: [username], consumer_optional: false", people)
            .answeringJson(ALLOW_ALL.replace("\"u\"", "\"" + principal + "\""))) {
      assertThat(ask(gate, "GET /").status()).isEqualTo(status);
      if (status == 200) {
        assertThat(gate.service().next().header("x-consumer-username")).isEqualTo(username);
      }
    }
  }

  @Test
  void the_anonymous_consumer_stands_in_for_401_only() throws Exception {
    try (PeerGate gate = gate(", anonymous: guest", "consumers: [{username: guest}]")) {
      assertThat(gate.send("GET /").status()).isEqualTo(200);
      assertThat(gate.service().next().header("x-consumer-username")).isEqualTo("guest");
      gate.answeringJson(policy("u", "[]"));
      assertThat(ask(gate, "GET /").status()).isEqualTo(403);
      gate.answeringJson("x");
      assertThat(gate.send("GET /", "Authorization: other").status()).isEqualTo(500);
      assertThat(gate.service().waiting()).isZero();
    }
  }

  @Test
  void an_arn_has_an_end() throws Exception {
    try (PeerGate gate = gate("").answeringJson(ALLOW_ALL)) {
      assertThat(ask(gate, "GET /" + "a".repeat(2000)).status()).isEqualTo(414);
      assertThat(gate.peer().waiting()).isZero();
    }
  }
}
