package gatehouse.serve;

import gatehouse.decode.Connection;
import gatehouse.decode.RequestHead;
import gatehouse.spi.Headers;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// One request and its answer, for one thread.
public final class OwnExchange {
  private final RequestHead head;
  private final Connection connection;
  private final Client client;

  OwnExchange(RequestHead head, Connection connection, Client client) {
    this.head = head;
    this.connection = connection;
    this.client = client;
  }

  public String method() {
    return head.method();
  }

  /// The path as it was sent.
  public String path() {
    return head.target().rawPath();
  }

  /// The query as it was sent, without its question mark; null if there is none.
  public @Nullable String query() {
    return head.target().query();
  }

  /// The host that was asked for, as a URI has it; null where the request names none.
  public @Nullable String host() {
    return head.authority() == null ? null : head.authority().host();
  }

  /// The host and port that were asked for; null where the request names none.
  public @Nullable String authority() {
    return head.authority() == null ? null : head.authority().toString();
  }

  public Headers headers() {
    return head.headers();
  }

  /// Address and port at the other end.
  public String peer() {
    return connection.peer().toString() + ':' + connection.peerPort();
  }

  /// The body, which comes as it is read and is never held whole here.
  public InputStream body() {
    return client.body();
  }

  /// Begins the answer. Closing what it returns ends it; an answer that is not ended is broken off,
  /// so that nobody takes half of it for the whole. A body that fits its buffer has its length
  /// told, any other is sent in chunks while it is written. That of an answer which cannot have one
  /// is passed over.
  public OutputStream answer(int status, Headers headers) {
    return client.answer(status, headers);
  }
}
