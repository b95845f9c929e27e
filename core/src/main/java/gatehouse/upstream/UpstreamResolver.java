package gatehouse.upstream;

import io.netty.channel.socket.DatagramChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.RoundRobinDnsAddressResolverGroup;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import java.net.InetSocketAddress;
import java.util.List;

/// Looks up the names of services without blocking a loop: the hosts file, then name servers;
/// answers are kept as long as they say, and several addresses are used in turn.
public final class UpstreamResolver implements AutoCloseable {
  private static final int QUERY_MILLIS = 2000;
  private static final int MOST_TTL_SECONDS = 3600;
  private static final int NEGATIVE_TTL_SECONDS = 1;

  private final AddressResolverGroup<InetSocketAddress> group;
  private final DnsServerAddressStreamProvider servers;

  /// @param channelType sockets that ask name servers
  /// @param nameServers asked in this order; the system's when there are none
  public UpstreamResolver(
      Class<? extends DatagramChannel> channelType, List<InetSocketAddress> nameServers) {
    servers =
        nameServers.isEmpty()
            ? DnsServerAddressStreamProviders.platformDefault()
            : new SequentialDnsServerAddressStreamProvider(nameServers);
    group =
        new RoundRobinDnsAddressResolverGroup(
            new DnsNameResolverBuilder()
                .datagramChannelType(channelType)
                .nameServerProvider(servers)
                .queryTimeoutMillis(QUERY_MILLIS)
                .ttl(0, MOST_TTL_SECONDS)
                .negativeTtl(NEGATIVE_TTL_SECONDS));
  }

  /// The resolver of every loop.
  public AddressResolverGroup<InetSocketAddress> group() {
    return group;
  }

  /// The servers that are asked.
  public DnsServerAddressStreamProvider servers() {
    return servers;
  }

  @Override
  public void close() {
    group.close();
  }
}
