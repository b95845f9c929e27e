package gatehouse.plugin.auth;

import static gatehouse.plugin.auth.OidcGate.claims;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.RawHttp.Reply;
import gatehouse.plugin.auth.TestIssuer.Said;
import gatehouse.plugin.auth.token.Forge;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bearer tokens, introspection and client credentials against an issuer on a real socket.
class OpenIdConnectTest {
  private OidcGate gate = open("");

  private static OidcGate open(String config) {
    try {
      return new OidcGate(config.isEmpty() ? "\"auth_methods\":[\"bearer\"]" : config);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void with(String config) {
    gate.reload("\"auth_methods\":[\"bearer\"]," + config);
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  @Test
  void a_good_token_passes_and_the_issuer_is_asked_once() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertPassed(gate.bearer(gate.issuer.token(claims("\"n\":" + i))));
      var seen = gate.seen();
      assertThat(seen.header("x-credential-identifier")).isEqualTo("sub-1");
      assertThat(seen.header("authorization")).startsWith("Bearer ey");
    }
    assertThat(gate.issuer.count("/.well-known/openid-configuration")).isEqualTo(1);
    assertThat(gate.issuer.count("/jwks")).isEqualTo(1);
  }

  @Test
  void without_a_token_nobody_passes_and_no_error_is_named() throws Exception {
    for (Reply reply : List.of(gate.get("/x"), gate.get("/x", "Authorization: Basic YTpi"))) {
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.header("www-authenticate")).isEqualTo("Bearer realm=\"127.0.0.1\"");
      assertThat(reply.body()).contains("\"message\":\"Unauthorized\"").contains("request_id");
    }
    assertNothingReached();
  }

  @Test
  void refuses_attacks() throws Exception {
    String pem = Forge.pem(Forge.RSA.getPublic());
    String jwk = Forge.jwk(Forge.OTHER_RSA.getPublic(), "\"kid\":\"k1\"");
    Map<String, Function<String, String>> attacks = new LinkedHashMap<>();
    attacks.put("a foreign key", c -> signed("\"kid\":\"k1\"", c));
    attacks.put("none", c -> unsigned("none", c));
    attacks.put("NONE", c -> unsigned("NONE", c));
    attacks.put("the public key as a secret", c -> shared(pem, c));
    attacks.put("without its last newline", c -> shared(pem.strip(), c));
    attacks.put("an empty signature", c -> gate.issuer.token(c).replaceFirst("[^.]+$", ""));
    attacks.put("a short signature", c -> gate.issuer.token(c).replaceFirst(".{8}$", ""));
    attacks.put("an embedded key", c -> signed("\"kid\":\"k1\",\"jwk\":" + jwk, c));
    attacks.put("a key elsewhere", c -> signed("\"jku\":\"http://127.0.0.1:1/\"", c));
    attacks.put("an unknown key", c -> signed("\"kid\":\"zz\"", c));
    attacks.put("no key named", c -> signed("\"typ\":\"JWT\"", c));
    attacks.put("a number for a key", c -> signed("\"kid\":1", c));
    attacks.put("a path for a key", c -> signed("\"kid\":\"../../../dev/null\"", c));
    attacks.put("another algorithm of the key", c -> by("RS512", "\"kid\":\"k1\"", c));
    attacks.put("something critical", c -> gate.issuer.token(c, "\"crit\":[\"x\"],\"x\":1"));
    attacks.put("a proof", c -> gate.issuer.token(c, "\"typ\":\"dpop+jwt\""));
    attacks.put("a logout token", c -> gate.issuer.token(c, "\"typ\":\"logout+jwt\""));
    attacks.put("a claim twice", c -> gate.issuer.token(c + ",\"sub\":\"admin\""));
    attacks.put("five parts", c -> gate.issuer.token(c) + ".a.b");
    attacks.put("no token", _ -> "opaque");
    for (Map.Entry<String, Function<String, String>> attack : attacks.entrySet()) {
      Reply reply = gate.bearer(attack.getValue().apply(claims("")));

      assertThat(reply.status()).as(attack.getKey()).isEqualTo(401);
      assertThat(reply.header("www-authenticate"))
          .as(attack.getKey())
          .isEqualTo("Bearer realm=\"127.0.0.1\", error=\"invalid_token\"");
    }
    assertNothingReached();
  }

  private String issued(String claims) {
    return "{\"iss\":\"" + gate.issuer.url() + "\"," + claims + "}";
  }

  private String signed(String header, String claims) {
    return Forge.token(
        "{\"alg\":\"RS256\"," + header + "}",
        issued(claims),
        "RS256",
        Forge.OTHER_RSA.getPrivate());
  }

