package gatehouse.upstream;

import gatehouse.spi.IpAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The targets of one upstream, or the one host that a service names, taken in turn by weight.
public final class Cluster {
  private final List<Endpoint> wheel;
  private final AtomicInteger next = new AtomicInteger();

  /// @param wheel each target as often as its weight says; empty if none may be asked
  public Cluster(List<Endpoint> wheel) {
    this.wheel = List.copyOf(wheel);
  }

  /// The target whose turn it is; null if there is none.
  public @Nullable Endpoint pick() {
    int size = wheel.size();
    return switch (size) {
      case 0 -> null;
      case 1 -> wheel.getFirst();
      default -> wheel.get(Math.floorMod(next.getAndIncrement(), size));
    };
  }

  /// One server.
  ///
  /// @param host as configured: a name, or an address without brackets
  /// @param origin the way to it without TLS
  public record Endpoint(String host, int port, Origin origin) {
    /// The server of a host and port; an address is not looked up later.
    public static Endpoint of(String host, int port) {
      IpAddress literal = IpAddress.parse(host);
      InetSocketAddress address =
          literal == null
              ? InetSocketAddress.createUnresolved(host, port)
              : new InetSocketAddress(literal.toInetAddress(), port);
      return new Endpoint(host, port, new Origin(address, null, ""));
    }

    /// How it is named in a Host field, without its port.
    public String name() {
      return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
  }
}
