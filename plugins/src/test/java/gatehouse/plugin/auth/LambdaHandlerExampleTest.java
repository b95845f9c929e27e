package gatehouse.plugin.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import gatehouse.gateway.RawHttp;
import gatehouse.plugin.cases.PeerGate;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shipped example runs: a handler as one writes it for AWS decides about real requests.
final class LambdaHandlerExampleTest {
  @TempDir private Path folder;

  private RSAKey key;
  private Process handler;
  private int port;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(isThere("python3"), "python3 is not installed");
    key = new RSAKeyGenerator(2048).keyID("k1").generate();
    Path keys = folder.resolve("jwks.json");
    Files.writeString(keys, new JWKSet(key.toPublicJWK()).toString());
    handler =
        new ProcessBuilder(
                "python3",
                Path.of("../examples/lambda-authorizer/authorizer.py").toString(),
                "--keys",
                keys.toString(),
                "--port",
                "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = handler.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    assertThat(line).startsWith("listening on 127.0.0.1:");
    port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  @AfterEach
  void stop() {
    if (handler != null) {
      handler.destroy();
    }
  }

  private static boolean isThere(String command) {
    try {
      return new ProcessBuilder(command, "--version").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private PeerGate gate() throws Exception {
    String plugin = Files.readString(Path.of("../examples/lambda-authorizer/gatehouse.yml"));
    assertThat(plugin).contains("url: http://127.0.0.1:9100/");
    return new PeerGate(
        "{name: lambda-authorizer, config: {url: 'http://127.0.0.1:%d/', hide_credentials: true}}"
            .formatted(port));
  }

  private String token(JWSAlgorithm algorithm, JWSSigner signer, long lifetime) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).keyID("k1").build(),
            new JWTClaimsSet.Builder()
                .subject("user-7")
                .expirationTime(Date.from(Instant.now().plusSeconds(lifetime)))
                .build());
    token.sign(signer);
    return token.serialize();
  }

  private static int ask(PeerGate gate, String token) throws Exception {
    RawHttp.Reply reply = gate.send("GET /orders/7", "Authorization: Bearer " + token);
    return reply.status();
  }

  @Test
  void lets_in_who_has_a_good_token_and_nobody_else() throws Exception {
    String good = token(JWSAlgorithm.RS256, new RSASSASigner(key), 600);
    RSAKey other = new RSAKeyGenerator(2048).keyID("k1").generate();
    byte[] publicKey = key.toRSAPublicKey().getEncoded();
    try (PeerGate gate = gate()) {
      assertThat(ask(gate, good)).isEqualTo(200);
      var seen = gate.service().next();
      assertThat(seen.header("x-authorizer-principal-id")).isEqualTo("user-7");
      assertThat(seen.header("authorization")).isNull();

      assertThat(gate.send("GET /orders/7").status()).isEqualTo(401);
      assertThat(ask(gate, good.substring(0, good.length() - 8) + "AAAAAAAA")).isEqualTo(403);
      assertThat(ask(gate, good.replaceFirst("\\.[^.]*\\.", ".e30."))).isEqualTo(403);
      assertThat(ask(gate, token(JWSAlgorithm.RS256, new RSASSASigner(key), -5))).isEqualTo(403);
      assertThat(ask(gate, token(JWSAlgorithm.RS256, new RSASSASigner(other), 600))).isEqualTo(403);
      assertThat(ask(gate, token(JWSAlgorithm.HS256, new MACSigner(publicKey), 600)))
          .isEqualTo(403);
      assertThat(ask(gate, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.")).isEqualTo(403);
      assertThat(ask(gate, "nonsense")).isEqualTo(403);
      assertThat(gate.service().waiting()).isZero();
    }
  }
}
