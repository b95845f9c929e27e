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
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTest {
  private static final long NOW = Instant.parse("2026-01-31T12:00:00Z").getEpochSecond();
  private static final String SECRET = "a secret of at least thirty-two bytes";
  private static final Key KEY = Forge.secret(SECRET);
  private static final List<String> ASYMMETRIC =
      List.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  private final FakeWorkshop workshop = new FakeWorkshop();

  JwtTest() {
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

  private void credential(
      String key, String consumer, String secret, @Nullable String pem, String algorithm) {
    workshop.consumers.with(
        new JwtCredential(
            "id-of-" + key, consumer, key, new Secret(secret), pem, algorithm, List.of()));
  }

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

  /// Name, token, message. Each must be refused with exactly that.
  static Stream<List<String>> attacks() {
    List<List<String>> attacks = new ArrayList<>();
    String good = hs("{\"iss\":\"iss-HS256\"}");
    String[] part = good.split("\\.");
    for (String none : List.of("none", "None", "NONE", "nOnE", "", "hs256", "HS1", "RS1", "dir")) {
      String header = base64("{\"alg\":\"" + none + "\"}");
      attacks.add(List.of("alg " + none, header + "." + part[1] + ".", "Bad token; invalid alg"));
      attacks.add(
          List.of(
              "signed " + none, header + "." + part[1] + "." + part[2], "Bad token; invalid alg"));
    }
    Map<String, String> headers = new TreeMap<>();
    headers.put("{}", "Bad token; invalid alg");
    headers.put("{\"alg\":null}", "Bad token; invalid alg");
    headers.put("{\"alg\":[\"HS256\"]}", "Bad token; invalid alg");
    headers.put("{\"alg\":1}", "Bad token; invalid alg");
    headers.put("{\"alg\":\"HS256\",\"alg\":\"none\"}", "Bad token; invalid JSON");
    headers.put("{\"alg\":\"HS256\",\"crit\":[\"exp\"]}", "Bad token; invalid crit");
    headers.put("{\"alg\":\"HS256\",\"crit\":[]}", "Bad token; invalid crit");
    headers.put("{\"alg\":\"HS256\",\"b64\":false}", "Bad token; invalid crit");
    headers.put("[\"HS256\"]", "Bad token; invalid JSON");
    headers.put("null", "Bad token; invalid JSON");
    headers.put("", "Bad token; invalid JSON");
    headers.put("{\"alg\":\"HS256\"", "Bad token; invalid JSON");
    headers.put("{\"alg\":\"HS256\"} {}", "Bad token; invalid JSON");
    headers.put("{\"alg\":\"HS512\"}", "Invalid algorithm");
    headers.put("{\"alg\":\"RS256\"}", "Invalid algorithm");
    headers.forEach((header, message) ->
        attacks.add(
            List.of(
                "header " + header,
                token(header, "{\"iss\":\"iss-HS256\"}", "HS256", KEY),
                message)));
    Map<String, String> payloads = new TreeMap<>();
    payloads.put("null", "Bad token; invalid claims");
    payloads.put("[]", "Bad token; invalid claims");
    payloads.put("\"text\"", "Bad token; invalid claims");
    payloads.put("7", "Bad token; invalid claims");
    payloads.put("", "Bad token; invalid JSON");
    payloads.put("{\"iss\":\"iss-HS256\"", "Bad token; invalid JSON");
    payloads.put("{\"iss\":\"x\",\"iss\":\"iss-HS256\"}", "Bad token; invalid JSON");
    payloads.put("{\"iss\":\"iss-HS256\"}{}", "Bad token; invalid JSON");
    payloads.put("{\"iss\":\"iss-HS256\",\"n\":1e999}", "Bad token; invalid JSON");
    payloads.put("{\"a\":" + "[".repeat(99) + "]".repeat(99) + "}", "Bad token; invalid JSON");
    payloads.put("{}", "No mandatory 'iss' in claims");
    payloads.put("{\"iss\":null}", "No mandatory 'iss' in claims");
    payloads.put("{\"iss\":\"\"}", "Invalid 'iss' in claims");
    payloads.put("{\"iss\":[\"iss-HS256\"]}", "Invalid 'iss' in claims");
    payloads.put("{\"iss\":7}", "Invalid 'iss' in claims");
    payloads.put("{\"iss\":\"nobody\"}", "No credentials found for given 'iss'");
    payloads.put("{\"iss\":\"' OR 1=1 --\"}", "No credentials found for given 'iss'");
    payloads.put("{\"iss\":\"../../dev/null\"}", "No credentials found for given 'iss'");
    payloads.put("{\"iss\":\"no secret\"}", "Invalid key/secret");
    payloads.put("{\"iss\":\"iss-RS256\"}", "Invalid algorithm");
    payloads.forEach(
        (payload, message) -> attacks.add(List.of("payload " + payload, hs(payload), message)));
    attacks.add(List.of("no dots", "abc", "Bad token; invalid JSON"));
    attacks.add(List.of("one dot", part[0] + "." + part[1], "Bad token; invalid JSON"));
    attacks.add(List.of("four parts", good + ".x", "Bad token; invalid signature"));
    attacks.add(List.of("JWE", part[0] + "." + "a.b.c.d", "Bad token; invalid JSON"));
    attacks.add(
        List.of("not base64", part[0] + "." + part[1] + ".a*b", "Bad token; invalid signature"));
    attacks.add(
        List.of("padded", part[0] + "." + part[1] + ".AAA=", "Bad token; invalid signature"));
    attacks.add(List.of("no signature", part[0] + "." + part[1] + ".", "Invalid signature"));
    attacks.add(List.of("cut", good.substring(0, good.length() - 4), "Invalid signature"));
    attacks.add(List.of("longer", good + "AAAA", "Invalid signature"));
    attacks.add(
        List.of(
            "other payload",
            part[0] + "." + base64("{\"iss\":\"iss-HS256\",\"admin\":true}") + "." + part[2],
            "Invalid signature"));
    attacks.add(
        List.of(
            "oversize",
            hs("{\"iss\":\"iss-HS256\",\"x\":\"" + "x".repeat(60_000) + "\"}"),
            "Bad token; invalid JSON"));
    return attacks.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void refuses_attacks(List<String> attack) {
    FakeExchange x = send(config(), bearer(attack.get(1)));

    assertRefused(x, attack.get(2));
    assertThat(x.answered("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    assertThat(VerifiedClaims.of(x)).isNull();
  }

  @Test
  void a_public_key_is_never_a_shared_secret() {
    String pem = Forge.pem(Forge.RSA.getPublic());
    List<String> shapes =
        List.of(
            pem,
            pem.strip(),
            pem.replace("\n", "\r\n"),
            pem.replaceAll("-----[A-Z ]+-----|\n", ""),
            Forge.jwk(Forge.RSA.getPublic(), ""));
    for (String shape : shapes) {
      Key key = Forge.secret(shape);
      assertRefused(
          send(config(), bearer(token("HS256", "{\"iss\":\"iss-RS256\"}", key))),
          "Invalid algorithm");
      assertRefused(
          send(config(), bearer(token("HS256", "{\"iss\":\"both\"}", key))), "Invalid signature");
    }
    assertPassed(send(config(), bearer(token("HS256", "{\"iss\":\"both\"}", KEY))), "alice");
  }

  @Test
  void keys_in_the_token_are_not_even_looked_at() {
    String jwk = Forge.jwk(Forge.OTHER_RSA.getPublic(), "");
    for (String header :
        List.of(
            "{\"alg\":\"RS256\",\"jwk\":" + jwk + "}",
            "{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1:1/keys\"}",
            "{\"alg\":\"RS256\",\"x5u\":\"http://127.0.0.1:1/cert\",\"x5c\":[\"AAAA\"]}",
            "{\"alg\":\"RS256\",\"kid\":\"../../dev/null\"}")) {
      String token =
          token(header, "{\"iss\":\"iss-RS256\"}", "RS256", Forge.OTHER_RSA.getPrivate());
      assertRefused(send(config(), bearer(token)), "Invalid signature");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES384", "ES512"})
  void a_signature_of_zeros_verifies_nothing(String alg) {
    int size = alg.equals("ES256") ? 64 : alg.equals("ES384") ? 96 : 132;
    String good = token(alg, "{\"iss\":\"iss-" + alg + "\"}", Forge.pairFor(alg).getPrivate());
    String unsigned = good.substring(0, good.lastIndexOf('.') + 1);
    byte[] ones = new byte[size];
    ones[size / 2 - 1] = 1;
    ones[size - 1] = 1;
    for (byte[] forged : List.of(new byte[size], ones, new byte[0], new byte[size - 1])) {
      assertRefused(send(config(), bearer(unsigned + base64(forged))), "Invalid signature");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bare, ES256, Invalid key/secret",
    "curve, ES256, Invalid key/secret",
    "kind, RS256, Invalid key/secret",
    "weak, RS256, Invalid key/secret",
  })
  void a_key_that_does_not_fit_its_algorithm_verifies_nothing(
      String iss, String alg, String message) {
    Key key = alg.equals("ES256") ? Forge.P256.getPrivate() : Forge.RSA.getPrivate();

    assertRefused(send(config(), bearer(token(alg, "{\"iss\":\"" + iss + "\"}", key))), message);
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

  @Test
  void answers_say_nothing_of_the_secret() {
    for (List<String> attack : attacks().toList()) {
      Answer answer = Objects.requireNonNull(send(config(), bearer(attack.get(1))).answer());
      assertThat(answer.toString()).doesNotContain(SECRET).doesNotContain("gatehouse.");
    }
  }

  private static String hs(String claims) {
    return token("HS256", claims, KEY);
  }

  private static FakeExchange bearer(String token) {
    return bearer(token, "/");
  }

  private static FakeExchange bearer(String token, String target) {
    return FakeExchange.get(target).header("Authorization", "Bearer " + token);
  }

  private FakeExchange send(Wish config, FakeExchange x) {
    return new FakeChain(config.build(workshop)).send(x);
  }

  private static void assertPassed(FakeExchange x, String username) {
    assertThat(x.answer()).isNull();
    assertThat(x.upstreamHeader("X-Consumer-Username")).isEqualTo(username);
  }

  private static void assertRefused(FakeExchange x, String message) {
    Answer answer = x.answer();
    assertThat(answer).as("an answer").isNotNull();
    assertThat(Objects.requireNonNull(answer).status()).isEqualTo(401);
    assertThat(answer.message()).isEqualTo(message);
    assertThat(x.identity()).isNull();
  }

  private static Wish config() {
    return new Wish();
  }

  /// A configuration of which a test says only what differs from the defaults.
  private static final class Wish {
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
