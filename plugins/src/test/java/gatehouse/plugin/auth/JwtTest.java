package gatehouse.plugin.auth;

import static gatehouse.plugin.auth.token.Forge.token;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.plugin.auth.token.Forge;
import gatehouse.spi.Answer;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import java.security.Key;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTest extends JwtFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
        "ES384", "ES512", "EdDSA"
      })
  void knows_every_algorithm(String alg) {
    Key key = alg.startsWith("HS") ? KEY : Forge.pairFor(alg).getPrivate();
    String token = token(alg, "{\"iss\":\"iss-" + alg + "\",\"sub\":\"s\"}", key);

    FakeExchange x = send(config(), bearer(token));

    assertPassed(x, "alice");
    assertThat(x.upstreamHeader("X-Credential-Identifier")).isEqualTo("iss-" + alg);
    assertThat(x.upstreamHeader("Authorization")).isEqualTo("Bearer " + token);
    assertThat(Objects.requireNonNull(VerifiedClaims.of(x)).text(List.of("sub"))).isEqualTo("s");
  }

  @Test
  void knows_long_keys() {
    KeyPair pair = Forge.pair("RSA", "3072");
    credential("long", "c-1", SECRET, Forge.pem(pair.getPublic()), "PS256");

    assertPassed(
        send(config(), bearer(token("PS256", "{\"iss\":\"long\"}", pair.getPrivate()))), "alice");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "exp":60           | alice
          "exp":0.5          | alice
          "exp":0            | exp: token expired
          "exp":-60          | exp: token expired
          "exp":"+60"        | exp: must be a number
          "exp":null         | exp: must be a number
          "x":1              | exp: must be a number
          "exp":301          | exp: exceeds maximum allowed expiration
          "exp":[60]         | exp: must be a number
          """)
  void verifies_expiry(String claims, String outcome) {
    assertClaims(config().verifying("exp").atMost(300), claims, outcome);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "exp":60,"nbf":-1         | alice
          "exp":60,"nbf":0          | alice
          "exp":60,"nbf":1          | nbf: token not valid yet
          "exp":60                  | nbf: must be a number
          "exp":-1,"nbf":1          | exp: token expired, nbf: token not valid yet
          "exp":60,"nbf":true       | nbf: must be a number
          """)
  void verifies_the_start(String claims, String outcome) {
    assertClaims(config().verifying("exp", "nbf"), claims, outcome);
  }

  private void assertClaims(Wish config, String claims, String outcome) {
    String token = hs("{\"iss\":\"iss-HS256\"," + inSeconds(claims) + "}");
    FakeExchange x = send(config, bearer(token));
    if (outcome.equals("alice")) {
      assertPassed(x, "alice");
      return;
    }
    Answer answer = Objects.requireNonNull(x.answer());
    assertThat(answer.status()).isEqualTo(401);
    assertThat(
            answer.members().stream()
                .map(member -> member.name() + ": " + member.value())
                .collect(Collectors.joining(", ")))
        .isEqualTo(outcome);
    assertThat(VerifiedClaims.of(x)).isNull();
  }

  /// Numbers of `exp` and `nbf` are seconds from now.
  private static String inSeconds(String claims) {
    StringBuilder text = new StringBuilder();
    for (String claim : claims.split(",")) {
      String[] pair = claim.split(":");
      boolean number = pair[1].matches("-?[0-9.]+") && !pair[0].equals("\"x\"");
      text.append(text.isEmpty() ? "" : ",").append(pair[0]).append(':');
      if (number && pair[1].contains(".")) {
        text.append(NOW + Double.parseDouble(pair[1]));
      } else {
        text.append(number ? String.valueOf(NOW + Long.parseLong(pair[1])) : pair[1]);
      }
    }
    return text.toString();
  }

  @Test
  void a_token_that_was_good_is_judged_anew_each_time() {
    Jwt jwt = config().verifying("exp").build(workshop);
    String token = hs("{\"iss\":\"iss-HS256\",\"exp\":" + (NOW + 10) + "}");
    FakeChain chain = new FakeChain(jwt);

    assertPassed(chain.send(bearer(token)), "alice");
    assertPassed(chain.send(bearer(token)), "alice");
    assertThat(
            Objects.requireNonNull(
                    chain.send(bearer(token).at(Instant.ofEpochSecond(NOW + 11))).answer())
                .status())
        .isEqualTo(401);
  }

  @Test
  void looks_where_it_is_told_and_nowhere_else() {
    String token = hs("{\"iss\":\"iss-HS256\"}");
    Wish places = config().headers("X-Token").arguments("t").cookies("sid", "tok");

    assertPassed(send(config(), FakeExchange.get("/?jwt=" + token)), "alice");
    assertPassed(send(places, FakeExchange.get("/?t=" + token)), "alice");
    assertPassed(send(places, FakeExchange.get("/").header("x-token", "Bearer " + token)), "alice");
    assertPassed(
        send(places, FakeExchange.get("/").header("Cookie", "a=b; tok=" + token + "; c")), "alice");
    assertRefused(send(places, bearer(token)), "Unauthorized");
    assertRefused(send(places, FakeExchange.get("/?jwt=" + token)), "Unauthorized");
    assertRefused(
        send(places, FakeExchange.get("/").header("Cookie", "other=" + token)), "Unauthorized");
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer @, alice",
    "bearer @, alice",
    "Bearer    @, alice",
    "BEARER @, Unauthorized",
    "Bearer@, Unauthorized",
    "Basic @, Unauthorized",
    "@, Unauthorized",
    "Bearer, Unauthorized",
    "XBearer @, Unauthorized",
  })
  void reads_the_scheme_as_kong_does(String value, String outcome) {
    String field = value.replace("@", hs("{\"iss\":\"iss-HS256\"}"));
    FakeExchange x = send(config(), FakeExchange.get("/").header("Authorization", field));

    if (outcome.equals("alice")) {
      assertPassed(x, "alice");
    } else {
      assertRefused(x, outcome);
      assertThat(x.answered("WWW-Authenticate")).isEqualTo("Bearer");
    }
  }

  @Test
  void two_different_tokens_are_refused_and_the_same_twice_is_one() {
    String one = hs("{\"iss\":\"iss-HS256\"}");
    String other = hs("{\"iss\":\"iss-HS256\",\"a\":1}");

    assertPassed(send(config(), bearer(one, "/?jwt=" + one)), "alice");
    assertRefused(send(config(), bearer(one, "/?jwt=" + other)), "Multiple tokens provided");
    assertRefused(
        send(config(), FakeExchange.get("/?jwt=" + one + "&jwt=" + other)),
        "Multiple tokens provided");
    assertRefused(
        send(config(), bearer(one).header("authorization", "Bearer " + one)),
        "Multiple tokens provided");
  }

  @Test
  void the_key_claim_may_be_another_one_and_in_the_header() {
    Wish config = config().keyClaim("kid");
    String header = "{\"alg\":\"HS256\",\"kid\":\"iss-HS256\"}";

    assertPassed(send(config, bearer(token(header, "{}", "HS256", KEY))), "alice");
    assertPassed(send(config, bearer(hs("{\"kid\":\"iss-HS256\"}"))), "alice");
    assertRefused(
        send(config, bearer(hs("{\"iss\":\"iss-HS256\"}"))), "No mandatory 'kid' in claims");
  }

  @Test
  void secrets_may_be_in_base64_of_either_alphabet() {
    byte[] bytes = {(byte) 0xff, (byte) 0xef, 0x3f, 0, 1, 2, 3, 4};
    Key key = new javax.crypto.spec.SecretKeySpec(bytes, "HMAC");
    String token = token("HS256", "{\"iss\":\"in-base64\"}", key);

    assertPassed(send(config().inBase64(), bearer(token)), "alice");
    assertRefused(send(config(), bearer(token)), "Invalid signature");
    assertRefused(
        send(config().inBase64(), bearer(hs("{\"iss\":\"iss-HS256\"}"))), "Invalid key/secret");
  }

  @Test
  void a_credential_of_nobody_lets_nobody_in() {
    FakeExchange x = send(config(), bearer(hs("{\"iss\":\"orphan\"}")));

    assertRefused(x, "Could not find consumer for 'iss=orphan'");
    assertThat(x.answered("WWW-Authenticate")).isNull();
  }

  @Test
  void the_anonymous_consumer_stands_in_for_bad_tokens_too() {
    Wish config = config().anonymous("guest");

    for (FakeExchange x : List.of(FakeExchange.get("/"), bearer("x.y.z"))) {
      assertPassed(send(config, x), "guest");
      assertThat(x.upstreamHeader("X-Anonymous-Consumer")).isEqualTo("true");
    }
  }

  @Test
  void options_pass_only_where_it_is_allowed() {
    assertThat(send(config().sparingPreflights(), FakeExchange.of("OPTIONS", "/")).answer())
        .isNull();
    assertRefused(send(config(), FakeExchange.of("OPTIONS", "/")), "Unauthorized");
  }

  @Test
  void the_realm_is_named() {
    Wish config = config().realm("the \"vault\"");

    assertThat(send(config, FakeExchange.get("/")).answered("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"the \\\"vault\\\"\"");
    assertThat(send(config, bearer("a.b.c")).answered("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"the \\\"vault\\\"\", error=\"invalid_token\"");
  }

  @Test
  void hides_the_token_wherever_it_is() {
    String token = hs("{\"iss\":\"iss-HS256\"}");
    FakeExchange x =
        send(
            config().cookies("tok").hiding(),
            bearer(token, "/?a=%31&jwt=" + token + "&b")
                .header("Cookie", "a=b; tok=" + token + "; c=d"));

    assertPassed(x, "alice");
    assertThat(x.upstreamHeader("Authorization")).isNull();
    assertThat(x.upstreamHeader("Cookie")).isEqualTo("a=b; c=d");
    assertThat(x.upstream().query()).isEqualTo("a=%31&b");
  }

  @Test
  void issuer_and_audience_hold_for_credentials_too() {
    Wish config = config().keyClaim("key").issuer("https://i").audience("api", "web");

    assertPassed(send(config, named("\"iss\":\"https://i\",\"aud\":\"api\"")), "alice");
    assertPassed(send(config, named("\"iss\":\"https://i\",\"aud\":[\"x\",\"web\"]")), "alice");
    for (String claims :
        List.of(
            "\"iss\":\"https://i\"",
            "\"aud\":\"api\"",
            "\"iss\":\"https://i/\",\"aud\":\"api\"",
            "\"iss\":[\"https://i\"],\"aud\":\"api\"",
            "\"iss\":\"https://i\",\"aud\":\"apis\"",
            "\"iss\":\"https://i\",\"aud\":{\"api\":1}",
            "\"iss\":\"https://i\",\"aud\":[null,7,{}]",
            "\"iss\":\"https://i\",\"aud\":[]")) {
      assertThat(send(config, named(claims)).answer()).as(claims).isNotNull();
    }
  }

  private static FakeExchange named(String claims) {
    return bearer(hs("{\"key\":\"iss-HS256\"," + claims + "}"));
  }
}
