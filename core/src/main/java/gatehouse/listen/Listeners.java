package gatehouse.listen;

import gatehouse.decode.Drain;
import gatehouse.model.Settings;
import gatehouse.model.Settings.Listen;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// The sockets that clients connect to: one for each address and event loop, so that the kernel
/// spreads the connections and none ever changes its loop.
public final class Listeners {
  private static final int BACKLOG = 4096;
  private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final Transport transport;
  private final Settings settings;
  private final List<Channel> channels = new ArrayList<>();

  public Listeners(Transport transport, Settings settings) {
    this.transport = transport;
    this.settings = settings;
  }

  /// Opens one address on all loops and tells which it is.
  ///
  /// @param start sets up each connection
  /// @throws ListenException if the address can't be had
  public InetSocketAddress open(Listen address, ConnectionStart start) throws ListenException {
    InetSocketAddress wanted = probe(address);
    List<EventLoop> loops =
        transport.sharesPorts() ? transport.loops() : transport.loops().subList(0, 1);
    for (EventLoop loop : loops) {
      wanted = bind(loop, wanted, start, address);
    }
    return wanted;
  }

  /// Another process may hold the port for sharing, and then binding would succeed and split the
  /// clients between the two: a socket that shares nothing finds that out.
  private InetSocketAddress probe(Listen address) throws ListenException {
    try {
      InetAddress host = InetAddress.getByName(address.host());
      if (settings.reusePort()) {
        return new InetSocketAddress(host, address.port());
      }
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(host, address.port()));
        return new InetSocketAddress(host, socket.getLocalPort());
      }
    } catch (IOException e) {
      throw new ListenException(address, e);
    }
  }

  private InetSocketAddress bind(
      EventLoop loop, InetSocketAddress to, ConnectionStart start, Listen asked)
      throws ListenException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop, transport.childrenOf(loop))
            .channel(transport.serverType().asSubclass(ServerChannel.class))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, MARKS)
            .childHandler(handler(start));
    if (transport.sharesPorts()) {
      bootstrap.option(EpollChannelOption.SO_REUSEPORT, true);
    }
    var bound = bootstrap.bind(to).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new ListenException(asked, bound.cause());
    }
    channels.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  private static ChannelHandler handler(ConnectionStart start) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        start.accepted(channel);
      }
    };
  }

  /// Stops accepting.
  public void close() {
    channels.forEach(c -> c.close().awaitUninterruptibly());
    channels.clear();
  }

  /// Tells a connection to finish what is under way.
  static void drain(Channel channel) {
    channel.pipeline().fireUserEventTriggered(Drain.NOW);
  }
}
