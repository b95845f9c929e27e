package gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Family 17: what the TLS listener shows and takes, and whom it believes upstream.
final class TlsTest {
  private static final String CA = UUID.randomUUID().toString();

  private static CertificateBuilder certificate(String name) {
    return new CertificateBuilder()
        .subject("CN=" + name)
        .addSanDnsName(name)
        .algorithm(CertificateBuilder.Algorithm.ecp256);
  }

  private static X509Bundle selfSigned(String name) throws Exception {
    return certificate(name).setIsCertificateAuthority(true).buildSelfSigned();
  }

  private static String quoted(String pem) {
    return '"' + pem.replace("\n", "\\n").replace("\r", "") + '"';
  }

  private static String entity(X509Bundle bundle, String snis) {
    return "- {id: %s, cert: %s, key: %s, snis: %s}\n"
        .formatted(
            UUID.randomUUID(),
            quoted(bundle.getCertificatePathPEM()),
            quoted(bundle.getPrivateKeyPEM()),
            snis);
  }

  @ParameterizedTest
  @CsvSource({
    "a.test, a.test",
    "A.TEST, a.test",
    "x.wild.test, wild.test",
    "y.x.wild.test, localhost",
    "suffix.anything, suffix.test",
    "unknown.test, localhost",
    ", localhost"
  })
  void shows_the_certificate_that_fits_the_name(@Nullable String asked, String shown)
      throws Exception {
    String yaml =
        "_format_version: \"3.0\"\ncertificates:\n"
            + entity(selfSigned("a.test"), "[{name: a.test}]")
            + entity(selfSigned("wild.test"), "[{name: \"*.wild.test\"}]")
            + entity(selfSigned("suffix.test"), "[{name: \"suffix.*\"}]");
    try (TestGate gate = TestGate.with(yaml);
        SSLSocket client = connect(gate, asked)) {
      client.startHandshake();
      X509Certificate certificate = (X509Certificate) client.getSession().getPeerCertificates()[0];
      assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=" + shown);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"
      })
  void takes_no_suite_without_forward_secrecy_and_aead(String suite) throws Exception {
    try (TestGate gate = TestGate.with("_format_version: \"3.0\"\n");
        SSLSocket client = connect(gate, "a.test")) {
      client.setEnabledProtocols(new String[] {"TLSv1.2"});
      client.setEnabledCipherSuites(new String[] {suite});
      assertThatThrownBy(client::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void serves_both_versions_with_http_1_1_and_h2(String version) throws Exception {
    try (TestGate gate = TestGate.with("_format_version: \"3.0\"\n");
        SSLSocket client = connect(gate, "a.test")) {
      client.setEnabledProtocols(new String[] {version});
      SSLParameters parameters = client.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      client.setSSLParameters(parameters);
      client.startHandshake();
      assertThat(client.getSession().getProtocol()).isEqualTo(version);
      assertThat(client.getApplicationProtocol()).isEqualTo("h2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bound.test, bound.test, 200",
    "bound.test, other.test, 200",
    "other.test, bound.test, 421",
    ", bound.test, 421"
  })
  void refuses_a_host_that_the_handshake_was_not_for(@Nullable String sni, String host, int status)
      throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate =
            TestGate.with(
                """
                _format_version: "3.0"
                services:
                - name: s
                  url: http://127.0.0.1:%d
                  routes:
                  - {name: bound, paths: [/], snis: [bound.test]}
                """
                    .formatted(origin.port()));
        SSLSocket client = connect(gate, sni)) {
      assertThat(ask(client, host)).startsWith("HTTP/1.1 " + status);
    }
  }

  @Test
  void serves_a_new_certificate_after_a_swap_and_drops_nobody() throws Exception {
    String first =
        "_format_version: \"3.0\"\ncertificates:\n"
            + entity(selfSigned("one.test"), "[{name: a.test}]");
    String second =
        "_format_version: \"3.0\"\ncertificates:\n"
            + entity(selfSigned("two.test"), "[{name: a.test}]");
    try (TestGate gate = TestGate.with(first);
        SSLSocket before = connect(gate, "a.test")) {
      before.startHandshake();
      gate.swap(second);
      try (SSLSocket after = connect(gate, "a.test")) {
        after.startHandshake();
        X509Certificate shown = (X509Certificate) after.getSession().getPeerCertificates()[0];
        assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=two.test");
      }
      assertThat(ask(before, "a.test")).startsWith("HTTP/1.1 404");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "right, true, 200",
    "right, false, 200",
    "other authority, true, 502",
    "other authority, false, 200",
    "wrong name, true, 502",
    "expired, true, 502"
  })
  void believes_a_service_only_if_it_proves_itself(String kind, boolean verify, int status)
      throws Exception {
    X509Bundle ca =
        new CertificateBuilder()
            .subject("CN=ca")
            .setIsCertificateAuthority(true)
            .algorithm(CertificateBuilder.Algorithm.ecp256)
            .buildSelfSigned();
    X509Bundle other =
        new CertificateBuilder()
            .subject("CN=other")
            .setIsCertificateAuthority(true)
            .algorithm(CertificateBuilder.Algorithm.ecp256)
            .buildSelfSigned();
    CertificateBuilder leaf = certificate(kind.equals("wrong name") ? "else.test" : "localhost");
    if (kind.equals("expired")) {
      Instant now = Instant.now();
      leaf.notBefore(now.minus(Duration.ofDays(2))).notAfter(now.minus(Duration.ofDays(1)));
    }
    X509Bundle server = leaf.buildIssuedBy(kind.equals("other authority") ? other : ca);
    try (TlsOrigin origin = new TlsOrigin(server);
        TestGate gate =
            TestGate.with(
                """
                _format_version: "3.0"
                ca_certificates:
                - {id: %s, cert: %s}
                services:
                - name: s
                  url: https://localhost:%d
                  retries: 0
                  tls_verify: %s
                  ca_certificates: [%s]
                  routes: [{name: r, paths: [/]}]
                """
                    .formatted(CA, quoted(ca.getCertificatePEM()), origin.port(), verify, CA));
        RawHttp client = gate.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(status);
      assertThat(origin.asked).isEqualTo(status == 200);
    }
  }

  private static SSLSocket connect(TestGate gate, @Nullable String sni) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), gate.tlsPort());
    socket.setSoTimeout(10_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(sni == null ? List.of() : List.of(new SNIHostName(sni)));
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static String ask(SSLSocket client, String host) throws IOException {
    client
        .getOutputStream()
        .write(
            ("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /// A service behind TLS that notes whether a request ever came through.
  private static final class TlsOrigin implements AutoCloseable {
    private final SSLServerSocket server;
    private volatile boolean asked;

    TlsOrigin(X509Bundle bundle) throws Exception {
      KeyStore keys = bundle.toKeyStore(new char[0]);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return server.getLocalPort();
    }

    private void accept() {
      try {
        while (true) {
          serve((SSLSocket) server.accept());
        }
      } catch (IOException e) {
        // Closed: the test is over.
      }
    }

    private void serve(SSLSocket socket) throws IOException {
      try (socket) {
        InputStream in = socket.getInputStream();
        asked |= in.read() >= 0;
        socket.getOutputStream().write(Origin.OK.getBytes(StandardCharsets.US_ASCII));
      } catch (SSLException e) {
        // The gateway did not believe it.
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
