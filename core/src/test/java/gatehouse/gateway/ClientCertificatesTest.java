package gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.Answer;
import gatehouse.spi.Client;
import gatehouse.spi.Exchange;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Plugin;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Doc;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients are asked for a certificate where a plugin wants one, and the plugin sees what they
/// show.
final class ClientCertificatesTest {
  private static final List<Class<? extends Plugin>> PLUGINS = List.of(Shown.class);

  /// Answers with the subjects of the chain that the client showed.
  @Policy(name = "shown", priority = 10, summary = "Tells what the client showed.")
  public static final class Shown implements OnRequest {
    /// @param wants whether a certificate is wanted
    public record Config(@Doc("Whether a certificate is wanted.") boolean wants) {}

    private final Config config;

    public Shown(Config config, Workshop workshop) {
      this.config = config;
    }

    @Override
    public boolean wantsClientCertificate() {
      return config.wants;
    }

    @Override
    public Step onRequest(Exchange x) {
      Client.Tls tls = x.client().tls();
      String all =
          tls == null
              ? "plain"
              : tls.peerChain().stream()
                  .map(c -> c.getSubjectX500Principal().getName())
                  .collect(Collectors.joining(" "));
      return new Step.Stop(Answer.text(200, "text/plain", "[" + all + "]"));
    }
  }

  private static String routes(String... routes) {
    return "_format_version: \"3.0\"\nroutes:\n- " + String.join("\n- ", routes) + "\n";
  }

  private static String route(String name, String fields, String config) {
    return "{name: %s, paths: [/%s]%s, plugins: [{name: shown, config: {wants: %s}}]}"
        .formatted(name, name, fields, config);
  }

  private static X509Bundle authority() throws Exception {
    return selfSigned("ca");
  }

  private static X509Bundle selfSigned(String name) throws Exception {
    return builder(name).setIsCertificateAuthority(true).buildSelfSigned();
  }

