package gatehouse.upstream;

import gatehouse.loop.Flushes;
import gatehouse.spi.IpAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// The connections of one event loop to all services. Outlives reloads: a connection is used again
/// whenever a request goes to an equal [Origin]. Not thread-safe; lives on its loop.
public final class UpstreamPool {
  /// Kong's `upstream_keepalive_pool_size`.
  private static final int MOST_IDLE = 512;

  /// Kong's `upstream_keepalive_idle_timeout`.
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /// Kong's `upstream_keepalive_max_requests`.
  private static final int MOST_SERVED = 10_000;

  private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final Map<Origin, ArrayDeque<UpstreamConnection>> idle = new HashMap<>();
  private final EventLoop loop;
  private final Flushes flushes;
  private final AddressResolverGroup<InetSocketAddress> resolver;
  private final Bootstrap bootstrap;
  private boolean closed;

  /// @param flushes of the loop
  /// @param resolver of host names
  public UpstreamPool(
      EventLoop loop,
      Flushes flushes,
      Class<? extends SocketChannel> channelType,
      AddressResolverGroup<InetSocketAddress> resolver) {
    this.loop = loop;
    this.flushes = flushes;
    this.resolver = resolver;
    bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(channelType)
            .disableResolver()
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, MARKS);
  }

  /// Finds or makes a connection and hands it to the listener, which also hears of a failure.
  ///
  /// @param method of the request, which decides whether its answer has a body
  public void acquire(Origin origin, CallLimits limits, String method, Waiting waiting) {
    UpstreamConnection ready = take(origin);
    if (ready == null) {
      connect(origin, limits, method, waiting);
    } else {
      ready.take(waiting.listener(), method, limits.readNanos(), limits.writeNanos());
      waiting.listener().onConnected(ready);
    }
  }

  private @Nullable UpstreamConnection take(Origin origin) {
    ArrayDeque<UpstreamConnection> ready = idle.get(origin);
    if (ready == null) {
      return null;
    }
    UpstreamConnection connection = ready.pollLast();
    while (connection != null && !connection.usable()) {
      connection = ready.pollLast();
    }
    return connection;
  }

  private void connect(Origin origin, CallLimits limits, String method, Waiting waiting) {
    Bootstrap to =
        bootstrap
            .clone()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, limits.connectMillis())
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    secure(channel, origin, limits);
                    channel
                        .pipeline()
                        .addLast(
                            "http", new UpstreamConnection(UpstreamPool.this, origin, channel));
                  }
                });
    if (origin.address().isUnresolved()) {
      resolver
          .getResolver(loop)
          .resolve(origin.address())
          .addListener((Future<InetSocketAddress> found) -> {
            if (!found.isSuccess()) {
              waiting.fail(failure(found.cause()));
            } else if (!waiting.cancelled) {
              waiting.listener().onResolved();
              connect(to, found.getNow(), limits, method, waiting);
            }
          });
    } else {
      connect(to, origin.address(), limits, method, waiting);
    }
  }

  private static void connect(
      Bootstrap to, InetSocketAddress address, CallLimits limits, String method, Waiting waiting) {
    ChannelFuture connecting = to.connect(address);
    waiting.channel = connecting.channel();
    connecting.addListener(done -> {
      if (!done.isSuccess()) {
        waiting.fail(failure(done.cause()));
        return;
      }
      Channel channel = connecting.channel();
      SslHandler tls = channel.pipeline().get(SslHandler.class);
      if (tls == null) {
        connected(channel, limits, method, waiting);
      } else {
        // Not a byte of the request leaves before the service has proven who it is.
        tls.handshakeFuture()
            .addListener(shaken -> {
              if (shaken.isSuccess()) {
                connected(channel, limits, method, waiting);
              } else {
                channel.close();
                waiting.fail(failure(shaken.cause()));
              }
            });
      }
    });
  }

  private static void secure(Channel channel, Origin origin, CallLimits limits) {
    ClientTls tls = origin.tls();
    if (tls != null) {
      SslHandler handler =
          tls.context()
              .newHandler(channel.alloc(), origin.serverName(), origin.address().getPort());
      handler.setHandshakeTimeoutMillis(limits.connectMillis());
      if (IpAddress.parse(origin.serverName()) == null) {
        // By itself the library names only hosts with a dot in them.
        byte[] nameBytes = origin.serverName().getBytes(StandardCharsets.US_ASCII);
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(nameBytes)));
        handler.engine().setSSLParameters(parameters);
      }
      channel.pipeline().addLast("tls", handler);
    }
  }

  private static void connected(
      Channel channel, CallLimits limits, String method, Waiting waiting) {
    UpstreamConnection connection = channel.pipeline().get(UpstreamConnection.class);
    if (waiting.cancelled || connection == null) {
      channel.close();
      return;
    }
    connection.take(waiting.listener(), method, limits.readNanos(), limits.writeNanos());
    waiting.listener().onConnected(connection);
  }

  private static Failure failure(Throwable cause) {
    if (cause instanceof UnknownHostException) {
      return new Failure(Failure.Kind.NAME, cause.toString());
    }
    boolean late =
        cause instanceof ConnectTimeoutException
            || cause instanceof io.netty.handler.ssl.SslHandshakeTimeoutException;
    return new Failure(
        late ? Failure.Kind.CONNECT_TIMEOUT : Failure.Kind.CONNECT, cause.toString());
  }

  Flushes flushes() {
    return flushes;
  }

  void put(UpstreamConnection connection) {
    ArrayDeque<UpstreamConnection> ready =
        idle.computeIfAbsent(connection.origin(), _ -> new ArrayDeque<>());
    if (closed || ready.size() >= MOST_IDLE || connection.served() + 1 >= MOST_SERVED) {
      connection.close();
    } else {
      connection.idleFor(IDLE_NANOS);
      ready.addLast(connection);
    }
  }

  void remove(UpstreamConnection connection) {
    ArrayDeque<UpstreamConnection> ready = idle.get(connection.origin());
    if (ready != null && ready.remove(connection) && ready.isEmpty()) {
      idle.remove(connection.origin());
    }
  }

  /// Closes the idle connections, and each other one when its exchange has ended.
  public void close() {
    closed = true;
    for (ArrayDeque<UpstreamConnection> ready : idle.values()) {
      ready.forEach(UpstreamConnection::close);
    }
    idle.clear();
  }

  /// One exchange's wait for a connection.
  public static final class Waiting {
    private final UpstreamListener listener;
    private @Nullable Channel channel;
    private boolean cancelled;

    /// @param listener hears of the connection or the failure, unless cancelled before
    public Waiting(UpstreamListener listener) {
      this.listener = listener;
    }

    UpstreamListener listener() {
      return listener;
    }

    void fail(Failure failure) {
      if (!cancelled) {
        listener.onFailure(failure);
      }
    }

    /// Nobody waits any more.
    public void cancel() {
      cancelled = true;
      if (channel != null) {
        channel.close();
      }
    }
  }
}
