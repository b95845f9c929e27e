package gatehouse.plugin.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.RecordCopy;
import gatehouse.gateway.TestGate;
import gatehouse.model.Settings;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.auth.token.Forge;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a service behind the gateway gets, and whether it can believe it: its verifier is a library
/// that fetches the keys from the running gateway.
final class InternalTokenTest implements AutoCloseable {
  private static final String PATH = Settings.IDENTITY_JWKS_PATH;

  private final Origin origin = Origin.answering(Origin.OK);
  private final TestGate gate;

  InternalTokenTest() throws Exception {
    gate = TestGate.with(Plugins.CATALOGUE_CLASSES, document(""));
  }

  @org.junit.jupiter.api.AfterEach
  @Override
  public void close() throws IOException {
    gate.close();
    origin.close();
  }

  /// @param more members of the plugin's configuration besides the issuer, in YAML
  private String document(String more) {
    return """
    services:
    - name: orders
      url: http://127.0.0.1:%d
      routes:
      - name: known
        paths: [/known]
        plugins:
        - {name: key-auth, config: {anonymous: guest}}
        - {name: internal-token, config: {issuer: gate%s}}
      - {name: open, paths: [/open]}
    consumers:
    - {username: guest}
    - {id: 11111111-2222-4333-8444-555555555555, username: zoë, custom_id: "7", keyauth_credentials: [{key: kz}]}
    - {username: bob, keyauth_credentials: [{key: kb}]}
    """
        .formatted(origin.port(), more.isEmpty() ? "" : ", " + more);
  }

  private RawHttp.Reply send(String line, String... fields) throws Exception {
    try (RawHttp client = gate.connect()) {
      String all = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
      return client.send(line + " HTTP/1.1\r\nHost: gate.test\r\n" + all + "\r\n").read(false);
    }
  }

  /// The token that the service got for this caller; null if it got none.
  private @Nullable String told(String path, String... fields) throws Exception {
    assertThat(send("GET " + path, fields).status()).isEqualTo(200);
    return origin.next().header("x-gatehouse-identity");
  }

  private String token(String key) throws Exception {
    return Objects.requireNonNull(told("/known", "apikey: " + key));
  }

  private URI keys() {
    return URI.create("http://127.0.0.1:" + gate.port() + PATH);
  }

