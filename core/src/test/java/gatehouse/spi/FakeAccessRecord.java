package gatehouse.spi;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/// A record with a text of the test's.
record FakeAccessRecord(String text) implements AccessRecord {
  @Override
  public byte[] json() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void edit(UnaryOperator<byte[]> change) {
    throw new UnsupportedOperationException("the text is fixed");
  }

  @Override
  public String uri() {
    return "/";
  }

  @Override
  public int status() {
    return 200;
  }

  @Override
  public long requestMillis() {
    return 12;
  }

  @Override
  public long gatewayMillis() {
    return 2;
  }

  @Override
  public long upstreamMillis() {
    return 10;
  }

  @Override
  public long requestBytes() {
    return 100;
  }

  @Override
  public long responseBytes() {
    return 200;
  }
}
