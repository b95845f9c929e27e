package gatehouse.flow;

import gatehouse.decode.CanonicalPath;
import gatehouse.spi.Upstream;
import org.jspecify.annotations.Nullable;

/// What the service will be asked for.
final class LiveUpstream implements Upstream {
  private String method;
  private String path;
  private @Nullable String query;
  private @Nullable String host;

  LiveUpstream(String method, String path, @Nullable String query) {
    this.method = method;
    this.path = path;
    this.query = query;
  }

  /// A copy that changes independently.
  LiveUpstream copy() {
    LiveUpstream copy = new LiveUpstream(method, path, query);
    copy.host = host;
    return copy;
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
    // What a plugin makes of a path must not mean more than what the policies judged.
    if (!CanonicalPath.isCanonicalEscaped(escaped)) {
      throw new IllegalArgumentException("not a canonical path");
    }
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
