package gatehouse.listen;

import gatehouse.decode.CleartextUpgrade;
import gatehouse.decode.Connection;
import gatehouse.decode.ExchangeStarter;
import gatehouse.decode.HeadWriter;
import gatehouse.decode.Http1Connection;
import gatehouse.decode.Http2Connection;
import gatehouse.decode.Http2Frames;
import gatehouse.loop.Flushes;
import gatehouse.model.Settings;
import gatehouse.spi.Client;
import gatehouse.spi.IpAddress;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Sets up a connection that was just accepted: counts it, secures it, finds out which protocol it
/// speaks, and gives it to that protocol's decoder.
public final class ConnectionStart {
  /// How often one connection is read, up to 64 KiB each time, before the others of its loop have
  /// their turn; the library's 16 would be a flood of 60 000 pings in one turn.
  private static final RecvByteBufAllocator TURNS =
      new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(4);

  private final Settings settings;
  private final Connections connections;
  private final Map<EventLoop, PerLoop> loops;
  private final @Nullable Supplier<ServerCertificates> certificates;

  /// What the connections of one loop share.
  ///
  /// @param starter takes the requests
  public record PerLoop(ExchangeStarter starter, HeadWriter heads, Flushes flushes) {}

  /// @param connections counts and bounds them
  /// @param certificates what is served now; null for plain connections
  public ConnectionStart(
      Settings settings,
      Connections connections,
      Map<EventLoop, PerLoop> loops,
      @Nullable Supplier<ServerCertificates> certificates) {
    this.settings = settings;
    this.connections = connections;
    this.loops = loops;
    this.certificates = certificates;
  }

  void accepted(Channel channel) {
    if (!connections.admit(channel)) {
      channel.close();
      return;
    }
    channel.config().setRecvByteBufAllocator(TURNS);
    if (certificates == null) {
      channel.pipeline().addLast(new PlainProtocol(this, settings.timeouts().header()));
    } else {
      channel
          .pipeline()
          .addLast(new ServerHandshake(this, certificates, settings.timeouts().header()));
    }
  }

  /// The connection speaks HTTP/1.
  void http1(Channel channel, Client.@Nullable Tls tls) {
    PerLoop loop = loop(channel);
    channel
        .pipeline()
        .addLast(
            "http",
            new Http1Connection(
                settings.limits(),
                settings.timeouts(),
                loop.starter(),
                loop.heads(),
                loop.flushes(),
                connection(channel, tls),
                tls == null ? new CleartextUpgrade(settings, loop.starter()) : null));
  }

  /// The connection speaks HTTP/2.
  void http2(Channel channel, Client.@Nullable Tls tls) {
    PerLoop loop = loop(channel);
    Http2Frames.add(channel.pipeline(), settings);
    channel
        .pipeline()
        .addLast("http", new Http2Connection(settings, loop.starter(), connection(channel, tls)));
  }

  /// The handshake is done, and it named the protocol.
  void secured(Channel channel, SslHandler handler, @Nullable String sni) {
    SSLSession session = handler.engine().getSession();
    Client.Tls tls =
        new Client.Tls(
            session.getProtocol(),
            session.getCipherSuite(),
            sni == null ? null : sni.toLowerCase(Locale.ROOT),
            PeerChain.of(session));
    if (ApplicationProtocolNames.HTTP_2.equals(handler.applicationProtocol())) {
      http2(channel, tls);
    } else {
      http1(channel, tls);
    }
  }

  private PerLoop loop(Channel channel) {
    return Objects.requireNonNull(loops.get(channel.eventLoop()));
  }

  private Connection connection(Channel channel, Client.@Nullable Tls tls) {
    InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
    InetSocketAddress local = (InetSocketAddress) channel.localAddress();
    return new Connection(
        IpAddress.of(remote.getAddress().getAddress()),
        remote.getPort(),
        IpAddress.of(local.getAddress().getAddress()),
        local.getPort(),
        tls,
        connections.nextNumber());
  }
}
