package gatehouse.model;

import gatehouse.spi.HeaderName;
import gatehouse.spi.IpSet;
import gatehouse.spi.Tracing;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The settings of the process: where it listens, whom it trusts, and every bound. Fixed from start
/// to stop; made from flags and the environment.
///
/// @param proxy the plain listener; null if it is off
/// @param proxyTls the TLS listener; null if it is off
/// @param reusePort whether other processes may share the listening ports
/// @param loops event loops; one for each core unless set
/// @param drainTimeout how long a stop waits for exchanges in flight
/// @param responseTokens which of Kong's informational headers are sent: `server_tokens`,
///   `latency_tokens`, or single names in lower case; empty for none
/// @param upstreamTlsVerify whether services are verified that do not say so themselves
/// @param identityJwksPath where services fetch the keys of what plugins sign; null hides them
/// @param nameServers asked for names in this order; the system's when there are none
public record Settings(
    @Nullable Listen proxy,
    @Nullable Listen proxyTls,
    boolean reusePort,
    int loops,
    Duration drainTimeout,
    Trust trust,
    Limits limits,
    Timeouts timeouts,
    Set<String> responseTokens,
    boolean upstreamTlsVerify,
    @Nullable String identityJwksPath,
    Tracing tracing,
    List<InetSocketAddress> nameServers) {

  /// Where the keys are unless the settings say otherwise.
  public static final String IDENTITY_JWKS_PATH = "/.well-known/gatehouse/jwks.json";

  /// An address to listen on.
  ///
  /// @param port 0 picks a free one
  public record Listen(String host, int port) {}

  /// Whose word about the client is believed.
  ///
  /// @param header the header that names the client, read from trusted peers only
  /// @param recursive whether trusted addresses in it are skipped from the right
  /// @param ipv6Prefix bits of an IPv6 address that count as one client, 1 to 128
  public record Trust(IpSet trustedIps, HeaderName header, boolean recursive, int ipv6Prefix) {}

  /// The bounds of what a client may send. Sizes in bytes; a body size of 0 is unlimited while it
  /// streams.
  ///
  /// @param headerBuffer the whole head of a request; a line of it may have a quarter of that
  /// @param bodyMemory all bodies together that are held whole
  /// @param http2Resets streams reset within ten seconds before the connection is closed
  public record Limits(
      long bodySize,
      int headers,
      int headerBuffer,
      int connections,
      int http2Streams,
      int http2HeaderList,
      int http2Resets,
      long bodyMemory) {}

  /// How long is waited for a client.
  ///
  /// @param header for the whole head of a request
  /// @param body the longest pause within a body
  /// @param send the longest pause of a client that reads its answer
  /// @param keepalive for the next request on an idle connection
  public record Timeouts(Duration header, Duration body, Duration send, Duration keepalive) {}

  /// The defaults, listening nowhere; tests and the command line start from here.
  public static final Settings DEFAULT =
      new Settings(
          null,
          null,
          false,
          Runtime.getRuntime().availableProcessors(),
          Duration.ofSeconds(30),
          new Trust(new IpSet(List.of()), HeaderName.of("X-Real-IP"), false, 64),
          new Limits(0, 200, 32 << 10, 20_000, 128, 32 << 10, 100, 256L << 20),
          new Timeouts(
              Duration.ofSeconds(60),
              Duration.ofSeconds(60),
              Duration.ofSeconds(60),
              Duration.ofSeconds(75)),
          Set.of("server_tokens", "latency_tokens"),
          false,
          IDENTITY_JWKS_PATH,
          Tracing.OFF,
          List.of());
}
