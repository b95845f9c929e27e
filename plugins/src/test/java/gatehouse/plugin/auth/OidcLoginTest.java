package gatehouse.plugin.auth;

import static gatehouse.plugin.auth.OidcGate.claims;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.RawHttp.Reply;
import gatehouse.plugin.auth.TestIssuer.Said;
import gatehouse.plugin.auth.token.Forge;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The login of a browser, and what attackers try with it.
class OidcLoginTest {
  private static final String PAGE = "Accept: text/html";
  private static final String CONFIG =
      """
      "auth_methods":["authorization_code","session"],"client_id":["gw"],"client_secret":["s3cret"],
      "session_secret":"0123456789abcdef0123456789abcdef","login_action":"redirect",
      "logout_uri_suffix":"/logout","logout_methods":["POST"],"logout_revoke":true,
      "logout_redirect_uri":["https://app.test/bye"]\
      """;

  private final OidcGate gate = open();

  private static OidcGate open() {
    try {
      return new OidcGate(CONFIG);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  /// Begins a login; the arguments of the way to the issuer.
  private Map<String, String> begin(String target) throws Exception {
    Reply reply = gate.get(target, PAGE);
    assertThat(reply.status()).isEqualTo(302);
    String location = Objects.requireNonNull(reply.header("location"));
    assertThat(location).startsWith(gate.issuer.url() + "/authorize?");
    return query(location);
  }

  private static Map<String, String> query(String address) {
    Map<String, String> arguments = new LinkedHashMap<>();
    for (String pair : URI.create(address).getRawQuery().split("&", -1)) {
      int equals = pair.indexOf('=');
      arguments.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return arguments;
  }

  private void give(String nonce, String more, String refresh) {
    String id =
        gate.issuer.token(
            claims("\"nonce\":\"" + nonce + "\"" + more).replace("\"api\"", "\"gw\""));
    give(id, refresh, 300);
  }

  private void give(String id, String refresh, long expires) {
    gate.issuer.answer(
        "/token",
        Said.ok(
            """
            {"access_token":"%s","token_type":"Bearer","expires_in":%d,"id_token":"%s"%s}
            """
                .formatted(
                    gate.issuer.token(claims("\"n\":" + expires)),
                    expires,
                    id,
                    refresh.isEmpty() ? "" : ",\"refresh_token\":\"" + refresh + "\"")));
  }

  private Reply back(Map<String, String> asked, String more) throws Exception {
    return gate.get("/app?code=c-1&state=" + asked.get("state") + more, PAGE);
  }

  private void logIn(String refresh) throws Exception {
    Map<String, String> asked = begin("/app?x=1");
    give(Objects.requireNonNull(asked.get("nonce")), "", refresh);
    assertThat(back(asked, "").status()).isEqualTo(302);
  }

  @Test
  void a_browser_logs_in_and_stays_logged_in() throws Exception {
    Map<String, String> asked = begin("/app?x=1&y=%2F");
    assertThat(asked)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", "gw")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("redirect_uri", "http://127.0.0.1:" + gate.gate.port() + "/app");
    assertThat(asked.get("scope")).contains("openid");
    give(Objects.requireNonNull(asked.get("nonce")), "", "");

    Reply reply = back(asked, "");

    assertThat(reply.status()).isEqualTo(302);
    assertThat(reply.header("location"))
        .isEqualTo("http://127.0.0.1:" + gate.gate.port() + "/app?x=1&y=%2F");
    assertThat(gate.jar).containsOnlyKeys("session");
    TestIssuer.Asked exchange = gate.issuer.last("/token");
    assertThat(TestIssuer.basic(exchange.authorization())).isEqualTo("gw:s3cret");
    assertThat(exchange.form())
        .containsEntry("grant_type", "authorization_code")
        .containsEntry("code", "c-1");
    String verifier = Objects.requireNonNull(exchange.form().get("code_verifier"));
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
    assertThat(Forge.base64(digest)).isEqualTo(asked.get("code_challenge"));

    assertThat(gate.get("/app", PAGE).status()).isEqualTo(200);
    var seen = gate.seen();
    assertThat(seen.header("authorization")).startsWith("Bearer ey");
    assertThat(seen.header("cookie")).isNull();
    assertThat(seen.header("x-credential-identifier")).isEqualTo("sub-1");
  }

  @Test
  void cookies_are_sealed_and_out_of_reach_of_scripts() throws Exception {
    Reply reply = gate.get("/app", PAGE);
    String login = Objects.requireNonNull(reply.header("set-cookie"));

    assertThat(login).startsWith("authorization=").contains("; HttpOnly", "; SameSite=Lax");
    logIn("refresh-me");
    assertThat(gate.jar.get("session")).doesNotContain("refresh-me", Forge.base64("{\"sid\""));
  }

  @Test
  void clients_that_are_no_browser_are_not_sent_anywhere() throws Exception {
    assertThat(gate.get("/app").status()).isEqualTo(401);
    assertThat(gate.get("/app", "Accept: application/json").status()).isEqualTo(401);
    assertThat(gate.send("POST", "/app", "a=1", PAGE).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state",
        "no cookie",
        "other cookie",
        "changed cookie",
        "nonce",
        "audience",
        "party",
        "key",
        "issuer",
        "expired",
        "no id token",
        "at_hash",
        "iss",
        "error",
        "refused"
      })
  void a_login_that_is_not_as_it_should_be_makes_no_session(String attack) throws Exception {
    Map<String, String> asked = begin("/app");
    String nonce = Objects.requireNonNull(asked.get("nonce"));
    give(nonce, "", "");
    String more = "";
    String state = Objects.requireNonNull(asked.get("state"));
    String cookie = Objects.requireNonNull(gate.jar.get("authorization"));
    switch (attack) {
      case "state" -> state = "forged";
      case "no cookie" -> gate.jar.clear();
      case "other cookie" -> {
        begin("/app");
      }
      case "changed cookie" ->
          gate.jar.put(
              "authorization", (cookie.charAt(0) == 'A' ? 'B' : 'A') + cookie.substring(1));
      case "nonce" -> give("another", "", "");
      case "audience" -> give(gate.issuer.token(claims("\"nonce\":\"" + nonce + "\"")), "", 300);
      case "party" -> give(nonce, ",\"azp\":\"other\"", "");
      case "issuer" -> give(nonce, ",\"iss\":\"https://evil.test\"", "");
      case "expired" ->
          give(
              gate.issuer.token(
                  "\"sub\":\"x\",\"aud\":\"gw\",\"exp\":1,\"nonce\":\"" + nonce + "\""),
              "",
              300);
      case "key" ->
          give(
              Forge.token(
                  "{\"alg\":\"RS256\",\"kid\":\"k1\"}",
                  "{\"iss\":\"%s\",\"aud\":\"gw\",\"nonce\":\"%s\",\"exp\":9999999999}"
                      .formatted(gate.issuer.url(), nonce),
                  "RS256",
                  Forge.OTHER_RSA.getPrivate()),
              "",
              300);
      case "no id token" ->
          gate.issuer.answer(
              "/token", Said.ok("{\"access_token\":\"x\",\"token_type\":\"Bearer\"}"));
      case "at_hash" -> give(nonce, ",\"at_hash\":\"AAAA\"", "");
      case "iss" -> more = "&iss=https%3A%2F%2Fevil.test";
      case "refused" ->
          gate.issuer.answer("/token", new Said(400, "{\"error\":\"invalid_grant\"}"));
      default -> {}
    }
    Reply reply =
        attack.equals("error")
            ? gate.get("/app?error=access_denied&state=" + state, PAGE)
            : gate.get("/app?code=c-1&state=" + state + more, PAGE);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(gate.jar).doesNotContainKey("session");
    assertThat(gate.origin.waiting()).isZero();
    if (attack.equals("iss")) {
      assertThat(gate.issuer.count("/token")).as("the code is not shown to anybody").isZero();
    }
  }

  @Test
  void an_issuer_that_names_itself_must_do_so() throws Exception {
    gate.issuer.discover("authorization_response_iss_parameter_supported", "true");
    Map<String, String> asked = begin("/app");
    give(Objects.requireNonNull(asked.get("nonce")), "", "");

    assertThat(back(asked, "").status()).isEqualTo(401);

    asked = begin("/app");
    give(Objects.requireNonNull(asked.get("nonce")), "", "");
    assertThat(back(asked, "&iss=" + gate.issuer.url()).status()).isEqualTo(302);
  }

  @Test
  void an_answer_is_good_once() throws Exception {
    Map<String, String> asked = begin("/app");
    give(Objects.requireNonNull(asked.get("nonce")), "", "");
    Map<String, String> before = Map.copyOf(gate.jar);
    assertThat(back(asked, "").status()).isEqualTo(302);

    gate.jar.clear();
    gate.jar.putAll(before);
    assertThat(back(asked, "").status()).isEqualTo(401);
    assertThat(gate.issuer.count("/token")).isEqualTo(1);
  }

  @Test
  void nobody_is_sent_to_another_site() throws Exception {
    for (String target : List.of("//evil.test/x", "///evil.test", "/./%2e/evil.test")) {
      gate.jar.clear();
      Reply first = gate.get(target, PAGE);
      assertThat(first.status()).as(target).isEqualTo(302);
      Map<String, String> asked = query(Objects.requireNonNull(first.header("location")));
      assertThat(asked.get("redirect_uri"))
          .startsWith("http://127.0.0.1:" + gate.gate.port() + "/")
          .doesNotContain(gate.gate.port() + "//");
      give(Objects.requireNonNull(asked.get("nonce")), "", "");
      assertThat(back(asked, "").header("location"))
          .startsWith("http://127.0.0.1:" + gate.gate.port() + "/")
          .doesNotContain(gate.gate.port() + "//");
    }
  }

  @Test
  void a_changed_session_is_no_session() throws Exception {
    logIn("");
    String session = Objects.requireNonNull(gate.jar.get("session"));
    for (String changed :
        List.of(
            "",
            "x",
            session.substring(1),
            session.substring(0, session.length() - 2),
            session + "AA",
            (session.charAt(0) == 'A' ? "B" : "A") + session.substring(1),
            "eyJzaWQiOiJ4In0")) {
      gate.jar.put("session", changed);
      assertThat(gate.get("/app", PAGE).status()).as(changed).isEqualTo(302);
    }
    gate.jar.clear();
    begin("/app");
    gate.jar.put("session", Objects.requireNonNull(gate.jar.get("authorization")));
    assertThat(gate.get("/app").status()).as("a login is no session").isEqualTo(401);
    assertThat(gate.origin.waiting()).isZero();
  }

  @Test
  void long_tokens_are_spread_over_several_cookies() throws Exception {
    Map<String, String> asked = begin("/app");
    give(Objects.requireNonNull(asked.get("nonce")), ",\"more\":\"" + "x".repeat(2500) + "\"", "");
    assertThat(back(asked, "").status()).isEqualTo(302);
    assertThat(gate.jar.keySet()).contains("session", "session_2");
    assertThat(gate.get("/app", PAGE).status()).isEqualTo(200);

    gate.jar.remove("session_2");
    assertThat(gate.get("/app").status()).isEqualTo(401);
  }

  @Test
  void an_expired_token_is_renewed_and_a_refused_renewal_ends_the_session() throws Exception {
    Map<String, String> asked = begin("/app");
    String nonce = Objects.requireNonNull(asked.get("nonce"));
    String id =
        gate.issuer.token(claims("\"nonce\":\"" + nonce + "\"").replace("\"api\"", "\"gw\""));
    give(id, "r-1", 1);
    assertThat(back(asked, "").status()).isEqualTo(302);
    org.awaitility.Awaitility.await()
        .until(() -> {
          give(id, "r-2", 300);
          boolean passed = gate.get("/app", PAGE).status() == 200;
          return passed && gate.issuer.count("/token") == 2;
        });
    assertThat(gate.issuer.last("/token").form())
        .containsEntry("grant_type", "refresh_token")
        .containsEntry("refresh_token", "r-1");
  }

  @Test
  void a_logout_ends_the_session_for_good() throws Exception {
    logIn("r-1");
    Map<String, String> stolen = Map.copyOf(gate.jar);

    Reply reply = gate.send("POST", "/app/logout", "");

    assertThat(reply.status()).isEqualTo(302);
    assertThat(reply.header("location")).startsWith(gate.issuer.url() + "/logout?");
    assertThat(query(Objects.requireNonNull(reply.header("location"))))
        .containsEntry("post_logout_redirect_uri", "https://app.test/bye")
        .containsKey("id_token_hint");
    assertThat(gate.issuer.last("/revoke").form()).containsEntry("token", "r-1");
    assertThat(gate.jar).isEmpty();
    gate.jar.putAll(stolen);
    assertThat(gate.get("/app").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_refusal_ends_the_session_unless_it_must_not(boolean ends) throws Exception {
    logIn("");
    gate.reload(CONFIG + ",\"scopes_required\":[\"write\"],\"forbidden_destroy_session\":" + ends);
    Reply reply = gate.get("/app", PAGE);
    assertThat(reply.status()).isEqualTo(403);
    assertThat(gate.jar.containsKey("session")).isNotEqualTo(ends);
  }

  private void demandMore(String config) {
    gate.reload(
        CONFIG,
        "\"plugins\":[{\"name\":\"step-up-auth\",\"config\":{\"acr_values\":[\"mfa\"],\"except\":[\"/app/free\"]"
            + config
            + "}}]");
  }

  @Test
  void a_session_that_is_too_weak_is_sent_to_a_stronger_login() throws Exception {
    logIn("");
    demandMore(",\"redirect\":true");
    assertThat(gate.get("/app/free", PAGE).status()).isEqualTo(200);
    gate.seen();
    Map<String, String> asked = begin("/app?x=2");
    assertThat(asked).containsEntry("acr_values", "mfa").containsKey("nonce");
    assertThat(gate.jar).as("the weaker session goes on").containsKey("session");
    give(Objects.requireNonNull(asked.get("nonce")), ",\"acr\":\"mfa\"", "");
    Reply reply = back(asked, "");
    assertThat(reply.header("location")).endsWith("/app?x=2");
    assertThat(gate.get("/app?x=2", PAGE).status()).isEqualTo(200);
  }

  @Test
  void a_login_that_has_not_shown_enough_is_not_repeated_for_ever() throws Exception {
    demandMore(",\"redirect\":true");
    logIn("");
    Map<String, String> asked = begin("/app");
    give(Objects.requireNonNull(asked.get("nonce")), ",\"acr\":\"pwd\"", "");
    assertThat(back(asked, "").status()).isEqualTo(302);
    Reply reply = gate.get("/app", PAGE);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("www-authenticate")).contains("insufficient_user_authentication");
    assertThat(gate.origin.waiting()).isZero();
  }

  @Test
  void only_browsers_are_sent_and_only_where_that_is_said() throws Exception {
    demandMore(",\"redirect\":true");
    logIn("");
    assertThat(gate.get("/app").status()).isEqualTo(401);
    assertThat(gate.send("POST", "/app", "a=1", PAGE).status()).isEqualTo(401);
    demandMore("");
    assertThat(gate.get("/app", PAGE).status()).isEqualTo(401);
    assertThat(gate.origin.waiting()).isZero();
  }
}
