package gatehouse.plugin.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Key;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Breaks a good token, a good key set and their JSON at random places: reading must answer, and
/// nothing that was changed may be believed.
class TokenFuzzTest {
  private static final int ROUNDS = 1000;
  private static final Key KEY = Forge.secret("a secret of at least thirty-two bytes");
  private static final String CLAIMS =
      "{\"iss\":\"https://i.test\",\"sub\":\"zoé\",\"aud\":[\"a\",\"b\"],\"exp\":1.5e9,\"n\":{\"m\":[null,true]}}";
  private static final String[] SNIPPETS = {
    ".",
    "..",
    "=",
    "-",
    "_",
    "+",
    "/",
    "A",
    "\0",
    "\u00ff",
    " ",
    "e30",
    "{",
    "}",
    "[",
    "\"",
    "\\u0000",
    "\\ud800",
    "1e999",
    "-",
    ",",
    ":",
    "null",
    "{\"alg\":\"none\"}",
    "eyJhbGciOiJub25lIn0"
  };

  static LongStream seeds() {
    return LongStream.range(0, 8);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void a_changed_token_is_never_believed(long seed) {
    Random random = new Random(seed);
    String good = Forge.token("HS256", CLAIMS, KEY);
    SignedToken original = (SignedToken) SignedToken.read(good);
    assertThat(original.isSignedBy(KEY)).isTrue();
    for (int round = 0; round < ROUNDS; round++) {
      String changed = changed(good, random);
      if (SignedToken.read(changed) instanceof SignedToken token && token.isSignedBy(KEY)) {
        // The last character of base64 may have bits that mean nothing.
        assertThat(token.claims()).as(changed).isEqualTo(original.claims());
        assertThat(token.header()).as(changed).isEqualTo(original.header());
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void what_is_signed_is_read_or_refused_but_never_fails(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      String header = changed("{\"alg\":\"HS256\",\"kid\":\"k\"}", random);
      String claims = changed(CLAIMS, random);
      Reading reading = SignedToken.read(Forge.token(header, claims, "HS256", KEY));

      assertThat(reading).isInstanceOfAny(SignedToken.class, Flaw.class);
      assertThat(reading.toString()).doesNotContain("i.test");
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void a_broken_key_set_has_no_more_keys_than_it_should(long seed) {
    Random random = new Random(seed);
    String good =
        "{\"keys\":["
            + Forge.jwk(Forge.RSA.getPublic(), "\"kid\":\"a\",\"use\":\"sig\"")
            + ","
            + Forge.jwk(Forge.P256.getPublic(), "\"kid\":\"b\",\"alg\":\"ES256\"")
            + "]}";
    for (int round = 0; round < ROUNDS / 10; round++) {
      List<TrustedKey> keys =
          TrustedKey.ofKeySet(
              changed(good, random).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(keys == null ? 0 : keys.size()).isLessThanOrEqualTo(2);
    }
  }

  private static String changed(String text, Random random) {
    StringBuilder changed = new StringBuilder(text);
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      int at = random.nextInt(changed.length() + 1);
      int end = Math.min(changed.length(), at + random.nextInt(4));
      changed.replace(
          at, end, random.nextInt(3) == 0 ? "" : SNIPPETS[random.nextInt(SNIPPETS.length)]);
    }
    return changed.toString();
  }
}