  /// What a service does: fetch the keys, pin the algorithm, demand issuer and audience.
  private JWTClaimsSet verified(String token, String algorithm) throws Exception {
    JWKSource<SecurityContext> source =
        JWKSourceBuilder.create(keys().toURL()).retrying(false).build();
    var processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(JWSAlgorithm.parse(algorithm), source));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            "orders",
            new JWTClaimsSet.Builder().issuer("gate").build(),
            Set.of("sub", "iat", "exp")));
    return processor.process(token, null);
  }

  @Test
  void a_service_can_believe_it() throws Exception {
    JWTClaimsSet claims = verified(token("kz"), "ES256");
    assertThat(claims.getSubject()).isEqualTo("11111111-2222-4333-8444-555555555555");
    assertThat(claims.getExpirationTime().toInstant())
        .isEqualTo(claims.getIssueTime().toInstant().plusSeconds(60));
  }

  @Test
  void it_says_what_templates_say_and_leaves_out_what_is_not_there() throws Exception {
    gate.swap(
        document(
            """
            audience: [orders, stock], claims: {who: "<$(consumer.username)>", email: "$(jwt.email)",
             tenant: "$(consumer.custom_id)", sub: "$(credential.id)"}\
            """));
    JWTClaimsSet claims = verified(token("kz"), "ES256");
    assertThat(claims.getStringClaim("who")).isEqualTo("<zoë>");
    assertThat(claims.getStringClaim("tenant")).isEqualTo("7");
    assertThat(claims.getAudience()).containsExactly("orders", "stock");
    assertThat(claims.getClaim("email")).isNull();
    assertThat(claims.getSubject()).isNotEqualTo("11111111-2222-4333-8444-555555555555");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
  void every_algorithm_can_be_verified(String algorithm) throws Exception {
    gate.swap(document("algorithm: " + algorithm));
    assertThat(verified(token("kb"), algorithm).getIssuer()).isEqualTo("gate");
  }

  /// It is worth as much as the caller's own credential for as long as it is valid.
  @Test
  void no_log_has_it(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("access.log");
    gate.swap(
        document("header: X-Who")
            + "plugins: [{name: file-log, config: {path: \"%s\"}}]\n".formatted(log));
    assertThat(send("GET /known", "apikey: kz").status()).isEqualTo(200);
    assertThat(origin.next().header("x-who")).isNotNull();
    await().until(() -> Files.exists(log) && Files.size(log) > 0);
    assertThat(Files.readString(log)).contains("\"x-who\":\"REDACTED\"").doesNotContain("eyJ");
  }

  @Test
  void who_has_not_proven_anything_has_no_token_and_cannot_bring_one() throws Exception {
    String stolen = token("kz");
    for (String path : new String[] {"/known", "/open"}) {
      assertThat(told(path)).isNull();
      assertThat(told(path, "X-Gatehouse-Identity: " + stolen)).isNull();
      send("GET " + path, "x_GATEHOUSE-identity: " + stolen);
      assertThat(origin.next().fields()).noneMatch(field -> field.contains(stolen));
    }
    assertThat(verified(Objects.requireNonNull(token("kb")), "ES256").getSubject())
        .isNotEqualTo(verified(stolen, "ES256").getSubject());
  }

  @Test
  void a_token_is_used_again_for_the_same_caller_only() throws Exception {
    assertThat(token("kz")).isEqualTo(token("kz")).isNotEqualTo(token("kb"));
  }

  @Test
  void a_token_that_somebody_else_signed_is_none() {
    String forged =
        Forge.token("ES256", "{\"iss\":\"gate\",\"aud\":\"orders\",\"sub\":\"x\"}", key("ES256"));
    assertThatThrownBy(() -> verified(forged, "ES256")).isInstanceOf(BadJOSEException.class);
  }

  private static PrivateKey key(String algorithm) {
    return Forge.pairFor(algorithm).getPrivate();
  }

  private static String pem(PrivateKey key) {
    return "\"-----BEGIN PRIVATE KEY-----\\n"
        + Base64.getEncoder().encodeToString(key.getEncoded())
        + "\\n-----END PRIVATE KEY-----\"";
  }

  /// The order of a rotation by hand: publish the next key, sign with it, take the old one away.
  @Test
  void given_keys_are_rotated_by_reloads() throws Exception {
    String old = pem(key("ES256"));
    String next = pem(Forge.pair("EC", "secp256r1").getPrivate());
    gate.swap(document("keys: [" + old + "]"));
    String first = token("kb");
    gate.swap(document("keys: [" + old + "," + next + "]"));
    assertThat(published()).isEqualTo(2);
    gate.swap(document("keys: [" + next + "," + old + "]"));
    String second = token("kb");
    assertThat(verified(first, "ES256").getSubject())
        .isEqualTo(verified(second, "ES256").getSubject());
    gate.swap(document("keys: [" + next + "]"));
    assertThat(verified(second, "ES256")).isNotNull();
    assertThatThrownBy(() -> verified(first, "ES256")).isInstanceOf(BadJOSEException.class);
  }

  @Test
  void keys_that_were_made_here_outlive_a_reload() throws Exception {
    String before = token("kb");
    gate.swap(document("header: X-Gatehouse-Identity"));
    assertThat(verified(before, "ES256")).isNotNull();
  }

  private int published() throws Exception {
    RawHttp.Reply reply = send("GET " + PATH);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).isEqualTo("application/jwk-set+json");
    JWKSet set = JWKSet.parse(reply.body());
    assertThat(set.containsNonPublicKeys()).isFalse();
    return set.getKeys().size();
  }

  @Test
  void the_key_set_has_public_halves_only_and_is_read_only() throws Exception {
    assertThat(published()).isEqualTo(2);
    assertThat(send("POST " + PATH).status()).isEqualTo(405);
    assertThat(send("GET /x/.." + PATH).status()).isEqualTo(200);
  }

  @Test
  void where_nothing_is_signed_the_path_is_like_any_other() throws Exception {
    gate.swap(
        """
        services: [{name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/], strip_path: false}]}]
        """
            .formatted(origin.port()));
    assertThat(send("GET " + PATH).status()).isEqualTo(200);
    assertThat(origin.next().line()).contains(PATH);
  }

  @Test
  void the_key_set_can_be_hidden() throws Exception {
    try (TestGate hidden =
        TestGate.with(Plugins.CATALOGUE_CLASSES, document(""), InternalTokenTest::hiding)) {
      try (RawHttp client = hidden.connect()) {
        client.send("GET " + PATH + " HTTP/1.1\r\nHost: gate.test\r\n\r\n");
        assertThat(client.read(false).status()).isEqualTo(404);
      }
    }
  }

  private static Settings hiding(Settings s) {
    return RecordCopy.with(s, "identityJwksPath", null);
  }
}
