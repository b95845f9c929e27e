package gatehouse.spi;

/// The head of an answer under way to a test.
final class FakeResponse implements Response {
  private final Headers headers = new Headers();
  private final Source source;
  private int status;

  FakeResponse(Source source, int status) {
    this.source = source;
    this.status = status;
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
