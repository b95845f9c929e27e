package gatehouse.flow;

import gatehouse.decode.Authority;
import gatehouse.decode.QueryArguments;
import gatehouse.decode.RequestHead;
import gatehouse.spi.Headers;
import gatehouse.spi.Query;
import gatehouse.spi.Request;
import org.jspecify.annotations.Nullable;

/// What the client asked for.
final class LiveRequest implements Request {
  /// What a policy that looks at arguments will see of them.
  private static final int MOST_ARGUMENTS = 1000;

  private final RequestHead head;
  private final Headers headers;
  private final String scheme;
  private final String host;
  private final int port;
  private final RequestBody body;
  private final @Nullable Headers sent;
  private @Nullable Query args;

  /// @param scheme as the client or a trusted proxy used it
  /// @param localPort the listener's port, which counts where the Host field names none
  /// @param sent the fields as they came; null if no plugin reads them
  LiveRequest(
      RequestHead head, String scheme, int localPort, RequestBody body, @Nullable Headers sent) {
    Authority authority = head.authority();
    this.head = head;
    this.headers = head.headers();
    this.scheme = scheme;
    this.host = authority == null ? "" : authority.host();
    this.port =
        authority == null || authority.port() == Authority.NO_PORT ? localPort : authority.port();
    this.body = body;
    this.sent = sent;
  }

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String target() {
    return head.target().origin();
  }

  @Override
  public String path() {
    return head.target().path().value();
  }

  @Override
  public String rawPath() {
    return head.target().rawPath();
  }

  @Override
  public @Nullable String query() {
    return head.target().query();
  }

  @Override
  public Query args() {
    Query known = args;
    if (known == null) {
      known = QueryArguments.decode(head.target().query(), MOST_ARGUMENTS);
      args = known;
    }
    return known;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public Headers sentHeaders() {
    Headers known = sent;
    if (known == null) {
      throw new IllegalStateException("no plugin says that it reads the headers as sent");
    }
    return known;
  }

  @Override
  public String scheme() {
    return scheme;
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String version() {
    return head.version();
  }

  @Override
  public boolean hasBody() {
    return body.exists();
  }

  @Override
  public byte @Nullable [] body() {
    return body.whole();
  }

  @Override
  public void body(byte[] replacement) {
    body.replace(replacement);
  }
}
