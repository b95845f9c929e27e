package gatehouse.spi;

import org.jspecify.annotations.Nullable;

/// A client at an address; IPv6 is counted by its first 64 bits.
record FakeClient(IpAddress address, @Nullable Tls tls) implements Client {
  @Override
  public IpAddress peer() {
    return address;
  }

  @Override
  public IpAddress countingAddress() {
    return address.v4() ? address : address.prefix(64);
  }

  @Override
  public int peerPort() {
    return 40_000;
  }

  @Override
  public IpAddress localAddress() {
    return new IpAddress(0, 0x0A000001, true);
  }

  @Override
  public int localPort() {
    return 8000;
  }

  @Override
  public long connectionNumber() {
    return 7;
  }

  @Override
  public long requestNumber() {
    return 3;
  }

  @Override
  public boolean trusted() {
    return false;
  }
}
