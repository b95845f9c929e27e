package gatehouse.listen;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The event loops and the kind of sockets they drive: epoll on Linux, the JDK's elsewhere.
public final class Transport {
  private final boolean epoll = Epoll.isAvailable();
  private final IoHandlerFactory io =
      epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  private final EventLoopGroup group;
  private final List<EventLoop> loops = new ArrayList<>();

  /// @param count of loops
  public Transport(int count) {
    group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("loop"), io);
    for (int i = 0; i < count; i++) {
      loops.add(group.next());
    }
  }

  /// The loops.
  public List<EventLoop> loops() {
    return loops;
  }

  /// A loop of its own, for what must not take the time of the others; whoever asks ends it.
  public EventLoopGroup another(String name) {
    return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), io);
  }

  /// Where the connections live that a loop accepts: on the loop itself, if each one has a socket
  /// of its own.
  EventLoopGroup childrenOf(EventLoop loop) {
    return epoll ? loop : group;
  }

  /// Whether several sockets can listen on one port.
  boolean sharesPorts() {
    return epoll;
  }

  Class<? extends Channel> serverType() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /// Sockets that connect to services.
  public Class<? extends SocketChannel> socketType() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /// Sockets that ask name servers.
  public Class<? extends DatagramChannel> datagramType() {
    return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
  }

  /// Ends the loops.
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
