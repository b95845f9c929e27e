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

  /// `A` allows and `D` denies; the resource follows, in which `~` is the ARN up to the method.
  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          A ~/GET/a/b              | GET /a/b         | 200
          A ~/GET/a/b              | GET /a/c         | implicit
          A ~/GET/a/b              | POST /a/b        | implicit
          A ~/GET/a                | GET /a/b         | implicit
          A ~/GET/A                | GET /a           | implicit
          A *                      | DELETE /z        | 200
          A ~/GET/a/*              | GET /a/b/c/d     | 200
          A ~/GET/a/*              | GET /a           | implicit
          A ~/GET/a/*/d            | GET /a/b/c/d     | 200
          A ~/*/a                  | PUT /a           | 200
          A ~/GET/a?               | GET /ab          | 200
          A ~/GET/a?               | GET /abc         | implicit
          A ~/GET/a?               | GET /a           | implicit
          A ~/GET/a.c              | GET /abc         | implicit
          A ~/GET/[a-z]            | GET /b           | implicit
          A ~/GET/                 | GET /            | 200
          A ~/GET/a                | GET /a?x=/b      | 200
          A ~/GET/pub/*            | GET /pub/../adm  | implicit
          A ~/GET/pub/*            | GET /pub/%2e%2e/adm | implicit
          A * D ~/GET/admin        | GET /%61dmin     | explicit
          A * D ~/GET/admin        | GET //admin      | explicit
          D ~/GET/b A *            | GET /b           | explicit
          D ~/GET/c A *            | GET /b           | 200
          D *                      | GET /b           | explicit
          """)
  void evaluates_policies_as_iam_does(String statements, String line, String verdict)
      throws Exception {
    List<String> written = new ArrayList<>();
    String[] words = statements.split(" ");
    for (int i = 0; i < words.length; i += 2) {
      written.add(
          "{\"Action\":\"execute-api:Invoke\",\"Effect\":\"%s\",\"Resource\":\"%s\"}"
              .formatted(words[i].equals("A") ? "Allow" : "Deny", words[i + 1].replace("~", ARN)));
    }
    expect(verdict, "[" + String.join(",", written) + "]", line);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{"Action":"*","Effect":"Allow","Resource":"*"}]                                  | 200
          {"Action":"EXECUTE-API:*","Effect":"Allow","Resource":"*"}                        | 200
          [{"Action":["s3:Get","execute-api:Invoke"],"Effect":"Allow","Resource":["x","*"]}]| 200
          [{"Action":"s3:GetObject","Effect":"Allow","Resource":"*"}]                       | implicit
          []                                                                                | implicit
          [{"NotAction":"s3:*","Effect":"Allow","Resource":"*"}]                            | 200
          [{"NotAction":"execute-api:Invoke","Effect":"Allow","Resource":"*"}]              | implicit
          [{"Action":"*","Effect":"Allow","NotResource":"*/GET/b"}]                         | implicit
          [{"Action":"*","Effect":"Allow","NotResource":"*/GET/c"}]                         | 200
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}}]    | 200
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}] | implicit
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"127.0.0.1"}}}]   | implicit
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"StringLike":{"aws:UserAgent":"*"}}}]            | implicit
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"Magic":{"a":"b"}}}]                             | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"IpAddress":{"aws:Other":"127.0.0.1"}}}]         | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"x"}}}]              | 500
          [{"Action":"*","Effect":"allow","Resource":"*"}]                                  | 500
          [{"Action":"*","Resource":"*"}]                                                   | 500
          [{"Effect":"Allow","Resource":"*"}]                                               | 500
          [{"Action":"*","Effect":"Allow"}]                                                 | 500
          [{"Action":"*","NotAction":"*","Effect":"Allow","Resource":"*"}]                  | 500
          [{"Action":1,"Effect":"Allow","Resource":"*"}]                                    | 500
          [{"Action":"*","Effect":"Allow","Resource":[]}]                                   | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Principal":"*"}]                  | 500
          [{"Action":"*","Effect":"Deny","Effect":"Allow","Resource":"*"}]                  | 500
          [{"Action":"*","Effect":"Allow ","Resource":"*"}]                                 | 500
          [{"Action":"*","effect":"Allow","Resource":"*"}]                                  | 500
          [{"Action":"*","Effect":["Allow"],"Resource":"*"}]                                | 500
          [{"Action":"*","Effect":true,"Resource":"*"}]                                     | 500
          [{"Action":"*","Effect":"Allow","Resource":["*",1]}]                              | 500
          [{"Action":"*","Effect":"Allow","Resource":[["*"]]}]                              | 500
          [{"Action":"*","Effect":"Allow","Resource":null}]                                 | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","NotResource":"x"}]                | 500
          [[{"Action":"*","Effect":"Allow","Resource":"*"}]]                                | 500
          [{"Action":"*","Effect":"Allow","Resource":"*"},null]                             | 500
          [{"Action":"execute-api:Invoke ","Effect":"Allow","Resource":"*"}]                | implicit
          [{"Action":"execute-api:Invok?","Effect":"Allow","Resource":"*"}]                 | 200
          [{"Action":"","Effect":"Allow","Resource":"*"}]                                   | implicit
          [{"Action":"execute-api:ManageConnections","Effect":"Allow","Resource":"*"}]      | implicit
          [{"Action":"*","Effect":"Allow","Resource":""}]                                   | implicit
          [{"Action":"*","Effect":"Allow","Resource":"arn:aws:execute-api:*:*:other/*"}]    | implicit
          [{"Action":"*","Effect":"Allow","Resource":"arn:aws:s3:::*"}]                     | implicit
          [{"Action":"*","Effect":"Allow","Resource":"*"},{"NotAction":"s3:*","Effect":"Deny","Resource":"*"}]             | explicit
          [{"Action":"*","Effect":"Allow","Resource":"*"},{"Action":"*","Effect":"Deny","NotResource":"*/GET/c"}]          | explicit
          [{"Action":"*","Effect":"Allow","Resource":"*"},{"Action":"EXECUTE-API:INVOKE","Effect":"Deny","Resource":"*"}]  | explicit
          [{"Action":"*","Effect":"Allow","Resource":"*"},{"Action":"*","Effect":"Deny","Resource":"*/${aws:username}"}]   | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"StringLike":{"aws:UserAgent":"${aws:userid}"}}}]    | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"StringNotEquals":{"aws:UserAgent":"x"}}}]           | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:UserAgent":"x"}}}]      | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"StringEquals":{"aws:UserAgent":[]}}}]               | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":["x"]}]                                               | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"IpAddress":"127.0.0.1"}}]                           | 500
          ["Allow"]                                                                         | 500
          "Allow"                                                                           | 500
          null                                                                              | 500
          """)
  void understands_a_statement_whole_or_not_at_all(String statement, String verdict)
      throws Exception {
    expect(verdict, statement, "GET /b");
  }

  private static void expect(String verdict, String statement, String line) throws Exception {
    try (PeerGate gate = gate("").answeringJson(policy("u", statement))) {
      RawHttp.Reply reply = ask(gate, line);
      switch (verdict) {
        case "200" -> assertThat(reply.status()).isEqualTo(200);
        case "implicit" ->
            assertThat(message(reply)).isEqualTo("User is not authorized to access this resource");
        case "explicit" ->
            assertThat(message(reply))
                .isEqualTo("User is not authorized to access this resource with an explicit deny");
        default -> assertThat(message(reply)).isEqualTo("An unexpected error occurred");
      }
      assertThat(reply.status())
          .isEqualTo(verdict.equals("200") ? 200 : verdict.equals("500") ? 500 : 403);
      assertThat(gate.service().waiting()).isEqualTo(verdict.equals("200") ? 1 : 0);
    }
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
