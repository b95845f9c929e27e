package gatehouse.upstream;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Where a connection goes to, and how: two requests may share a connection if this is equal.
///
/// @param address resolved for a literal address, else to be resolved when connecting
/// @param tls how it is secured; null for a plain connection
/// @param serverName what the TLS handshake asks for; empty on a plain connection
public record Origin(InetSocketAddress address, @Nullable ClientTls tls, String serverName) {}
