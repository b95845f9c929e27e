package gatehouse.plugin.auth;

import static gatehouse.plugin.auth.OidcGate.claims;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import gatehouse.gateway.RawHttp.Reply;
import gatehouse.plugin.auth.token.Forge;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens that are bound to a key of the client's (RFC 9449).
class DpopTest {
  private final OidcGate gate = open();
  private final String token;

  DpopTest() throws Exception {
    String jkt = JWK.parse(Forge.jwk(Forge.P256.getPublic(), "")).computeThumbprint().toString();
    token = gate.issuer.token(claims("\"cnf\":{\"jkt\":\"" + jkt + "\"}"));
  }

  private static OidcGate open() {
    try {
      return new OidcGate(
          "\"auth_methods\":[\"bearer\"],\"proof_of_possession_dpop\":\"optional\"");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  /// A proof, of which a test changes what it says.
  private final class Proof {
    private String method = "GET";
    private String address = "http://127.0.0.1:" + gate.gate.port() + "/x";
    private String type = "dpop+jwt";
    private String jwk = Forge.jwk(Forge.P256.getPublic(), "");
    private java.security.KeyPair key = Forge.P256;
    private String alg = "ES256";
    private String jti = "\"" + UUID.randomUUID() + "\"";
    private String of = token;
    private long iat = System.currentTimeMillis() / 1000;
    private String more = "";

    String text() throws Exception {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(of.getBytes(StandardCharsets.US_ASCII));
      return Forge.token(
          "{\"alg\":\"%s\",\"typ\":\"%s\",\"jwk\":%s}".formatted(alg, type, jwk),
          "{\"htm\":\"%s\",\"htu\":\"%s\",\"iat\":%d,\"jti\":%s,\"ath\":\"%s\"%s}"
              .formatted(method, address, iat, jti, Forge.base64(hash), more),
          alg,
          alg.startsWith("HS") ? Forge.secret("0".repeat(32)) : key.getPrivate());
    }
  }

  private Reply send(String proof) throws Exception {
    return gate.get("/x?q=1", "Authorization: DPoP " + token, "DPoP: " + proof);
  }

  @Test
  void a_proven_token_passes_as_a_plain_one() throws Exception {
    assertThat(send(new Proof().text()).status()).isEqualTo(200);
    var seen = gate.seen();
    assertThat(seen.header("authorization")).isEqualTo("Bearer " + token);
    assertThat(seen.header("dpop")).isNull();
  }

  @Test
  void a_proof_is_good_once_and_a_reload_does_not_forget_it() throws Exception {
    String proof = new Proof().text();
    assertThat(send(proof).status()).isEqualTo(200);
    assertThat(send(proof).status()).isEqualTo(401);
    gate.reload("\"auth_methods\":[\"bearer\"],\"proof_of_possession_dpop\":\"strict\"");
    assertThat(send(proof).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "method",
        "address",
        "host",
        "scheme",
        "type",
        "key",
        "jwk",
        "private",
        "symmetric",
        "old",
        "future",
        "token",
        "jti",
        "none",
        "unsigned",
        "elsewhere",
        "garbage",
        "twice",
        "bearer",
        "bearer without proof"
      })
  void refuses(String attack) throws Exception {
    Proof proof = new Proof();
    switch (attack) {
      case "method" -> proof.method = "POST";
      case "address" -> proof.address += "y";
      case "host" -> proof.address = "http://evil.test/x";
      case "scheme" -> proof.address = proof.address.replace("http:", "https:");
      case "type" -> proof.type = "JWT";
      case "key" -> proof.key = Forge.pair("EC", "secp256r1");
      case "jwk" -> {
        proof.key = Forge.pair("EC", "secp256r1");
        proof.jwk = Forge.jwk(proof.key.getPublic(), "");
      }
      case "private" -> proof.jwk = Forge.jwk(Forge.P256.getPublic(), "\"d\":\"AAAA\"");
      case "symmetric" -> {
        proof.alg = "HS256";
        proof.jwk = "{\"kty\":\"oct\",\"k\":\"" + Forge.base64("0".repeat(32)) + "\"}";
      }
      case "old" -> proof.iat -= 4000;
      case "future" -> proof.iat += 4000;
      case "token" -> proof.of = token + "x";
      case "jti" -> proof.jti = "7";
      default -> {}
    }
    String text = proof.text();
    Reply reply =
        switch (attack) {
          case "none" -> gate.get("/x", "Authorization: DPoP " + token);
          case "garbage" -> send("a.b.c");
          case "unsigned" -> send(unsigned(text));
          case "elsewhere" -> send(text.replaceFirst("^[^.]+", keyElsewhere()));
          case "twice" ->
              gate.get("/x", "Authorization: DPoP " + token, "DPoP: " + text, "DPoP: " + text);
          case "bearer" -> gate.get("/x", "Authorization: Bearer " + token, "DPoP: " + text);
          case "bearer without proof" -> gate.bearer(token);
          default -> send(text);
        };

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("www-authenticate"))
        .matches("DPoP realm=\"127.0.0.1\", error=\"invalid_(dpop_proof|token)\", algs=\".*\"");
    assertThat(gate.origin.waiting()).isZero();
  }

  private static String unsigned(String proof) {
    String jwk = Forge.jwk(Forge.P256.getPublic(), "");
    return Forge.base64("{\"alg\":\"none\",\"typ\":\"dpop+jwt\",\"jwk\":" + jwk + "}")
        + "."
        + proof.split("\\.", -1)[1]
        + ".";
  }

  private static String keyElsewhere() {
    return Forge.base64("{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\",\"jku\":\"http://127.0.0.1:1/\"}");
  }

  @Test
  void an_unbound_token_passes_unless_all_must_be_bound() throws Exception {
    String plain = gate.issuer.token(claims(""));
    assertThat(gate.bearer(plain).status()).isEqualTo(200);
    gate.reload("\"auth_methods\":[\"bearer\"],\"proof_of_possession_dpop\":\"strict\"");
    assertThat(gate.bearer(plain).status()).isEqualTo(401);
  }

  @Test
  void a_nonce_is_handed_out_and_demanded() throws Exception {
    gate.reload(
        "\"auth_methods\":[\"bearer\"],\"proof_of_possession_dpop\":\"strict\",\"dpop_use_nonce\":true");
    Reply reply = send(new Proof().text());
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("www-authenticate")).contains("error=\"use_dpop_nonce\"");
    String nonce = Objects.requireNonNull(reply.header("dpop-nonce"));

    Proof good = new Proof();
    good.more = ",\"nonce\":\"" + nonce + "\"";
    assertThat(send(good.text()).status()).isEqualTo(200);
    Proof forged = new Proof();
    forged.more = ",\"nonce\":\"" + Forge.base64(new byte[40]) + "\"";
    assertThat(send(forged.text()).status()).isEqualTo(401);
  }

  @Test
  void a_certificate_cannot_be_shown_without_tls() throws Exception {
    gate.reload("\"auth_methods\":[\"bearer\"],\"proof_of_possession_mtls\":\"optional\"");
    String bound = gate.issuer.token(claims("\"cnf\":{\"x5t#S256\":\"AAAA\"}"));

    assertThat(gate.bearer(bound).status()).isEqualTo(401);
    assertThat(gate.bearer(gate.issuer.token(claims(""))).status()).isEqualTo(200);
  }
}
