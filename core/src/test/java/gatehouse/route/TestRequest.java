package gatehouse.route;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Query;
import gatehouse.spi.Request;
import org.jspecify.annotations.Nullable;

/// The parts of a request that a router looks at.
record TestRequest(
    String method, String host, int port, String path, Headers headers, @Nullable String sni)
    implements Request {

  static TestRequest get(String path) {
    return new TestRequest("GET", "", 8000, path, new Headers(), null);
  }

  TestRequest withMethod(String value) {
    return new TestRequest(value, host, port, path, headers, sni);
  }

  TestRequest withHost(String value) {
    return new TestRequest(method, value, port, path, headers, sni);
  }

  TestRequest withPort(int value) {
    return new TestRequest(method, host, value, path, headers, sni);
  }

  TestRequest with(String name, String value) {
    Headers more = headers.copy();
    more.add(HeaderName.of(name), value);
    return new TestRequest(method, host, port, path, more, sni);
  }

  /// Over TLS; an empty name for none.
  TestRequest withSni(String name) {
    return new TestRequest(method, host, port, path, headers, name);
  }

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
    return headers();
  }

  @Override
  public String scheme() {
    return sni == null ? "http" : "https";
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
    throw new UnsupportedOperationException();
  }
}
