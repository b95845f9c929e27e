package gatehouse.plugin.auth;

import static gatehouse.plugin.auth.OidcGate.claims;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.RawHttp.Reply;
import gatehouse.plugin.auth.TestIssuer.Said;
import gatehouse.plugin.auth.token.Forge;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The finer fields of openid-connect: what is remembered and for how long, what the issuer is
/// told, which tokens callers can exchange.
final class OidcFieldsTest {
  private static final String CLIENT = "\"client_id\":[\"gw\"],\"client_secret\":[\"s\"]";
  private static final String INTROSPECTION = "\"auth_methods\":[\"introspection\"]," + CLIENT;

  private final OidcGate gate = open();

  private static OidcGate open() {
    try {
      return new OidcGate(INTROSPECTION);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  @ParameterizedTest(name = "{0} {1} -> asked {2} times")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "cache_ttl":60                              | "active":true   | 1
          "cache_introspection":false                 | "active":true   | 3
          "cache_ttl_neg":60                          | "active":false  | 1
          "cache_ttl_neg":0                           | "active":false  | 3
          "cache_ttl_min":60                          | "active":true   | 1
          "cache_ttl_max":60                          | "active":true   | 1
          """)
  void answers_are_remembered_as_long_as_is_said(String config, String answer, int times)
      throws Exception {
    gate.reload(INTROSPECTION + "," + config);
    gate.issuer.introspect("op", answer);
    for (int i = 0; i < 3; i++) {
      gate.bearer("op");
    }
    assertThat(gate.issuer.count("/introspect")).isEqualTo(times);
  }

  /// However long an answer is kept, the token's own end holds.
  @Test
  void the_least_time_does_not_prolong_a_token() throws Exception {
    gate.reload(INTROSPECTION + ",\"cache_ttl_min\":3600");
    long end = System.currentTimeMillis() / 1000 + 1;
    gate.issuer.introspect("op", "\"active\":true,\"exp\":" + end);
    org.awaitility.Awaitility.await().until(() -> gate.bearer("op").status() == 401);
    assertThat(System.currentTimeMillis() / 1000).isGreaterThanOrEqualTo(end);
  }

  @Test
  void the_issuer_is_told_what_kind_of_token_it_is() throws Exception {
    gate.bearer("op");
    assertThat(gate.issuer.last("/introspect").form())
        .containsEntry("token_type_hint", "access_token");
    gate.reload(INTROSPECTION + ",\"introspection_hint\":\"pat\"");
    gate.bearer("op2");
    assertThat(gate.issuer.last("/introspect").form()).containsEntry("token_type_hint", "pat");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"sub\":\"x\"', 200",
    "'\"active\":true', 200",
    "'\"active\":false', 401",
    "'\"active\":\"no\"', 401"
  })
  void an_answer_may_say_nothing_where_that_is_allowed(String answer, int status) throws Exception {
    gate.reload(INTROSPECTION + ",\"introspection_check_active\":false");
    gate.issuer.introspect("op", answer);
    assertThat(gate.bearer("op").status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 2"})
  void userinfo_is_remembered_unless_it_must_not_be(boolean remembered, int times)
      throws Exception {
    gate.reload("\"auth_methods\":[\"userinfo\"],\"cache_user_info\":" + remembered);
    gate.issuer.answer("/userinfo", Said.ok("{\"sub\":\"sub-1\"}"));
    for (int i = 0; i < 2; i++) {
      assertThat(gate.bearer("op").status()).isEqualTo(200);
    }
    assertThat(gate.issuer.count("/userinfo")).isEqualTo(times);
  }

  private void give(String access, String refresh) {
    gate.issuer.answer(
        "/token",
        Said.ok(
            "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":300,\"refresh_token\":\"%s\"}"
                .formatted(access, refresh)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', Refresh-Token",
    "', \"refresh_token_param_name\":\"X-Mine\"', X-Mine",
    "'', refresh_token"
  })
  void a_refresh_token_is_exchanged_and_stays_here(String config, String name) throws Exception {
    gate.reload(
        "\"auth_methods\":[\"refresh_token\"],\"downstream_refresh_token_header\":\"X-Next\","
            + CLIENT
            + config);
    give(gate.issuer.token(claims("")), "r-2");
    Reply reply =
        name.equals("refresh_token")
            ? gate.get("/x?a=1&refresh_token=first-refresh")
            : gate.get("/x?a=1", name + ": first-refresh");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("x-next")).isEqualTo("r-2");
    assertThat(gate.issuer.last("/token").form())
        .containsEntry("grant_type", "refresh_token")
        .containsEntry("refresh_token", "first-refresh");
    var seen = gate.seen();
    assertThat(seen.line()).isEqualTo("GET /x?a=1 HTTP/1.1");
    assertThat(seen.fields()).noneMatch(field -> field.contains("first-refresh"));
    assertThat(seen.header("authorization")).startsWith("Bearer ey");
  }

  @Test
  void a_refresh_token_may_be_in_a_form_where_that_is_asked_for() throws Exception {
    String methods = "\"auth_methods\":[\"refresh_token\"]," + CLIENT;
    gate.reload(methods);
    give(gate.issuer.token(claims("")), "r-2");
    assertThat(gate.send("POST", "/x", "a=1&refresh_token=first-refresh").status()).isEqualTo(401);
    gate.reload(methods + ",\"refresh_token_param_type\":[\"body\"]");
    assertThat(gate.send("POST", "/x", "a=1&refresh_token=first-refresh&b=2").status())
        .isEqualTo(200);
    assertThat(gate.issuer.last("/token").form()).containsEntry("refresh_token", "first-refresh");
    assertThat(gate.seen().body()).isEqualTo("a=1&b=2");
    assertThat(gate.send("POST", "/x", "refresh_token=first-refresh&refresh_token=r-2").status())
        .isEqualTo(401);
    assertThat(gate.get("/x?refresh_token=first-refresh", "Refresh-Token: first-refresh").status())
        .isEqualTo(401);
    assertThat(gate.origin.waiting()).isZero();
  }

  /// Plugins of a consumer group act for whoever a claim makes a member, with or without a
  /// consumer.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "tier":"gold"             | 418
          "tier":["silver","gold"]  | 418
          "tier":"silver"           | 200
          "tier":"silver gold"      | 418
          "tier":"GOLD"             | 403
          "tier":"none"             | 403
          "tier":7                  | 403
          "other":"gold"            | 403
          """)
  void a_claim_names_consumer_groups(String claim, int status) throws Exception {
    String bearer = "\"auth_methods\":[\"bearer\"],\"consumer_groups_claim\":[\"tier\"]";
    String more =
        """
        "consumer_groups": [{"name": "gold"}, {"name": "silver"}],
        "plugins": [{"name": "request-termination", "consumer_group": "gold", "config": {"status_code": 418}},
         {"name": "authz", "config": {"roles_from": [{"source": "consumer_groups"}], "rules": [{"roles": ["gold", "silver"]}]}},
         {"name": "acl", "config": {"allow": ["gold", "silver"], "include_consumer_groups": true}}]\
        """;
    gate.reload(bearer, more);
    String token = gate.issuer.token(claims(claim));
    assertThat(gate.bearer(token).status()).isEqualTo(status);
    gate.reload(bearer + ",\"consumer_groups_optional\":true", "\"consumer_groups\":[]");
    assertThat(gate.bearer(token).status()).isEqualTo(200);
  }

  @Test
  void a_client_may_be_told_what_was_used_in_its_name() throws Exception {
    String told =
        ",\"downstream_access_token_header\":\"X-Token\","
            + "\"downstream_introspection_header\":\"X-Said\",\"downstream_user_info_header\":\"X-Me\"";
    gate.reload(INTROSPECTION + told);
    gate.issuer.introspect("op", "\"active\":true,\"sub\":\"sub-1\"");
    Reply reply = gate.bearer("op");
    assertThat(reply.header("x-token")).isEqualTo("op");
    assertThat(new String(Base64.getDecoder().decode(reply.header("x-said")), UTF_8))
        .contains("\"sub\":\"sub-1\"");
    assertThat(reply.header("x-me")).isNull();
    gate.reload("\"auth_methods\":[\"userinfo\"]" + told);
    gate.issuer.answer("/userinfo", Said.ok("{\"sub\":\"sub-1\"}"));
    assertThat(gate.bearer("op").header("x-me")).isNotNull();
    gate.issuer.answer("/userinfo", new Said(401, ""));
    assertThat(gate.bearer("other").header("x-token")).as("refused").isNull();
  }

  @Test
  void a_refresh_token_that_is_refused_or_doubled_lets_nobody_in() throws Exception {
    gate.reload("\"auth_methods\":[\"refresh_token\"]," + CLIENT);
    gate.issuer.answer("/token", new Said(400, "{\"error\":\"invalid_grant\"}"));
    assertThat(gate.get("/x", "Refresh-Token: r").status()).isEqualTo(401);
    give(gate.issuer.token(claims("")), "r-2");
    assertThat(gate.get("/x?refresh_token=a", "Refresh-Token: b").status()).isEqualTo(401);
    gate.issuer.answer("/token", new Said(500, ""));
    assertThat(gate.get("/x", "Refresh-Token: s").status()).isEqualTo(503);
    assertThat(gate.origin.waiting()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 2"})
  void exchanged_tokens_are_remembered_unless_they_must_not_be(boolean remembered, int times)
      throws Exception {
    gate.reload("\"auth_methods\":[\"client_credentials\"],\"cache_tokens\":" + remembered);
    give(gate.issuer.token(claims("")), "r");
    for (int i = 0; i < 2; i++) {
      assertThat(gate.get("/x", basic()).status()).isEqualTo(200);
    }
    assertThat(gate.issuer.count("/token")).isEqualTo(times);
  }

  private static String basic() {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString("robot:s".getBytes(StandardCharsets.UTF_8));
  }

  /// What is ignored is the signature of what the issuer itself has handed over, nothing else.
  @Test
  void the_signature_of_a_grants_token_can_be_ignored() throws Exception {
    String foreign =
        Forge.token(
            "{\"alg\":\"RS256\",\"kid\":\"zz\"}",
            "{\"iss\":\"" + gate.issuer.url() + "\"," + claims("") + "}",
            "RS256",
            Forge.OTHER_RSA.getPrivate());
    String methods = "\"auth_methods\":[\"client_credentials\",\"bearer\"]";
    gate.reload(methods);
    give(foreign, "r");
    assertThat(gate.get("/x", basic()).status()).isEqualTo(401);
    gate.reload(methods + ",\"ignore_signature\":[\"password\"]");
    assertThat(gate.get("/x", basic()).status()).isEqualTo(401);
    gate.reload(methods + ",\"ignore_signature\":[\"client_credentials\"]");
    assertThat(gate.get("/x", basic()).status()).isEqualTo(200);
    assertThat(gate.bearer(foreign).status()).isEqualTo(401);
    give(foreign.replace(Forge.base64("{\"alg\""), Forge.base64("{\"alx\"")), "r");
    assertThat(gate.get("/x", basic() + "AA").status()).isEqualTo(401);
  }

  /// Keys of an issuer that is down are used beyond their time only as long as is said.
  @Test
  void old_keys_are_used_as_long_as_is_said() throws Exception {
    gate.reload("\"auth_methods\":[\"bearer\"],\"cache_ttl\":1,\"cache_ttl_resurrect\":0");
    assertThat(gate.bearer(gate.issuer.token(claims(""))).status()).isEqualTo(200);
    List.of("/jwks", "/.well-known/openid-configuration")
        .forEach(path -> gate.issuer.answer(path, new Said(500, "")));
    org.awaitility.Awaitility.await()
        .until(() -> gate.bearer(gate.issuer.token(claims(""))).status() == 503);
  }
}
