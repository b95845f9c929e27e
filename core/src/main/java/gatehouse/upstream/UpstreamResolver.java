package gatehouse.upstream;

import io.netty.channel.socket.DatagramChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.RoundRobinDnsAddressResolverGroup;
import java.net.InetSocketAddress;

/// Looks up the names of services without blocking a loop: the hosts file, then the system's name
/// servers; answers are kept as long as they say, and several addresses are used in turn.
public final class UpstreamResolver implements AutoCloseable {
  private static final int QUERY_MILLIS = 2000;
  private static final int MOST_TTL_SECONDS = 3600;
  private static final int NEGATIVE_TTL_SECONDS = 1;

  private final AddressResolverGroup<InetSocketAddress> group;

  /// @param channelType sockets that ask name servers
  public UpstreamResolver(Class<? extends DatagramChannel> channelType) {
    group =
        new RoundRobinDnsAddressResolverGroup(
            new DnsNameResolverBuilder()
                .datagramChannelType(channelType)
                .queryTimeoutMillis(QUERY_MILLIS)
                .ttl(0, MOST_TTL_SECONDS)
                .negativeTtl(NEGATIVE_TTL_SECONDS));
  }

  /// The resolver of every loop.
  public AddressResolverGroup<InetSocketAddress> group() {
    return group;
  }

  @Override
  public void close() {
    group.close();
  }
}
