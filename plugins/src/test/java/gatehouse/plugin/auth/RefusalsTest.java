package gatehouse.plugin.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Of every plugin that decides who calls and what callers may: how it refuses (401 for who, 403
/// for what, 5xx when it can't tell), that it challenges as Kong and the RFCs say, and that each
/// refusal is counted and logged with its rule and a reason, without what the caller sent.
final class RefusalsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SECRET = "s3cr3t";

  /// Plugins of the route; fields of the request; status, challenge or `-`, plugin and rule.
  private static final String TABLE =
      """
      key-auth                                              |                            | 401 | Key                       | key-auth      | missing
      key-auth, config: {realm: r}                          | apikey: s3cr3t             | 401 | Key realm="r"             | key-auth      | unknown
      key-auth                                              | apikey: s3cr3t;apikey: s3cr3t | 401 | Key                    | key-auth      | duplicate
      key-auth                                              | apikey: old-s3cr3t         | 401 | Key                       | key-auth      | expired
      key-auth, config: {anonymous: ghost}                  |                            | 500 | -                         | key-auth      | anonymous
      basic-auth                                            |                            | 401 | Basic realm="service"     | basic-auth    | missing
      basic-auth, config: {realm: r}                        | Authorization: Basic bm9ib2R5OnMzY3IzdA== | 401 | Basic realm="r" | basic-auth | unknown
      basic-auth                                            | Authorization: Basic YWxpY2U6czNjcjN0     | 401 | Basic realm="service" | basic-auth | password
      basic-auth                                            | Authorization: Basic x;Authorization: Basic y | 401 | Basic realm="service" | basic-auth | duplicate
      hmac-auth                                             |                            | 401 | hmac                      | hmac-auth     | missing
      hmac-auth, config: {realm: r}                         | Authorization: hmac username="alice", algorithm="hmac-sha256", headers="date", signature="czNjcjN0" | 401 | hmac realm="r" | hmac-auth | date
      jwt                                                   |                            | 401 | Bearer                    | jwt           | missing
      jwt, config: {realm: r}                               | Authorization: Bearer s3cr3t | 401 | Bearer realm="r", error="invalid_token" | jwt | malformed
      ldap-auth, config: {ldap_host: 127.0.0.1, ldap_port: 1, base_dn: "dc=x", attribute: cn} | | 401 | LDAP                 | ldap-auth     | missing
      ldap-auth, config: {ldap_host: 127.0.0.1, ldap_port: 1, base_dn: "dc=x", attribute: cn, header_type: basic, realm: r} | | 401 | basic realm="r" | ldap-auth | missing
      ldap-auth, config: {ldap_host: 127.0.0.1, ldap_port: 1, base_dn: "dc=x", attribute: cn} | Authorization: ldap YWxpY2U6czNjcjN0 | 500 | - | ldap-auth | unreachable
      openid-connect, config: {issuer: "http://127.0.0.1:1/i"} |                         | 401 | Bearer realm="127.0.0.1"  | openid-connect | missing
      openid-connect, config: {issuer: "http://127.0.0.1:1/i", auth_methods: [bearer]} | Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzM2NyM3QifQ.AAAA | 503 | - | openid-connect | issuer
      mtls-auth, config: {ca_certificates: [11111111-1111-4111-8111-111111111111]} |     | 401 | -                         | mtls-auth     | missing
      header-cert-auth, config: {ca_certificates: [11111111-1111-4111-8111-111111111111], certificate_header_name: X-Cert, certificate_header_format: url_encoded} | | 401 | - | header-cert-auth | missing
      header-cert-auth, config: {secure_source: false, ca_certificates: [11111111-1111-4111-8111-111111111111], certificate_header_name: X-Cert, certificate_header_format: url_encoded} | X-Cert: nonsense | 401 | - | header-cert-auth | verification
      lambda-authorizer, config: {url: "http://127.0.0.1:1/", realm: r} |                | 401 | Bearer realm="r"          | lambda-authorizer | missing
      lambda-authorizer, config: {url: "http://127.0.0.1:1/", token_validation_regex: a} | Authorization: s3cr3t | 401 | Bearer | lambda-authorizer | malformed
      lambda-authorizer, config: {url: "http://127.0.0.1:1/", identity_sources: [$request.header.X-Api-Token]} | X-Api-Token: s3cr3t | 500 | - | lambda-authorizer | broken
      forward-auth, config: {url: "http://127.0.0.1:1/"}    | Cookie: s=s3cr3t           | 503 | -                         | forward-auth  | unavailable
      opa, config: {opa_host: 127.0.0.1, opa_port: 1, opa_path: /v1/data/a} | Authorization: s3cr3t | 500 | -              | opa           | broken
      acl, config: {allow: [staff]}                         |                            | 401 | -                         | acl           | unknown
      key-auth}, {name: acl, config: {allow: [staff]}       | apikey: good-s3cr3t        | 403 | -                         | acl           | allow
      key-auth}, {name: acl, config: {deny: [guests]}       | apikey: good-s3cr3t        | 403 | -                         | acl           | deny
      authz, config: {rules: [{roles: [staff]}]}            |                            | 401 | Bearer                    | authz         | default
      key-auth}, {name: authz, config: {rules: [{roles: [staff]}]} | apikey: good-s3cr3t | 403 | -                         | authz         | default
      key-auth}, {name: authz, config: {rules: [{name: no-one, effect: deny, roles: ["*"]}]} | apikey: good-s3cr3t | 403 | - | authz      | no-one
      step-up-auth, config: {acr_values: [a]}               |                            | 401 | Bearer acr_values="a"     | step-up-auth  | credential
      key-auth}, {name: step-up-auth, config: {acr_values: [a]} | apikey: good-s3cr3t    | 401 | Bearer error="insufficient_user_authentication", error_description="A different authentication level is required", acr_values="a" | step-up-auth | level
      key-auth}, {name: step-up-auth, config: {max_age: 5}  | apikey: good-s3cr3t        | 401 | Bearer error="insufficient_user_authentication", error_description="More recent authentication is required", max_age="5" | step-up-auth | age
      key-auth}, {name: step-up-auth, config: {totp: {header: X-Second}} | apikey: good-s3cr3t;X-Second: s3cr3t | 401 | Bearer error="insufficient_user_authentication", error_description="A different authentication level is required" | step-up-auth | code
      key-auth}, {name: internal-token, config: {issuer: g, claims: {n: "$(10 * headers.number)"}} | apikey: good-s3cr3t;number: none | 500 | - | internal-token | claims
      session, config: {secret: x}}, {name: key-auth        | Cookie: session=s3cr3t     | 401 | Key                       | key-auth      | missing
      """;

  private record Row(
      String plugins, String fields, int status, String challenge, String plugin, String rule) {
    static List<Row> all() {
      return TABLE
          .lines()
          .map(line -> line.split("\\|", -1))
          .map(cells -> Stream.of(cells).map(String::strip).toArray(String[]::new))
          .map(c -> new Row(c[0], c[1], Integer.parseInt(c[2]), c[3], c[4], c[5]))
          .toList();
    }
  }

  private static String document(List<Row> rows, int port, Path log, String authority) {
    StringBuilder routes = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      routes.append(
          "  - {name: r%d, paths: [/r%d/], plugins: [{name: %s}]}\n"
              .formatted(i, i, rows.get(i).plugins()));
    }
    return """
    ca_certificates: [{id: 11111111-1111-4111-8111-111111111111, cert: "%s"}]
    services:
    - name: s
      url: http://127.0.0.1:%d
      routes:
    %s
    plugins: [{name: file-log, config: {path: "%s"}}]
    consumers:
    - username: alice
      keyauth_credentials: [{key: good-s3cr3t}, {key: old-s3cr3t, ttl: 1, created_at: 1}]
      basicauth_credentials: [{username: alice, password: other}]
      acls: [{group: guests}]
      totp_credentials: [{secret: JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP}]
    """
        .formatted(authority.replace("\n", "\\n"), port, routes, log);
  }

  @Test
  void every_refusal_is_right_counted_and_logged(@TempDir Path folder) throws Exception {
    List<Row> rows = Row.all();
    Path log = folder.resolve("access.log");
    try (OpensslCa ca = new OpensslCa(folder, "ca", null);
        Origin service = Origin.answering(Origin.OK);
        TestGate gate =
            TestGate.with(
                Plugins.CATALOGUE_CLASSES, document(rows, service.port(), log, ca.pem()))) {
      for (int i = 0; i < rows.size(); i++) {
        verify(rows.get(i), send(gate, "/r" + i + "/", rows.get(i).fields()));
      }
      assertThat(service.waiting()).isZero();
      await().until(() -> Files.exists(log) && Files.readAllLines(log).size() == rows.size());
      List<JsonNode> records = Files.readAllLines(log).stream().map(JSON::readTree).toList();
      String metrics = metrics(gate);
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        String route = "r" + i;
        JsonNode decision =
            records.stream()
                .filter(r -> r.at("/route/name").asString().equals(route))
                .findFirst()
                .orElseThrow()
                .path("security")
                .path(0);
        assertThat(decision.path("plugin").asString()).as(row.toString()).isEqualTo(row.plugin());
        assertThat(decision.path("rule").asString()).as(row.toString()).isEqualTo(row.rule());
        assertThat(decision.path("action").asString()).isEqualTo("deny");
        assertThat(decision.path("reason").asString()).isNotBlank();
        assertThat(metrics.lines())
            .as(row.toString())
            .anyMatch(line ->
                line.startsWith("gatehouse_security_events_total{action=\"deny\"")
                    && line.contains("plugin=\"" + row.plugin() + '"')
                    && line.contains("rule=\"" + row.rule() + '"')
                    && line.contains("route=\"" + route + '"'));
      }
      assertThat(Files.readString(log)).doesNotContain(SECRET).doesNotContain("czNjcjN0");
      assertThat(metrics).doesNotContain(SECRET);
    }
  }

  private static void verify(Row row, RawHttp.Reply reply) {
    assertThat(reply.status()).as(row.toString()).isEqualTo(row.status());
    assertThat(reply.header("www-authenticate"))
        .as(row.toString())
        .isEqualTo(row.challenge().equals("-") ? null : row.challenge());
    assertThat(reply.header("content-type")).startsWith("application/json");
    JsonNode body = JSON.readTree(reply.body());
    assertThat(body.path("message").asString()).as(row.toString()).isNotBlank();
    assertThat(body.path("request_id").asString()).isNotBlank();
    assertThat(reply.body())
        .doesNotContain(SECRET)
        .doesNotContain("gatehouse.")
        .doesNotContain("127.0.0.1");
  }

  private static RawHttp.Reply send(TestGate gate, String path, String fields) throws Exception {
    List<String> lines = new ArrayList<>(List.of("GET " + path + " HTTP/1.1", "Host: a"));
    if (!fields.isEmpty()) {
      lines.addAll(List.of(fields.split(";(?=[A-Za-z-]+: )", -1)));
    }
    try (RawHttp client = gate.connect()) {
      return client.send(String.join("\r\n", lines) + "\r\n\r\n").read();
    }
  }

  private static String metrics(TestGate gate) throws IOException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    gate.metrics().write(told);
    return told.toString(StandardCharsets.UTF_8);
  }
}
