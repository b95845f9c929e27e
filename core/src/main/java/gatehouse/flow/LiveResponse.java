package gatehouse.flow;

import gatehouse.spi.Headers;
import gatehouse.spi.Response;

/// The answer as it will be sent.
final class LiveResponse implements Response {
  private int status;
  private final Headers headers;
  private final Source source;

  LiveResponse(int status, Headers headers, Source source) {
    this.status = status;
    this.headers = headers;
    this.source = source;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public void status(int status) {
    this.status = status;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public Source source() {
    return source;
  }
}
