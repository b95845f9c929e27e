package gatehouse.flow;

import gatehouse.spi.AccessRecord;
import java.util.function.UnaryOperator;

/// The record as it is, for a plugin that must not change it.
record ShadowRecord(AccessRecord real) implements AccessRecord {
  @Override
  public byte[] json() {
    return real.json();
  }

  @Override
  public void edit(UnaryOperator<byte[]> change) {
    // What others are told must be the same as without the plugin.
  }

  @Override
  public String uri() {
    return real.uri();
  }

  @Override
  public int status() {
    return real.status();
  }

  @Override
  public long requestMillis() {
    return real.requestMillis();
  }

  @Override
  public long gatewayMillis() {
    return real.gatewayMillis();
  }

  @Override
  public long upstreamMillis() {
    return real.upstreamMillis();
  }

  @Override
  public long requestBytes() {
    return real.requestBytes();
  }

  @Override
  public long responseBytes() {
    return real.responseBytes();
  }
}
