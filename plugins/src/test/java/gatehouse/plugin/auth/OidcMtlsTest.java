package gatehouse.plugin.auth;

import static gatehouse.plugin.auth.OidcGate.claims;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import gatehouse.plugin.auth.OpensslCa.Issued;
import gatehouse.plugin.auth.token.Forge;
import gatehouse.spi.Pem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates on both sides of openid-connect (RFC 8705): tokens that are bound to the client's,
/// and the gateway's own at the issuer; OpenSSL makes them.
final class OidcMtlsTest {
  private static final String ID = "11111111-1111-4111-8111-111111111111";

  @TempDir private Path folder;
  private OpensslCa ca;
  private OidcGate gate;

  @BeforeEach
  void start() throws Exception {
    ca = new OpensslCa(folder, "ca", null);
    gate = new OidcGate(config("optional"));
  }

  @AfterEach
  void stop() throws Exception {
    if (gate != null) {
      gate.close();
      ca.close();
    }
  }

  private static String config(String demand) {
    return "\"auth_methods\":[\"bearer\",\"introspection\"],\"client_id\":[\"gw\"],"
        + "\"client_secret\":[\"s\"],\"proof_of_possession_mtls\":\""
        + demand
        + "\"";
  }

  private static String thumbprint(Issued of) throws Exception {
    byte[] encoded = Pem.certificates(of.cert()).getFirst().getEncoded();
    return Forge.base64(MessageDigest.getInstance("SHA-256").digest(encoded));
  }

  private static String bound(String thumbprint) {
    return claims("\"cnf\":{\"x5t#S256\":" + thumbprint + "}");
  }

  private static String boundTo(Issued certificate) throws Exception {
    return bound('"' + thumbprint(certificate) + '"');
  }

  private boolean passes(@Nullable Issued shown, String token) throws Exception {
    String answer = TlsClient.get(gate.gate.tlsPort(), shown, "Authorization: Bearer " + token);
    boolean passed = answer.startsWith("HTTP/1.1 200");
    if (passed) {
      gate.seen();
    } else {
      assertThat(answer).startsWith("HTTP/1.1 401").contains("error=\"invalid_token\"");
      assertThat(gate.origin.waiting()).isZero();
    }
    return passed;
  }

  @Test
  void a_bound_token_is_good_with_its_certificate_only() throws Exception {
    Issued own = ca.issue("/CN=alice", "");
    Issued same = ca.issue("/CN=alice", "");
    String token = gate.issuer.token(boundTo(own));
    assertThat(passes(own, token)).isTrue();
    assertThat(passes(same, token)).as("another certificate of the same name").isFalse();
    assertThat(passes(null, token)).as("no certificate").isFalse();
    assertThat(gate.bearer(token).status()).as("no TLS").isEqualTo(401);
    assertThat(passes(own, token)).as("what was remembered is judged anew").isTrue();
    // The binding is to the certificate, not to an authority: RFC 8705, section 3, trusts the
    // token.
    Issued foreign = new OpensslCa(folder, "other", null).issue("/CN=alice", "");
    assertThat(passes(foreign, gate.issuer.token(boundTo(foreign)))).isTrue();
  }

  @Test
  void a_binding_that_cannot_be_read_binds_all_the_same() throws Exception {
    Issued own = ca.issue("/CN=alice", "");
    for (String thumbprint :
        List.of("\"\"", "7", "[\"" + thumbprint(own) + "\"]", "\"" + thumbprint(own) + "=\"")) {
      assertThat(passes(own, gate.issuer.token(bound(thumbprint)))).as(thumbprint).isFalse();
    }
  }

  @Test
  void an_unbound_token_passes_unless_all_must_be_bound() throws Exception {
    Issued own = ca.issue("/CN=alice", "");
    String plain = gate.issuer.token(claims(""));
    assertThat(passes(own, plain)).isTrue();
    gate.reload(config("strict"));
    assertThat(passes(own, plain)).isFalse();
    assertThat(passes(own, gate.issuer.token(claims("\"cnf\":{\"jkt\":\"x\"}")))).isFalse();
    assertThat(passes(own, gate.issuer.token(boundTo(own)))).isTrue();
  }

  @Test
  void the_issuers_word_about_an_opaque_token_binds_too() throws Exception {
    Issued own = ca.issue("/CN=alice", "");
    gate.issuer.introspect("op", "\"active\":true," + boundTo(own));
    assertThat(passes(own, "op")).isTrue();
    assertThat(passes(ca.issue("/CN=alice", ""), "op")).isFalse();
  }

  private static String quoted(String pem) {
    return '"' + pem.replace("\n", "\\n") + '"';
  }

  /// An issuer whose endpoint talks only to who shows a certificate of the authority.
  @Test
  void the_gateway_proves_itself_to_the_issuer_by_its_certificate() throws Exception {
    Issued server = ca.issue("/CN=localhost", "subjectAltName=IP:127.0.0.1\n");
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpsServer endpoint =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.setHttpsConfigurator(
        new HttpsConfigurator(context(server)) {
          @Override
          public void configure(HttpsParameters parameters) {
            var wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    endpoint.createContext(
        "/",
        http -> {
          asked.add(new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] answer = "{\"active\":true}".getBytes(StandardCharsets.UTF_8);
          http.sendResponseHeaders(200, answer.length);
          http.getResponseBody().write(answer);
          http.close();
        });
    endpoint.start();
    try {
      String address = "https://127.0.0.1:" + endpoint.getAddress().getPort() + "/introspect";
      Issued own = ca.issue("/CN=gw", "");
      String method =
          "\"auth_methods\":[\"introspection\"],\"client_id\":[\"gw\"],\"ssl_verify\":false,"
              + "\"introspection_endpoint\":\""
              + address
              + "\",";
      gate.reload(method + "\"client_auth\":[\"none\"]");
      assertThat(gate.bearer("op").status()).isEqualTo(503);
      gate.reload(
          method
              + "\"client_auth\":[\"tls_client_auth\"],\"tls_client_auth_cert_id\":\""
              + ID
              + "\"",
          "\"certificates\":[{\"id\":\"%s\",\"cert\":%s,\"key\":%s}]"
              .formatted(ID, quoted(own.cert()), quoted(own.key())));
      assertThat(gate.bearer("op").status()).isEqualTo(200);
      assertThat(asked).hasSize(1);
      assertThat(asked.getFirst()).contains("client_id=gw").doesNotContain("client_secret");
    } finally {
      endpoint.stop(0);
    }
  }

  private SSLContext context(Issued server) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", Pem.certificates(ca.pem()).getFirst());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(server.keyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
