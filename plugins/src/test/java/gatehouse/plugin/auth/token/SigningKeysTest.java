package gatehouse.plugin.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.plugin.auth.token.SigningKeys.Rotation;
import gatehouse.spi.FakeClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys that are read, made and rotated.
final class SigningKeysTest {
  private final FakeClock clock = new FakeClock("2026-01-31T12:00:00Z");
  private final SigningKeys keys =
      SigningKeys.rotating(
          new Rotation(JwsAlgorithm.ES256, Duration.ofHours(1), Duration.ofMinutes(6), clock));

  private static String pem(KeyPair pair) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static boolean verifies(String token, List<String> jwks) {
    List<TrustedKey> trusted =
        Objects.requireNonNull(
            TrustedKey.ofKeySet(
                ("{\"keys\":[" + String.join(",", jwks) + "]}").getBytes(StandardCharsets.UTF_8)));
    SignedToken read = (SignedToken) SignedToken.read(token);
    return trusted.stream().anyMatch(k -> k.mayHaveSigned(read) && read.isSignedBy(k.key()));
  }

  private String signed() {
    return keys.signer().sign("{}".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_key_is_published_before_it_signs_and_until_its_tokens_are_over() {
    List<String> fetchedLongAgo = keys.published();
    String first = signed();
    clock.advance(Duration.ofHours(1));
    String second = signed();
    assertThat(second.split("\\.")[0]).isNotEqualTo(first.split("\\.")[0]);
    assertThat(verifies(first, fetchedLongAgo)).isTrue();
    assertThat(verifies(second, fetchedLongAgo)).isTrue();

    clock.advance(Duration.ofMinutes(6).minusMillis(1));
    assertThat(keys.published()).hasSize(3);
    assertThat(verifies(first, keys.published())).isTrue();
    clock.advance(Duration.ofMillis(1));
    assertThat(keys.published()).hasSize(2);
    assertThat(verifies(first, keys.published())).isFalse();
    assertThat(verifies(second, keys.published())).isTrue();
  }

  /// Nobody who fetched the set while nothing was signed meets a key that was not in it.
  @Test
  void after_a_long_quiet_the_next_key_signs() {
    List<String> before = keys.published();
    clock.advance(Duration.ofDays(9));
    assertThat(keys.published()).isEqualTo(before);
    assertThat(verifies(signed(), before)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES384", "ES512", "RS256", "PS512"})
  void finds_the_public_half_of_a_private_key(String name) throws Exception {
    JwsAlgorithm algorithm = Objects.requireNonNull(JwsAlgorithm.of(name));
    KeyPair pair = Forge.pairFor(name);
    SigningKey key = SigningKey.read(pem(pair), algorithm);
    SignedToken token =
        (SignedToken) SignedToken.read(key.sign("{}".getBytes(StandardCharsets.UTF_8)));
    assertThat(token.isSignedBy(pair.getPublic())).isTrue();
    assertThat(key.jwk()).contains(Forge.jwk(pair.getPublic(), "").split("\"")[7]);
    assertThat(key.toString()).isEqualTo("SigningKey[" + key.kid() + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES384", "ES512", "EdDSA"})
  void a_key_of_another_kind_is_refused(String name) {
    assertThatThrownBy(() -> SigningKey.read(pem(Forge.pairFor(name)), JwsAlgorithm.ES256))
        .isInstanceOf(GeneralSecurityException.class);
  }
}
