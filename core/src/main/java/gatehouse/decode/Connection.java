package gatehouse.decode;

import gatehouse.spi.Client;
import gatehouse.spi.IpAddress;
import org.jspecify.annotations.Nullable;

/// One client connection, as it was accepted. Used on its loop only.
public final class Connection {
  private final IpAddress peer;
  private final int peerPort;
  private final IpAddress local;
  private final int localPort;
  private final Client.@Nullable Tls tls;
  private final long number;
  private long requests;

  /// @param peer the address of the other end
  /// @param local the address it was accepted on
  /// @param tls what the handshake said; null on a plain connection
  /// @param number of the connection in this process, from 1
  public Connection(
      IpAddress peer,
      int peerPort,
      IpAddress local,
      int localPort,
      Client.@Nullable Tls tls,
      long number) {
    this.peer = peer;
    this.peerPort = peerPort;
    this.local = local;
    this.localPort = localPort;
    this.tls = tls;
    this.number = number;
  }

  /// The address of the other end.
  public IpAddress peer() {
    return peer;
  }

  /// The port of the other end.
  public int peerPort() {
    return peerPort;
  }

  /// The address it was accepted on.
  public IpAddress local() {
    return local;
  }

  /// The port it was accepted on.
  public int localPort() {
    return localPort;
  }

  /// What the handshake said; null on a plain connection.
  public Client.@Nullable Tls tls() {
    return tls;
  }

  /// The number of the connection in this process, from 1.
  public long number() {
    return number;
  }

  /// Counts one more request and tells its number, from 1.
  public long nextRequest() {
    return ++requests;
  }
}
