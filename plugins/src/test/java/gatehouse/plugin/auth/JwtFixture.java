package gatehouse.plugin.auth;

import static gatehouse.plugin.auth.token.Forge.base64;
import static gatehouse.plugin.auth.token.Forge.token;
import static gatehouse.spi.FakeEntities.consumer;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.model.JwtCredential;
import gatehouse.plugin.auth.token.Forge;
import gatehouse.spi.Answer;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.Secret;
import java.security.Key;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Credentials of every algorithm, and the words that tests of `jwt` are written in.
abstract class JwtFixture {
  static final long NOW = Instant.parse("2026-01-31T12:00:00Z").getEpochSecond();
  static final String SECRET = "a secret of at least thirty-two bytes";
  static final Key KEY = Forge.secret(SECRET);
  static final List<String> ASYMMETRIC =
      List.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  final FakeWorkshop workshop = new FakeWorkshop();

  JwtFixture() {
    workshop
        .consumers
        .with(consumer("c-1", "alice", "alice-007"))
        .with(consumer("c-2", "guest", null));
    for (String alg : List.of("HS256", "HS384", "HS512")) {
      credential("iss-" + alg, "c-1", SECRET, null, alg);
    }
    for (String alg : ASYMMETRIC) {
      credential("iss-" + alg, "c-1", SECRET, Forge.pem(Forge.pairFor(alg).getPublic()), alg);
    }
    credential("both", "c-1", SECRET, Forge.pem(Forge.RSA.getPublic()), "HS256");
    credential("orphan", "c-gone", SECRET, null, "HS256");
    credential("bare", "c-1", SECRET, null, "ES256");
    credential("curve", "c-1", SECRET, Forge.pem(Forge.P384.getPublic()), "ES256");
    credential("kind", "c-1", SECRET, Forge.pem(Forge.P256.getPublic()), "RS256");
    credential("weak", "c-1", SECRET, Forge.pem(Forge.pair("RSA", "1024").getPublic()), "RS256");
    credential("in-base64", "c-1", "_-8/AAECAwQ=", null, "HS256");
    credential("no secret", "c-1", "", null, "HS256");
  }

  void credential(
      String key, String consumer, String secret, @Nullable String pem, String algorithm) {
    workshop.consumers.with(
        new JwtCredential(
            "id-of-" + key, consumer, key, new Secret(secret), pem, algorithm, List.of()));
  }

  static String hs(String claims) {
    return token("HS256", claims, KEY);
  }

  static FakeExchange bearer(String token) {
    return bearer(token, "/");
  }

  static FakeExchange bearer(String token, String target) {
    return FakeExchange.get(target).header("Authorization", "Bearer " + token);
  }

  FakeExchange send(Wish config, FakeExchange x) {
    return new FakeChain(config.build(workshop)).send(x);
  }

  static void assertPassed(FakeExchange x, String username) {
    assertThat(x.answer()).isNull();
    assertThat(x.upstreamHeader("X-Consumer-Username")).isEqualTo(username);
  }

  static void assertRefused(FakeExchange x, String message) {
    Answer answer = x.answer();
    assertThat(answer).as("an answer").isNotNull();
    assertThat(Objects.requireNonNull(answer).status()).isEqualTo(401);
    assertThat(answer.message()).isEqualTo(message);
    assertThat(x.identity()).isNull();
  }

  static Wish config() {
    return new Wish();
  }

  /// A configuration of which a test says only what differs from the defaults.
  static final class Wish {
    private List<String> arguments = List.of("jwt");
    private List<String> cookies = List.of();
    private List<String> headers = List.of("authorization");
    private String keyClaim = "iss";
    private boolean base64;
    private @Nullable List<String> verified;
    private long maximum;
    private @Nullable String anonymous;
    private @Nullable String realm;
    private boolean preflight = true;
    private boolean hides;
    private @Nullable String issuer;
    private @Nullable List<String> audience;

    Wish arguments(String... names) {
      arguments = List.of(names);
      return this;
    }

    Wish cookies(String... names) {
      cookies = List.of(names);
      return this;
    }

    Wish headers(String... names) {
      headers = List.of(names);
      return this;
    }

    Wish keyClaim(String name) {
      keyClaim = name;
      return this;
    }

    Wish inBase64() {
      base64 = true;
      return this;
    }

    Wish verifying(String... claims) {
      verified = List.of(claims);
      return this;
    }

    Wish atMost(long seconds) {
      maximum = seconds;
      return this;
    }

    Wish anonymous(String name) {
      anonymous = name;
      return this;
    }

    Wish realm(String name) {
      realm = name;
      return this;
    }

    Wish sparingPreflights() {
      preflight = false;
      return this;
    }

    Wish hiding() {
      hides = true;
      return this;
    }

    Wish issuer(String name) {
      issuer = name;
      return this;
    }

    Wish audience(String... names) {
      audience = List.of(names);
      return this;
    }

    Jwt build(FakeWorkshop workshop) {
      return new Jwt(
          new Jwt.Config(
              arguments, cookies, headers, keyClaim, base64, verified, maximum, anonymous, realm,
              preflight, hides, null, issuer, audience, null),
          workshop);
    }
  }
}
