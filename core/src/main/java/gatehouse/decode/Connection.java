package gatehouse.decode;

import gatehouse.spi.Client;
import gatehouse.spi.IpAddress;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/// One client connection, as it was accepted.
///
/// @param channel the connection's channel
/// @param peer the address of the other end
/// @param peerPort its port
/// @param localPort the port it was accepted on
/// @param tls what the handshake said; null on a plain connection
/// @param serial the number of the connection in this process, from 1
public record Connection(
    Channel channel,
    IpAddress peer,
    int peerPort,
    int localPort,
    Client.@Nullable Tls tls,
    long serial) {}
