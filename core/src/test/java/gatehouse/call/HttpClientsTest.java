package gatehouse.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.gateway.Origin;
import gatehouse.spi.Answer;
import gatehouse.spi.HeaderName;
import gatehouse.spi.HttpCall;
import gatehouse.spi.HttpReply;
import gatehouse.spi.KeyMaterial;
import gatehouse.spi.TlsOptions;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a plugin may rely on when it asks another server, against real sockets.
final class HttpClientsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong now = new AtomicLong();
  private final HttpClients clients = new HttpClients(threads, now::get);

  @AfterEach
  void stop() {
    clients.close();
    threads.shutdownNow();
  }

  private static HttpCall call(int port, Duration timeout, int maxBody) {
    return new HttpCall(
        "POST",
        URI.create("http://127.0.0.1:" + port + "/ask?a=b"),
        List.of(new Answer.Field(HeaderName.of("X-Secret"), "s")),
        "{}".getBytes(StandardCharsets.US_ASCII),
        timeout,
        maxBody,
        TlsOptions.VERIFIED);
  }

  private HttpReply ask(HttpCall call) throws Exception {
    return clients.call(call).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void sends_what_it_is_told_and_brings_the_whole_answer() throws Exception {
    try (Origin origin =
        Origin.answering(
            "HTTP/1.1 418 Teapot\r\nX-Two: a\r\nX-Two: b\r\nContent-Length: 3\r\n\r\nabc")) {
      HttpReply reply = ask(call(origin.port(), LONG, 3));
      assertThat(reply.status()).isEqualTo(418);
      assertThat(reply.headers().all(HeaderName.of("x-two"))).containsExactly("a", "b");
      assertThat(reply.body()).asString().isEqualTo("abc");
      Origin.Seen seen = origin.next();
      assertThat(seen.line()).isEqualTo("POST /ask?a=b HTTP/1.1");
      assertThat(seen.header("x-secret")).isEqualTo("s");
      assertThat(seen.header("host")).isEqualTo("127.0.0.1:" + origin.port());
      assertThat(seen.header("upgrade")).isNull();
      assertThat(seen.body()).isEqualTo("{}");
    }
  }

  @Test
  void follows_no_redirect() throws Exception {
    try (Origin origin =
        Origin.answering("HTTP/1.1 302 Found\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(ask(call(origin.port(), LONG, 10)).status()).isEqualTo(302);
      origin.next();
      assertThat(origin.waiting()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcd"
      })
  void an_answer_over_the_limit_fails_the_call(String answer) throws Exception {
    try (Origin origin = Origin.answering(answer)) {
      assertThat(ask(call(origin.port(), LONG, 4)).body()).hasSize(4);
      assertThatThrownBy(() -> ask(call(origin.port(), LONG, 3)))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(IOException.class)
          .hasMessageContaining("more than 3 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"})
  void an_answer_that_does_not_end_in_time_fails_the_call(String beginning) throws Exception {
    try (Origin origin = Origin.answering(beginning)) {
      assertThatThrownBy(() -> ask(call(origin.port(), Duration.ofMillis(200), 100)))
          .cause()
          .isInstanceOf(HttpTimeoutException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no http",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nhalf"
      })
  void a_broken_answer_fails_the_call(String answer) throws Exception {
    try (Origin origin =
        new Origin(_ -> answer.startsWith("no") ? answer + "Connection: close" : answer)) {
      assertThatThrownBy(() -> ask(call(origin.port(), LONG, 100)))
          .cause()
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void nobody_there_fails_the_call() throws Exception {
    int port;
    try (Origin origin = Origin.answering(Origin.OK)) {
      port = origin.port();
    }
    assertThatThrownBy(() -> ask(call(port, LONG, 10))).cause().isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-B: b", "caf\u00c3\u00a9", "caf\u00e9", "\u0141"})
  void a_field_that_cannot_be_sent_fails_the_call_and_reaches_nobody(String value)
      throws Exception {
    try (Origin origin = Origin.answering(Origin.OK)) {
      HttpCall good = call(origin.port(), LONG, 10);
      HttpCall bad =
          new HttpCall(
              good.method(),
              good.uri(),
              List.of(new Answer.Field(HeaderName.of("X-A"), value)),
              null,
              LONG,
              10,
              good.tls());
      assertThatThrownBy(() -> ask(bad)).cause().isInstanceOf(IOException.class);
      assertThat(origin.waiting()).isZero();
    }
  }

  @Test
  void a_client_that_nobody_uses_is_given_up_and_made_again() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK)) {
      ask(call(origin.port(), LONG, 10));
      now.addAndGet(Duration.ofMinutes(9).toNanos());
      clients.sweep();
      assertThat(clients.size()).isOne();
      now.addAndGet(Duration.ofMinutes(2).toNanos());
      clients.sweep();
      assertThat(clients.size()).isZero();
      assertThat(ask(call(origin.port(), LONG, 10)).status()).isEqualTo(200);
    }
  }

  @Test
  void shows_neither_query_nor_body_in_its_texts() {
    assertThat(call(1, LONG, 1).toString()).doesNotContain("a=b").doesNotContain("s\"");
  }

  @ParameterizedTest
  @CsvSource({
    "right, ca, true",
    "right, none, false",
    "right, other, false",
    "right, unverified, true",
    "wrong name, ca, false",
    "wrong name, unverified, true"
  })
  void believes_a_server_only_if_it_proves_itself(String server, String trust, boolean works)
      throws Exception {
    X509Bundle ca = authority("ca");
    TlsOptions tls =
        switch (trust) {
          case "ca" -> new TlsOptions(true, List.of(ca.getCertificate()), null);
          case "other" -> new TlsOptions(true, List.of(authority("other").getCertificate()), null);
          case "none" -> TlsOptions.VERIFIED;
          default -> TlsOptions.UNVERIFIED;
        };
    String name = server.equals("right") ? "localhost" : "else.test";
    try (SecureServer peer = new SecureServer(leaf(name, ca), null)) {
      CompletableFuture<HttpReply> outcome =
          clients.call(secure(peer.port(), tls)).toCompletableFuture();
      if (works) {
        assertThat(outcome.get(30, TimeUnit.SECONDS).body()).asString().isEqualTo("ok");
      } else {
        assertThatThrownBy(() -> outcome.get(30, TimeUnit.SECONDS))
            .cause()
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void shows_its_own_certificate_to_a_server_that_asks() throws Exception {
    X509Bundle ca = authority("ca");
    X509Bundle own = leaf("gateway.test", ca);
    KeyMaterial material =
        new KeyMaterial(own.getKeyPair().getPrivate(), List.of(own.getCertificatePath()));
    try (SecureServer peer = new SecureServer(leaf("localhost", ca), ca.getCertificate())) {
      TlsOptions with = new TlsOptions(true, List.of(ca.getCertificate()), material);
      assertThat(ask(secure(peer.port(), with)).status()).isEqualTo(200);
      assertThat(peer.shown.get(30, TimeUnit.SECONDS)).isEqualTo("CN=gateway.test");
      TlsOptions without = new TlsOptions(true, List.of(ca.getCertificate()), null);
      assertThatThrownBy(() -> ask(secure(peer.port(), without)))
          .cause()
          .isInstanceOf(IOException.class);
    }
  }

  private static X509Bundle authority(String name) throws Exception {
    return new CertificateBuilder()
        .subject("CN=" + name)
        .setIsCertificateAuthority(true)
        .algorithm(CertificateBuilder.Algorithm.ecp256)
        .buildSelfSigned();
  }

  private static X509Bundle leaf(String name, X509Bundle issuer) throws Exception {
    return new CertificateBuilder()
        .subject("CN=" + name)
        .addSanDnsName(name)
        .algorithm(CertificateBuilder.Algorithm.ecp256)
        .buildIssuedBy(issuer);
  }

  private static HttpCall secure(int port, TlsOptions tls) {
    return new HttpCall(
        "GET", URI.create("https://localhost:" + port + "/"), List.of(), null, LONG, 100, tls);
  }

  /// Answers `ok` over TLS; asks for a certificate where it is told whom to trust.
  private static final class SecureServer implements AutoCloseable {
    private final SSLServerSocket server;
    private final CompletableFuture<String> shown = new CompletableFuture<>();

    SecureServer(X509Bundle bundle, @org.jspecify.annotations.Nullable X509Certificate clients)
        throws Exception {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(bundle.toKeyStore(new char[0]), new char[0]);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      if (clients != null) {
        store.setCertificateEntry("ca", clients);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      if (clients != null) {
        trust.init(store);
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      } else {
        context.init(keys.getKeyManagers(), null, null);
      }
      server =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getByName("localhost"));
      server.setNeedClientAuth(clients != null);
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

    private void serve(SSLSocket socket) {
      try (socket) {
        if (socket.getInputStream().read() < 0) {
          return;
        }
        if (server.getNeedClientAuth()) {
          shown.complete(socket.getSession().getPeerPrincipal().getName());
        }
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
                    .getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The client did not believe this server, or showed nothing.
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
