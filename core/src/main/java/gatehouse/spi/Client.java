package gatehouse.spi;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who is at the other end of the connection.
public interface Client {
  /// The address of the connecting peer.
  IpAddress peer();

  /// The address of the client: the peer, or what a trusted chain of proxies says.
  IpAddress address();

  /// The client's address as a key for counting: IPv6 cut to the configured prefix.
  IpAddress countingAddress();

  /// The port of the connecting peer.
  int peerPort();

  /// The address that the client connected to.
  IpAddress localAddress();

  /// The port that the client connected to.
  int localPort();

  /// The number of the connection since the process started, from 1.
  long connectionNumber();

  /// The number of this request on its connection, from 1.
  long requestNumber();

  /// Whether the connecting peer is one of `trusted_ips`.
  boolean trusted();

  /// What the TLS handshake said; null on a plain connection.
  @Nullable Tls tls();

  /// One TLS session.
  ///
  /// @param version e.g. `TLSv1.3`
  /// @param cipher the suite's standard name
  /// @param sni the name the client asked for, lower case; null when it named none
  /// @param peerChain the certificates that the client showed, its own first; it has proven to hold
  ///   the key of that one, and nothing else of them is verified. Empty when it showed none, or was
  ///   not asked: [Plugin#wantsClientCertificate]
  record Tls(String version, String cipher, @Nullable String sni, List<X509Certificate> peerChain) {
    /// A session in which the client showed no certificate.
    public Tls(String version, String cipher, @Nullable String sni) {
      this(version, cipher, sni, List.of());
    }
  }
}
