package gatehouse.plugin.auth;

import static gatehouse.spi.FakeEntities.consumer;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.plugin.auth.TestIssuer.Said;
import gatehouse.plugin.auth.token.Forge;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tokens verified by the keys that an issuer publishes.
class JwtKeySetTest {
  private static final long NOW = Instant.parse("2026-01-31T12:00:00Z").getEpochSecond();

  private final FakeWorkshop workshop = new FakeWorkshop();
  private final TestIssuer issuer = new TestIssuer();

  private FakeChain chain = new FakeChain();

  JwtKeySetTest() throws Exception {
    workshop.consumers.with(consumer("c-1", "alice", "007"));
  }

  @BeforeEach
  void build() {
    chain =
        new FakeChain(
            new Jwt(
                new Jwt.Config(
                    List.of(),
                    List.of(),
                    List.of("authorization"),
                    "sub",
                    false,
                    null,
                    0,
                    null,
                    null,
                    true,
                    false,
                    issuer.url() + "/jwks",
                    issuer.url(),
                    List.of("api"),
                    List.of("RS256", "ES256")),
                workshop));
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  @Test
  void the_subject_is_the_consumer_by_username_or_custom_id_or_nobody() {
    assertThat(pass(claims("alice")).upstreamHeader("X-Consumer-Username")).isEqualTo("alice");
    assertThat(pass(claims("007")).upstreamHeader("X-Consumer-Username")).isEqualTo("alice");

    FakeExchange stranger = pass(claims("stranger"));
    assertThat(stranger.upstreamHeader("X-Consumer-Username")).isNull();
    assertThat(stranger.upstreamHeader("X-Credential-Identifier")).isEqualTo("stranger");
    assertThat(pass(claims("c-1")).upstreamHeader("X-Consumer-Username")).isNull();
    assertThat(issuer.count("/jwks")).isEqualTo(1);
  }

  @Test
  void claims_are_always_verified() {
    refuse(issuer.token("\"sub\":\"alice\",\"aud\":\"api\""));
    refuse(issuer.token("\"sub\":\"alice\",\"aud\":\"api\",\"exp\":" + NOW));
    refuse(issuer.token(claims("alice") + ",\"nbf\":" + (NOW + 60)));
    refuse(issuer.token("\"iss\":\"https://evil.test\"," + claims("alice")));
    refuse(issuer.token("\"sub\":\"alice\",\"aud\":\"web\",\"exp\":" + (NOW + 60)));
    refuse(issuer.token("\"sub\":\"alice\",\"exp\":" + (NOW + 60)));
    pass(claims("alice"));
  }

  @Test
  void only_the_configured_algorithms_count() {
    String claims = "{\"iss\":\"" + issuer.url() + "\"," + claims("alice") + "}";
    issuer.sign("k1", Forge.RSA, "RS512");
    refuse(issuer.token(claims("alice")));
    refuse(Forge.token("HS256", claims, Forge.secret(Forge.pem(Forge.RSA.getPublic()))));
    refuse(
        Forge.token(
            "HS256", claims, Forge.secret(Forge.jwk(Forge.RSA.getPublic(), "\"kid\":\"k1\""))));
  }

  @Test
  void a_key_is_used_with_its_own_algorithm_only() {
    // The set says RS256 for the key; the token says PS256, which the key could do as well.
    String claims = "{\"iss\":\"" + issuer.url() + "\"," + claims("alice") + "}";
    refuse(
        Forge.token("{\"alg\":\"PS256\",\"kid\":\"k1\"}", claims, "PS256", Forge.RSA.getPrivate()));
  }

  @Test
  void a_token_without_a_key_id_is_tried_with_each_fitting_key() {
    issuer.alsoPublish("k2", Forge.P256, "ES256");
    issuer.alsoPublish("k3", Forge.OTHER_RSA, "RS256");
    String claims = "{\"iss\":\"" + issuer.url() + "\"," + claims("alice") + "}";

    assertPassed(send(Forge.token("RS256", claims, Forge.OTHER_RSA.getPrivate())));
    assertPassed(send(Forge.token("ES256", claims, Forge.P256.getPrivate())));
    refuse(Forge.token("RS256", claims, Forge.pair("RSA", "2048").getPrivate()));
    // A number is no key id, and not the absence of one either.
    refuse(Forge.token("{\"alg\":\"RS256\",\"kid\":1}", claims, "RS256", Forge.RSA.getPrivate()));
  }

  @Test
  void rotated_keys_are_found_at_once_and_old_ones_go() {
    String old = issuer.token(claims("alice"));
    assertPassed(send(old));

    issuer.sign("k2", Forge.OTHER_RSA, "RS256");
    pass(claims("alice"));

    refuse(old);
    assertThat(issuer.count("/jwks")).isEqualTo(2);
  }

  @Test
  void unknown_keys_cannot_hammer_the_issuer() {
    pass(claims("alice"));
    for (int i = 0; i < 500; i++) {
      refuse(
          Forge.token(
              "{\"alg\":\"RS256\",\"kid\":\"x" + i + "\"}", "{}", "RS256", Forge.RSA.getPrivate()));
    }
    assertThat(issuer.count("/jwks")).isEqualTo(2);

    workshop.clock.advance(Duration.ofSeconds(31));
    refuse(Forge.token("{\"alg\":\"RS256\",\"kid\":\"y\"}", "{}", "RS256", Forge.RSA.getPrivate()));
    assertThat(issuer.count("/jwks")).isEqualTo(3);
  }

  @Test
  void known_keys_survive_an_issuer_that_is_down() {
    pass(claims("alice"));
    issuer.answer("/jwks", new Said(500, "down"));

    workshop.clock.advance(Duration.ofHours(2));
    pass(claims("alice"));

    workshop.clock.advance(Duration.ofDays(2));
    assertThat(Objects.requireNonNull(send(issuer.token(claims("alice"))).answer()).status())
        .isEqualTo(503);

    issuer.mend("/jwks");
    workshop.clock.advance(Duration.ofSeconds(10));
    pass(claims("alice"));
  }

  @Test
  void an_issuer_that_never_answered_lets_nobody_in() {
    for (Said said :
        List.of(
            new Said(500, ""),
            new Said(302, ""),
            Said.ok("<html>"),
            Said.ok("{\"keys\":7}"),
            Said.ok("{\"keys\":[]} {}"))) {
      issuer.answer("/jwks", said);
      FakeExchange x = send(issuer.token(claims("alice")));

      assertThat(Objects.requireNonNull(x.answer()).status()).as(said.body()).isEqualTo(503);
      assertThat(x.identity()).isNull();
      workshop.clock.advance(Duration.ofSeconds(10));
    }
  }

  @Test
  void keys_that_cannot_verify_are_left_out_and_do_not_spoil_the_others() {
    String good = Forge.jwk(Forge.RSA.getPublic(), "\"kid\":\"k1\"");
    issuer.answer(
        "/jwks",
        Said.ok(
            "{\"keys\":[7,null,{},{\"kty\":\"oct\",\"kid\":\"k1\",\"k\":\"AAAA\"},{\"kty\":\"RSA\"},"
                + Forge.jwk(Forge.OTHER_RSA.getPublic(), "\"kid\":\"enc\",\"use\":\"enc\"")
                + ","
                + Forge.jwk(Forge.OTHER_RSA.getPublic(), "\"kid\":\"a\",\"alg\":\"RSA-OAEP\"")
                + ","
                + good
                + "]}"));

    pass(claims("alice"));
    String claims = "{\"iss\":\"" + issuer.url() + "\"," + claims("alice") + "}";
    for (String kid : List.of("enc", "a")) {
      refuse(
          Forge.token(
              "{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}",
              claims,
              "RS256",
              Forge.OTHER_RSA.getPrivate()));
    }
  }

  @Test
  void a_reload_keeps_the_keys() {
    pass(claims("alice"));
    build();
    pass(claims("alice"));

    assertThat(issuer.count("/jwks")).isEqualTo(1);
  }

  private String claims(String subject) {
    long until = workshop.clock.instant().getEpochSecond() + 60;
    return "\"sub\":\"" + subject + "\",\"aud\":[\"web\",\"api\"],\"exp\":" + until;
  }

  private FakeExchange send(String token) {
    return chain.send(
        FakeExchange.get("/")
            .at(workshop.clock.instant())
            .header("Authorization", "Bearer " + token));
  }

  private FakeExchange pass(String claims) {
    FakeExchange x = send(issuer.token(claims));
    assertPassed(x);
    return x;
  }

  private static void assertPassed(FakeExchange x) {
    assertThat(x.answer()).isNull();
    assertThat(VerifiedClaims.of(x)).isNotNull();
  }

  private void refuse(String token) {
    FakeExchange x = send(token);
    assertThat(Objects.requireNonNull(x.answer()).status()).isEqualTo(401);
    assertThat(x.identity()).isNull();
    assertThat(VerifiedClaims.of(x)).isNull();
  }
}