  private String by(String alg, String header, String claims) {
    return Forge.token(
        "{\"alg\":\"" + alg + "\"," + header + "}", issued(claims), alg, Forge.RSA.getPrivate());
  }

  private String shared(String secret, String claims) {
    return Forge.token(
        "{\"alg\":\"HS256\",\"kid\":\"k1\"}", issued(claims), "HS256", Forge.secret(secret));
  }

  private String unsigned(String alg, String claims) {
    return Forge.base64("{\"alg\":\"" + alg + "\",\"kid\":\"k1\"}")
        + "."
        + Forge.base64(issued(claims))
        + ".";
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource({
    "exp, -10, 401",
    "exp, '\"x\"', 401",
    "exp, null, 401",
    "nbf, 60, 401",
    "nbf, -60, 200",
    "iat, 3600, 401",
    "iss, '\"https://evil.test\"', 401",
    "iss, '[\"https://evil.test\"]', 401",
    "iss, null, 401",
    "aud, '\"other\"', 200",
  })
  void judges_the_usual_claims(String name, String value, int status) throws Exception {
    boolean relative = value.matches("-?\\d+");
    String written =
        relative
            ? String.valueOf(System.currentTimeMillis() / 1000 + Long.parseLong(value))
            : value;
    StringBuilder claims = new StringBuilder();
    for (String claim : claims("").split(",", -1)) {
      if (!claim.startsWith("\"" + name + "\"")) {
        claims.append(claim).append(',');
      }
    }

    Reply reply = gate.bearer(gate.issuer.token(claims + "\"" + name + "\":" + written));

    assertThat(reply.status()).isEqualTo(status);
  }

  @ParameterizedTest(name = "{0} with {1} -> {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "scopes_required":["read"]                       | "x":1                                | 200
          "scopes_required":["write"]                      | "x":1                                | 403
          "scopes_required":["read openid"]                | "x":1                                | 200
          "scopes_required":["read write"]                 | "x":1                                | 403
          "scopes_required":["write","read"]               | "x":1                                | 200
          "scopes_required":["rea"]                        | "x":1                                | 403
          "scopes_required":["a"],"scopes_claim":["scp"]   | "scp":["a","b"]                      | 200
          "scopes_required":["a"],"scopes_claim":["scp"]   | "scp":{"a":true}                     | 403
          "scopes_required":["a"],"scopes_claim":["scp"]   | "x":1                                | 403
          "audience_required":["api"]                      | "x":1                                | 200
          "audience_required":["web"]                      | "x":1                                | 403
          "groups_required":["g"]                          | "groups":["g"]                       | 200
          "groups_required":["g"]                          | "groups":"gg"                        | 403
          "roles_required":["a"],"roles_claim":["r","s"]   | "r":{"s":["a"]}                      | 200
          "roles_required":["a"],"roles_claim":["r","s"]   | "s":["a"]                            | 403
          "claims_forbidden":["debug"]                     | "debug":false                        | 403
          "domains":["a.test"]                             | "hd":"a.test"                        | 200
          "domains":["a.test"]                             | "hd":"b.test"                        | 403
          "domains":["a.test"]                             | "x":1                                | 403
          "consumer_claim":["sub"]                         | "x":1                                | 200
          "consumer_claim":["who","name"]                  | "who":{"name":"alice"}               | 200
          "consumer_claim":["who","name"]                  | "who":{"name":"ALICE"}               | 403
          "consumer_claim":["who"]                         | "who":"nobody"                       | 403
          "consumer_claim":["who"]                         | "x":1                                | 403
          "consumer_claim":["who"],"consumer_optional":true| "x":1                                | 200
          "max_age":60                                     | "x":1                                | 401
          "max_age":60                                     | "auth_time":1                        | 401
          "issuers_allowed":["https://other.test"]         | "x":1                                | 401
          "access_token_profile":true                      | "x":1                                | 401
          """)
  void demands_what_it_is_told(String config, String more, int status) throws Exception {
    with(config);
    Reply reply = gate.bearer(gate.issuer.token(claims(more)));

    assertThat(reply.status()).isEqualTo(status);
    if (status == 200) {
      gate.seen();
    } else {
      assertNothingReached();
    }
    if (status == 403) {
      assertThat(reply.body()).contains("\"message\":\"Forbidden\"");
      boolean scope = config.contains("scopes_required");
      String challenge = reply.header("www-authenticate");
      assertThat(challenge != null && challenge.contains("insufficient_scope")).isEqualTo(scope);
    }
  }

  @Test
  void an_access_token_by_rfc_9068_is_told_by_its_type() throws Exception {
    with("\"access_token_profile\":true");
    String claims = claims("\"client_id\":\"c\",\"jti\":\"j\"");

    assertPassed(gate.bearer(gate.issuer.token(claims, "\"typ\":\"at+jwt\"")));
    assertPassed(gate.bearer(gate.issuer.token(claims, "\"typ\":\"application/at+jwt\"")));
    assertThat(gate.bearer(gate.issuer.token(claims, "\"typ\":\"JWT\"")).status()).isEqualTo(401);
    assertThat(gate.bearer(gate.issuer.token(claims(""), "\"typ\":\"at+jwt\"")).status())
        .isEqualTo(401);
  }

  @Test
  void claims_go_into_headers_that_nobody_else_can_write() throws Exception {
    with(
        """
        "upstream_headers_claims":["email","roles","absent","evil"],
        "upstream_headers_names":["X-Email","X-Roles","X-Absent","X-Evil"],
        "downstream_headers_claims":["sub"], "downstream_headers_names":["X-Who"]\
        """);
    String token =
        gate.issuer.token(
            claims(
                "\"email\":\"zoé@a.test\",\"roles\":[\"a\",{\"b\":1}],\"evil\":\"a\\r\\nb: c\""));

    Reply reply =
        gate.get(
            "/x",
            "Authorization: Bearer " + token,
            "X-Email: forged",
            "x_absent: forged",
            "X-Absent: forged");

    assertThat(reply.header("x-who")).isEqualTo("sub-1");
    var seen = gate.seen();
    assertThat(seen.header("x-email")).isEqualTo("zo\u00c3\u00a9@a.test");
    assertThat(seen.header("x-roles")).isEqualTo("[\"a\",{\"b\":1}]");
    assertThat(seen.header("x-absent")).isNull();
    assertThat(seen.header("x_absent")).isNull();
    assertThat(seen.header("x-evil")).isNull();
  }

  @Test
  void the_token_can_be_hidden_and_may_come_elsewhere() throws Exception {
    with(
        "\"hide_credentials\":true,\"bearer_token_param_type\":[\"header\",\"query\",\"body\",\"cookie\"],"
            + "\"bearer_token_cookie_name\":\"tok\"");
    String token = gate.issuer.token(claims(""));

    assertPassed(gate.bearer(token));
    assertThat(gate.seen().header("authorization")).isNull();
    assertPassed(gate.get("/x?a=1&access_token=" + token));
    assertThat(gate.seen().line()).isEqualTo("GET /x?a=1 HTTP/1.1");
    assertPassed(gate.get("/x", "Cookie: a=b; tok=" + token));
    assertThat(gate.seen().header("cookie")).isEqualTo("a=b");
    assertPassed(gate.send("POST", "/x", "a=1&access_token=" + token));
    assertThat(gate.seen().body()).isEqualTo("a=1");
    String other = gate.issuer.token(claims("\"a\":1"));
    assertThat(gate.get("/x?access_token=" + other, "Authorization: Bearer " + token).status())
        .isEqualTo(400);
    assertThat(
            gate.get("/x", "Authorization: Bearer " + token, "Authorization: Bearer " + token)
                .status())
        .isEqualTo(400);
  }

  @Test
  void the_anonymous_consumer_stands_in_for_the_unproven_but_not_for_the_forbidden()
      throws Exception {
    with("\"anonymous\":\"guest\",\"scopes_required\":[\"write\"]");

    assertPassed(gate.get("/x"));
    assertThat(gate.seen().header("x-anonymous-consumer")).isEqualTo("true");
    assertPassed(gate.bearer("bad"));
    assertThat(gate.seen().header("x-consumer-username")).isEqualTo("guest");
    assertThat(gate.bearer(gate.issuer.token(claims(""))).status()).isEqualTo(403);
  }

  @Test
  void rotated_keys_are_found_at_once_and_unknown_ones_cannot_hammer_the_issuer() throws Exception {
    String old = gate.issuer.token(claims(""));
    assertPassed(gate.bearer(old));
    gate.issuer.sign("k2", Forge.OTHER_RSA, "RS256");
    assertPassed(gate.bearer(gate.issuer.token(claims(""))));
    assertThat(gate.bearer(old).status()).isEqualTo(401);

    for (int i = 0; i < 50; i++) {
      assertThat(gate.bearer(signed("\"kid\":\"x" + i + "\"", claims(""))).status()).isEqualTo(401);
    }
    assertThat(gate.issuer.count("/jwks")).isEqualTo(2);

    gate.issuer.answer("/jwks", new Said(500, ""));
    gate.issuer.answer("/.well-known/openid-configuration", new Said(500, ""));
    assertPassed(gate.bearer(gate.issuer.token(claims("\"a\":1"))));
  }

  @Test
  void an_issuer_that_cannot_be_asked_or_is_another_one_lets_nobody_in() throws Exception {
    List<String> documents =
        List.of(
            "",
            "{}",
            "<html>",
            "{\"issuer\":\"https://evil.test\",\"jwks_uri\":\"" + gate.issuer.url() + "/jwks\"}",
            "{\"issuer\":\"" + gate.issuer.url() + "\"}",
            "{\"issuer\":\"" + gate.issuer.url() + "\",\"jwks_uri\":\"file:///etc/passwd\"}",
            "{\"issuer\":\""
                + gate.issuer.url()
                + "\",\"jwks_uri\":\""
                + gate.issuer.url()
                + "/jwks\",\"issuer\":\"https://evil.test\"}");
    int i = 0;
    for (String document : documents) {
      // Another issuer for the gate each time, so that no failure is remembered.
      with("\"cache_ttl\":" + (100 + i++) + ",\"anonymous\":\"guest\"");
      gate.issuer.answer("/.well-known/openid-configuration", Said.ok(document));
      Reply reply = gate.bearer(gate.issuer.token(claims("")));
      assertThat(reply.status()).as(document).isEqualTo(503);
      assertThat(reply.body()).contains("An unexpected error occurred");
    }
    assertNothingReached();
  }

  private static final String INTROSPECTION =
      "\"auth_methods\":[\"introspection\"],\"client_id\":[\"gw\"],\"client_secret\":[\"s3cr:t\"]";

  @Test
  void opaque_tokens_are_asked_about_once() throws Exception {
    gate.reload(INTROSPECTION + ",\"consumer_claim\":[\"sub\"]");
    gate.issuer.introspect("op", "\"active\":true," + claims(""));

    for (int i = 0; i < 3; i++) {
      assertPassed(gate.bearer("op"));
      assertThat(gate.seen().header("x-consumer-username")).isEqualTo("alice");
    }
    assertThat(gate.issuer.count("/introspect")).isEqualTo(1);
    TestIssuer.Asked asked = gate.issuer.last("/introspect");
    assertThat(TestIssuer.basic(asked.authorization())).isEqualTo("gw:s3cr%3At");
    assertThat(asked.form()).containsEntry("token", "op");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "active":false                                   | 401
          "active":"true"                                  | 401
          "active":1                                       | 401
          "sub":"x"                                        | 401
          "active":true                                    | 200
          "active":true,"exp":1                            | 401
          "active":true,"exp":"never"                      | 401
          "active":true,"nbf":9999999999                   | 401
          "active":true,"iss":"https://evil.test"          | 401
          "active":true,"active":false                     | 503
          """)
  void believes_only_a_clear_yes(String answer, int status) throws Exception {
    gate.reload(INTROSPECTION);
    gate.issuer.introspect("op", answer);

    assertThat(gate.bearer("op").status()).isEqualTo(status);
  }

  @Test
  void an_introspection_that_fails_lets_nobody_in() throws Exception {
    gate.reload(INTROSPECTION + ",\"anonymous\":\"guest\"");
    for (Said said :
        List.of(new Said(500, ""), Said.ok("yes"), new Said(401, "{\"active\":true}"))) {
      gate.issuer.answer("/introspect", said);
      assertThat(gate.bearer("op").status()).isEqualTo(503);
    }
    assertNothingReached();
  }

  @Test
  void client_credentials_are_exchanged_once_and_the_token_goes_on() throws Exception {
    gate.reload("\"auth_methods\":[\"client_credentials\"]");
    gate.issuer.answer(
        "/token",
        Said.ok(
            "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":300}"
                .formatted(gate.issuer.token(claims("")))));
    String basic =
        Base64.getEncoder()
            .encodeToString("robot:s".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    for (int i = 0; i < 3; i++) {
      assertPassed(gate.get("/x", "Authorization: Basic " + basic));
      assertThat(gate.seen().header("authorization")).startsWith("Bearer ey");
    }
    assertThat(gate.issuer.count("/token")).isEqualTo(1);
    assertThat(gate.issuer.last("/token").form()).containsEntry("grant_type", "client_credentials");
    assertThat(TestIssuer.basic(gate.issuer.last("/token").authorization())).isEqualTo("robot:s");

    gate.issuer.answer("/token", new Said(401, "{\"error\":\"invalid_client\"}"));
    assertThat(gate.get("/x", "Authorization: Basic " + basic + "AA").status()).isEqualTo(401);
    gate.issuer.answer("/token", new Said(503, ""));
    assertThat(gate.get("/x", "Authorization: Basic " + basic + "BB").status()).isIn(401, 503);
    assertNothingReached();
  }

  private static void assertPassed(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  private void assertNothingReached() {
    assertThat(gate.origin.waiting()).isZero();
  }
}
