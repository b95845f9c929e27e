package gatehouse.flow;

import gatehouse.spi.Headers;
import gatehouse.spi.Response;
import org.jspecify.annotations.Nullable;

/// The answer as it will be sent.
final class LiveResponse implements Response {
  private int status;
  private final Headers headers;
  private final Source source;
  private final Content content;

  /// The body of an answer, as plugins see it.
  interface Content {
    byte @Nullable [] whole();

    void replace(byte[] bytes);
  }

  LiveResponse(int status, Headers headers, Source source, Content content) {
    this.status = status;
    this.headers = headers;
    this.source = source;
    this.content = content;
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
  public byte @Nullable [] body() {
    return content.whole();
  }

  @Override
  public void body(byte[] replacement) {
    content.replace(replacement);
  }

  @Override
  public Source source() {
    return source;
  }
}
