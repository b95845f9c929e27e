package gatehouse.flow;

import gatehouse.decode.Connection;
import gatehouse.model.Settings;
import gatehouse.spi.Client;
import gatehouse.spi.Headers;
import gatehouse.spi.IpAddress;
import org.jspecify.annotations.Nullable;

/// Who sent a request, by the connection and by what trusted peers say.
final class LiveClient implements Client {
  private final Connection connection;
  private final Settings.Trust trust;
  private final boolean trusted;
  private final IpAddress address;
  private final long requestNumber;

  LiveClient(Connection connection, Settings.Trust trust, Headers headers) {
    this.connection = connection;
    this.trust = trust;
    this.requestNumber = connection.nextRequest();
    this.trusted = !trust.trustedIps().isEmpty() && trust.trustedIps().contains(connection.peer());
    this.address = trusted ? RealAddress.of(connection.peer(), headers, trust) : connection.peer();
  }

  @Override
  public IpAddress peer() {
    return connection.peer();
  }

  @Override
  public IpAddress address() {
    return address;
  }

  @Override
  public IpAddress countingAddress() {
    return address.v4() ? address : address.prefix(trust.ipv6Prefix());
  }

  @Override
  public int peerPort() {
    return connection.peerPort();
  }

  @Override
  public IpAddress localAddress() {
    return connection.local();
  }

  @Override
  public int localPort() {
    return connection.localPort();
  }

  @Override
  public long connectionNumber() {
    return connection.number();
  }

  @Override
  public long requestNumber() {
    return requestNumber;
  }

  @Override
  public boolean trusted() {
    return trusted;
  }

  @Override
  public @Nullable Tls tls() {
    return connection.tls();
  }
}
