package gatehouse.upstream;

import io.netty.handler.ssl.SslContext;

/// A TLS client's set-up for services that are secured alike. Equal if the configuration it was
/// made from is, so that connections survive a reload that does not touch it.
public final class ClientTls {
  private final String fingerprint;
  private final SslContext context;

  /// @param fingerprint digest of everything the context was made from
  public ClientTls(String fingerprint, SslContext context) {
    this.fingerprint = fingerprint;
    this.context = context;
  }

  /// The context for new connections.
  public SslContext context() {
    return context;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ClientTls other && other.fingerprint.equals(fingerprint);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }
}
