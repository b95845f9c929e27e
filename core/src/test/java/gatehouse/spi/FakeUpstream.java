package gatehouse.spi;

import org.jspecify.annotations.Nullable;

/// What a test's service will be asked for.
final class FakeUpstream implements Upstream {
  private String method;
  private String path;
  private @Nullable String query;
  private @Nullable String host;

  FakeUpstream(Request request) {
    method = request.method();
    path = request.path();
    query = request.query();
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public void method(String method) {
    this.method = method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public void path(String escaped) {
    path = escaped;
  }

  @Override
  public @Nullable String query() {
    return query;
  }

  @Override
  public void query(@Nullable String query) {
    this.query = query;
  }

  @Override
  public void host(@Nullable String authority) {
    host = authority;
  }

  @Nullable String host() {
    return host;
  }
}
