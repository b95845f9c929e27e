package gatehouse.route;

import gatehouse.spi.Headers;
import gatehouse.spi.Query;
import gatehouse.spi.Request;
import org.jspecify.annotations.Nullable;

/// A request that nobody sends: as much of it as a [Router] looks at, over plain HTTP.
///
/// @param host empty for none
public record Asked(String method, String host, String path, Headers headers) implements Request {
  @Override
  public String target() {
    return path;
  }

  @Override
  public String rawPath() {
    return path;
  }

  @Override
  public @Nullable String query() {
    return null;
  }

  @Override
  public Query args() {
    return Query.EMPTY;
  }

  @Override
  public Headers sentHeaders() {
    return headers;
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public int port() {
    return 80;
  }

  @Override
  public String version() {
    return "1.1";
  }

  @Override
  public boolean hasBody() {
    return false;
  }

  @Override
  public byte @Nullable [] body() {
    return null;
  }

  @Override
  public void body(byte[] replacement) {
    throw new IllegalStateException("there is no body");
  }
}
