package gatehouse.plugin.auth;

import static gatehouse.plugin.auth.token.Forge.base64;
import static gatehouse.plugin.auth.token.Forge.token;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.plugin.auth.token.Forge;
import gatehouse.spi.Answer;
import gatehouse.spi.FakeExchange;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What attackers try with tokens: each is refused, for the reason that is told.
class JwtAttackTest extends JwtFixture {
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

  @Test
  void answers_say_nothing_of_the_secret() {
    for (List<String> attack : attacks().toList()) {
      Answer answer = Objects.requireNonNull(send(config(), bearer(attack.get(1))).answer());
      assertThat(answer.toString()).doesNotContain(SECRET).doesNotContain("gatehouse.");
    }
  }
}