  private static CertificateBuilder builder(String name) {
    return new CertificateBuilder()
        .subject("CN=" + name)
        .algorithm(CertificateBuilder.Algorithm.ecp256);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void the_whole_chain_is_seen_by_the_plugin(String version) throws Exception {
    X509Bundle ca = authority();
    X509Bundle middle = builder("middle").setIsCertificateAuthority(true).buildIssuedBy(ca);
    X509Bundle leaf = builder("leaf").buildIssuedBy(middle);
    try (TestGate gate = TestGate.with(PLUGINS, routes(route("a", "", "true")))) {
      Shower shower = new Shower(leaf);
      assertThat(ask(gate, "a.test", "/a", version, context(shower)))
          .endsWith("[CN=leaf CN=middle]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"self-signed", "expired", "not yet valid"})
  void a_certificate_that_nobody_would_trust_passes_the_handshake(String kind) throws Exception {
    Instant now = Instant.now();
    CertificateBuilder builder = builder("leaf");
    switch (kind) {
      case "expired" ->
          builder.notBefore(now.minus(Duration.ofDays(9))).notAfter(now.minus(Duration.ofDays(8)));
      case "not yet valid" ->
          builder.notBefore(now.plus(Duration.ofDays(8))).notAfter(now.plus(Duration.ofDays(9)));
      default -> {}
    }
    try (TestGate gate = TestGate.with(PLUGINS, routes(route("a", "", "true")))) {
      SSLContext client =
          context(new Shower(builder.setIsCertificateAuthority(true).buildSelfSigned()));
      assertThat(ask(gate, "a.test", "/a", "TLSv1.3", client)).endsWith("[CN=leaf]");
    }
  }

  @Test
  void a_client_without_one_is_served_and_shows_nothing() throws Exception {
    try (TestGate gate = TestGate.with(PLUGINS, routes(route("a", "", "true")))) {
      assertThat(ask(gate, "a.test", "/a", "TLSv1.3", context(null))).endsWith("[]");
      try (RawHttp plain = gate.connect()) {
        assertThat(plain.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n").read().body())
            .isEqualTo("[plain]");
      }
    }
  }

  @Test
  void a_key_that_does_not_belong_to_the_certificate_fails_the_handshake() throws Exception {
    X509Bundle shown = selfSigned("victim");
    PrivateKey other = selfSigned("thief").getKeyPair().getPrivate();
    Shower thief = new Shower(shown.getCertificatePath(), other);
    try (TestGate gate = TestGate.with(PLUGINS, routes(route("a", "", "true")))) {
      assertThat(ask(gate, "a.test", "/a", "TLSv1.3", context(thief))).doesNotContain("victim");
      assertThat(thief.asked).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Nobody wants one.
    "'', false, '', false, a.test, false",
    // A route that can be reached by any name.
    "'', true, '', false, a.test, true",
    "'', true, '', false, , true",
    // All routes with the plugin have names: only those are asked.
    "', snis: [a.test]', true, '', false, a.test, true",
    "', snis: [a.test]', true, '', false, b.test, false",
    "', snis: [a.test]', true, '', false, , false",
    "', snis: [\"*.a.test\"]', true, '', false, x.a.test, true",
    "', snis: [\"*.a.test\"]', true, '', false, a.test, false",
    // One without names is enough to ask everybody.
    "', snis: [a.test]', true, '', true, b.test, true"
  })
  void who_is_asked_follows_from_the_names_of_the_routes(
      String firstFields,
      boolean firstWants,
      String secondFields,
      boolean secondWants,
      @Nullable String sni,
      boolean asked)
      throws Exception {
    String yaml =
        routes(
            route("a", firstFields, "" + firstWants), route("b", secondFields, "" + secondWants));
    Shower shower = new Shower(selfSigned("leaf"));
    try (TestGate gate = TestGate.with(PLUGINS, yaml)) {
      ask(gate, sni, "/b", "TLSv1.3", context(shower));
      assertThat(!shower.asked.isEmpty()).isEqualTo(asked);
    }
  }

  @Test
  void a_global_plugin_asks_everybody_and_a_swap_changes_who_is_asked() throws Exception {
    Shower shower = new Shower(selfSigned("leaf"));
    String with = "_format_version: \"3.0\"\nplugins: [{name: shown, config: {wants: true}}]\n";
    String without = "_format_version: \"3.0\"\nplugins: [{name: shown, config: {wants: false}}]\n";
    try (TestGate gate = TestGate.with(PLUGINS, without)) {
      assertThat(ask(gate, "a.test", "/", "TLSv1.3", context(shower))).contains(" 404 ");
      assertThat(shower.asked).isEmpty();
      gate.swap(with);
      ask(gate, "a.test", "/", "TLSv1.3", context(shower));
      assertThat(shower.asked).hasSize(1);
      gate.swap(without);
      ask(gate, "a.test", "/", "TLSv1.3", context(shower));
      assertThat(shower.asked).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_resumed_session_keeps_the_certificate_of_its_first_handshake(String version)
      throws Exception {
    Shower shower = new Shower(selfSigned("leaf"));
    SSLContext client = context(shower);
    try (TestGate gate = TestGate.with(PLUGINS, routes(route("a", "", "true")))) {
      assertThat(ask(gate, "a.test", "/a", version, client)).endsWith("[CN=leaf]");
      assertThat(ask(gate, "a.test", "/a", version, client)).endsWith("[CN=leaf]");
      assertThat(shower.asked).as("full handshakes").hasSize(1);
    }
  }

  @Test
  void a_session_without_a_certificate_is_not_resumed_where_one_is_asked_for() throws Exception {
    Shower shower = new Shower(selfSigned("leaf"));
    SSLContext client = context(shower);
    String open = routes(route("a", "", "false"));
    try (TestGate gate = TestGate.with(PLUGINS, open)) {
      assertThat(ask(gate, "a.test", "/a", "TLSv1.3", client)).endsWith("[]");
      gate.swap(routes(route("a", "", "true")));
      assertThat(ask(gate, "a.test", "/a", "TLSv1.3", client)).endsWith("[CN=leaf]");
    }
  }

  @Test
  void requests_over_http_2_carry_it_too() throws Exception {
    Shower shower = new Shower(selfSigned("leaf"));
    try (TestGate gate = TestGate.with(PLUGINS, routes(route("a", "", "true")));
        HttpClient client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(context(shower))
                .build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://localhost:" + gate.tlsPort() + "/a")).build();
      for (int i = 0; i < 2; i++) {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.body()).isEqualTo("[CN=leaf]");
      }
    }
  }

  private static SSLContext context(@Nullable Shower shower) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        shower == null ? null : new KeyManager[] {shower},
        new TrustManager[] {new TrustAll()},
        new SecureRandom());
    return context;
  }

  /// The whole answer as text; empty if the handshake failed.
  private static String ask(
      TestGate gate, @Nullable String sni, String path, String version, SSLContext context)
      throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), gate.tlsPort())) {
      socket.setSoTimeout(20_000);
      socket.setEnabledProtocols(new String[] {version});
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(sni == null ? List.of() : List.of(new SNIHostName(sni)));
      socket.setSSLParameters(parameters);
      String host = sni == null ? "none.test" : sni;
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (java.io.IOException e) {
      return "";
    }
  }

  /// Shows its chain to whoever asks, and notes which issuers were named.
  static final class Shower extends X509ExtendedKeyManager {
    private final X509Certificate[] chain;
    private final PrivateKey key;
    private final List<List<Principal>> asked = new ArrayList<>();

    Shower(X509Bundle bundle) {
      this(bundle.getCertificatePath(), bundle.getKeyPair().getPrivate());
    }

    Shower(X509Certificate[] chain, PrivateKey key) {
      this.chain = chain;
      this.key = key;
    }

    @Override
    public String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
      asked.add(issuers == null ? List.of() : List.of(issuers));
      return "own";
    }

    @Override
    public String chooseEngineClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return chooseClientAlias(types, issuers, null);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain;
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }

    @Override
    public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
      return new String[] {"own"};
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }

  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
