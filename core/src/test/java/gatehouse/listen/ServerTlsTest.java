package gatehouse.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Both TLS libraries ask for a client's certificate alike.
final class ServerTlsTest {
  private static final CertificateBuilder BUILDER =
      new CertificateBuilder().algorithm(CertificateBuilder.Algorithm.ecp256);

  @ParameterizedTest
  @CsvSource({
    "OPENSSL, TLSv1.2, true",
    "OPENSSL, TLSv1.3, true",
    "OPENSSL, TLSv1.3, false",
    "JDK, TLSv1.2, true",
    "JDK, TLSv1.3, true",
    "JDK, TLSv1.3, false"
  })
  void asks_for_any_certificate_and_names_the_authorities(
      SslProvider provider, String version, boolean asking) throws Exception {
    X509Bundle server =
        BUILDER.copy().subject("CN=server").setIsCertificateAuthority(true).buildSelfSigned();
    X509Bundle named =
        BUILDER.copy().subject("CN=named").setIsCertificateAuthority(true).buildSelfSigned();
    X509Bundle leaf = BUILDER.copy().subject("CN=leaf").buildIssuedBy(named);
    ServerTls tls =
        new ServerTls(
            "",
            KeyChoice.of(server.getKeyPair().getPrivate(), List.of(server.getCertificate())),
            provider);
    List<X509Certificate> authorities = List.of(named.getCertificate());
    try (Server running = new Server(asking ? tls.asking(authorities) : tls.context())) {
      Noted keys = new Noted(leaf);
      try (SSLSocket socket = connect(running.port(), keys)) {
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        assertThat(running.chain())
            .extracting(c -> c.getSubjectX500Principal().getName())
            .containsExactlyElementsOf(asking ? List.of("CN=leaf") : List.of());
      }
      if (asking) {
        assertThat(keys.issuers).extracting(Principal::getName).containsExactly("CN=named");
      }
    }
  }

  private static SSLSocket connect(int port, X509KeyManager keys) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new X509KeyManager[] {keys}, new TrustManager[] {new TrustAll()}, null);
    return (SSLSocket)
        context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
  }

  /// Takes handshakes and keeps what the clients showed.
  private static final class Server implements AutoCloseable {
    private final EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<List<X509Certificate>> shown = new LinkedBlockingQueue<>();
    private final Channel channel;

    Server(SslContext context) throws Exception {
      channel =
          new ServerBootstrap()
              .group(group)
              .channel(NioServerSocketChannel.class)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                      SslHandler handler = context.newHandler(accepted.alloc());
                      accepted.pipeline().addLast(handler, new Keeper(handler));
                    }
                  })
              .bind(InetAddress.getLoopbackAddress(), 0)
              .sync()
              .channel();
    }

    int port() {
      return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    List<X509Certificate> chain() throws InterruptedException {
      List<X509Certificate> chain = shown.poll(20, TimeUnit.SECONDS);
      if (chain == null) {
        throw new AssertionError("no handshake");
      }
      return chain;
    }

    @Override
    public void close() {
      channel.close().syncUninterruptibly();
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Keeper extends ChannelInboundHandlerAdapter {
      private final SslHandler handler;

      Keeper(SslHandler handler) {
        this.handler = handler;
      }

      @Override
      public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent) {
          shown.add(PeerChain.of(handler.engine().getSession()));
        }
      }
    }
  }

  /// Shows its certificate and notes which issuers it was asked for.
  private static final class Noted implements X509KeyManager {
    private final X509KeyManager keys;
    private volatile List<Principal> issuers = List.of();

    Noted(X509Bundle bundle) throws Exception {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "own",
          bundle.getKeyPair().getPrivate(),
          new char[0],
          new X509Certificate[] {bundle.getCertificate()});
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(store, new char[0]);
      keys = (X509KeyManager) factory.getKeyManagers()[0];
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] types, Principal @Nullable [] named, java.net.@Nullable Socket socket) {
      issuers = named == null ? List.of() : List.of(named);
      return keys.chooseClientAlias(types, null, socket);
    }

    @Override
    public String[] getClientAliases(String type, Principal @Nullable [] named) {
      return keys.getClientAliases(type, named);
    }

    @Override
    public String[] getServerAliases(String type, Principal @Nullable [] named) {
      return keys.getServerAliases(type, named);
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] named, java.net.@Nullable Socket socket) {
      return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return keys.getCertificateChain(alias);
    }

    @Override
    public java.security.PrivateKey getPrivateKey(String alias) {
      return keys.getPrivateKey(alias);
    }
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
}
