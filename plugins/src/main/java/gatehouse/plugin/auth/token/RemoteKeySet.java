package gatehouse.plugin.auth.token;

import gatehouse.spi.Answer;
import gatehouse.spi.HeaderName;
import gatehouse.spi.HttpCall;
import gatehouse.spi.HttpCaller;
import gatehouse.spi.HttpReply;
import gatehouse.spi.TlsOptions;
import gatehouse.spi.Workshop;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// A JWK set at an address that the configuration or an issuer's own document names; never one that
/// a token names.
public final class RemoteKeySet implements KeySets.Source {
  private static final List<Answer.Field> ACCEPT =
      List.of(new Answer.Field(HeaderName.of("Accept"), "application/json"));
  private static final int MOST_BYTES = 1 << 20;
  private static final KeySets.Timing TIMING =
      new KeySets.Timing(Duration.ofHours(1), Duration.ofSeconds(30), KeySets.Timing.GRACE);

  private final HttpCaller http;
  private final URI uri;
  private final Duration timeout;
  private final TlsOptions tls;

  /// @param timeout for the whole fetch
  public RemoteKeySet(HttpCaller http, URI uri, Duration timeout, TlsOptions tls) {
    this.http = http;
    this.uri = uri;
    this.timeout = timeout;
    this.tls = tls;
  }

  /// The keys at an address, shared by all instances that name it and kept over reloads.
  public static KeySets carried(URI uri, Workshop workshop) {
    return workshop.carried(
        "jwks " + uri,
        KeySets.class,
        () ->
            new KeySets(
                uri.toString(),
                new RemoteKeySet(workshop.http(), uri, Duration.ofSeconds(10), TlsOptions.VERIFIED),
                TIMING,
                workshop.clock(),
                workshop.background()));
  }

  @Override
  public List<TrustedKey> fetch() throws IOException {
    List<TrustedKey> keys = TrustedKey.ofKeySet(get(http, uri, timeout, tls));
    if (keys == null) {
      throw new IOException("no key set at " + uri);
    }
    return keys;
  }

  /// The document at an address; blocks.
  ///
  /// @throws IOException unless it is answered with 200 in time
  public static byte[] get(HttpCaller http, URI uri, Duration timeout, TlsOptions tls)
      throws IOException {
    HttpReply reply = await(http, new HttpCall("GET", uri, ACCEPT, null, timeout, MOST_BYTES, tls));
    if (reply.status() != 200) {
      throw new IOException("status " + reply.status() + " from " + uri);
    }
    return reply.body();
  }

  /// Waits for the answer to a call.
  ///
  /// @throws IOException if there is none
  public static HttpReply await(HttpCaller http, HttpCall call) throws IOException {
    try {
      return http.call(call).toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure
          ? failure
          : new IOException("the call failed", e.getCause());
    } catch (InterruptedException _) {
      throw new InterruptedIOException("interrupted");
    }
  }
}
