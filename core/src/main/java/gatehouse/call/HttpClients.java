package gatehouse.call;

import gatehouse.spi.Answer;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.HttpCall;
import gatehouse.spi.HttpCaller;
import gatehouse.spi.HttpReply;
import gatehouse.spi.TlsOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The HTTP clients of the process: one for each way of securing a connection, shut down when
/// nobody has used it for a while. They speak HTTP/1.1, which every authorizer understands, and run
/// on virtual threads.
public final class HttpClients implements HttpCaller, AutoCloseable {
  private static final long UNUSED_NANOS = Duration.ofMinutes(10).toNanos();

  private final ConcurrentHashMap<TlsOptions, Used> clients = new ConcurrentHashMap<>();
  private final Executor threads;
  private final LongSupplier nanos;

  private record Used(HttpClient client, long at) {}

  /// @param threads runs the work of calls; its threads may block
  /// @param nanos a clock like [System#nanoTime()]
  public HttpClients(Executor threads, LongSupplier nanos) {
    this.threads = threads;
    this.nanos = nanos;
  }

  @Override
  public CompletionStage<HttpReply> call(HttpCall call) {
    CompletableFuture<HttpReply> outcome = new CompletableFuture<>();
    // A client's first call reads the platform's authorities from disk.
    threads.execute(() -> start(call, outcome));
    return outcome;
  }

  private void start(HttpCall call, CompletableFuture<HttpReply> outcome) {
    try {
      CompletableFuture<HttpResponse<byte[]>> asked =
          client(call.tls()).sendAsync(request(call), _ -> new BoundedBody(call.maxBody()));
      asked.whenCompleteAsync(
          (response, failure) -> {
            if (failure == null) {
              outcome.complete(reply(response));
            } else {
              outcome.completeExceptionally(cause(failure));
            }
          },
          threads);
      // The request's own time-out ends with the head of the answer, so the whole call gets one.
      asked.orTimeout(call.timeout().toNanos(), TimeUnit.NANOSECONDS);
      outcome.whenComplete((_, _) -> asked.cancel(true));
    } catch (RuntimeException e) {
      outcome.completeExceptionally(new IOException("the call can't be made", e));
    }
  }

  private static IOException cause(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case IOException e -> e;
      case TimeoutException _ -> new HttpTimeoutException("no whole answer in time");
      default -> new IOException(cause);
    };
  }

  private static HttpRequest request(HttpCall call) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(call.uri())
            .method(
                call.method(),
                call.body() == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(call.body()));
    for (Answer.Field field : call.headers()) {
      if (!HttpCall.canSend(field.value())) {
        throw new IllegalArgumentException(field.name() + " is not ASCII");
      }
      builder.header(field.name().spelling(), field.value());
    }
    return builder.build();
  }

  private static HttpReply reply(HttpResponse<byte[]> response) {
    Headers headers = new Headers();
    response
        .headers()
        .map()
        .forEach((name, values) -> {
          // A pseudo-field of HTTP/2 is no name.
          if (HeaderName.isToken(name)) {
            HeaderName known = HeaderName.of(name);
            values.forEach(value -> headers.add(known, value));
          }
        });
    return new HttpReply(response.statusCode(), headers, response.body());
  }

  private HttpClient client(TlsOptions tls) {
    return clients.compute(
            tls,
            (_, known) -> new Used(known == null ? make(tls) : known.client, nanos.getAsLong()))
        .client;
  }

  private HttpClient make(TlsOptions tls) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .executor(threads)
        .sslContext(ServerTrust.context(tls))
        .build();
  }

  /// Shuts down the clients that nobody has used for ten minutes.
  public void sweep() {
    long now = nanos.getAsLong();
    clients
        .keySet()
        .forEach(tls ->
            clients.computeIfPresent(
                tls,
                (_, used) -> {
                  if (now - used.at < UNUSED_NANOS) {
                    return used;
                  }
                  used.client.shutdown();
                  return remove();
                }));
  }

  private static @Nullable Used remove() {
    return null;
  }

  int size() {
    return clients.size();
  }

  @Override
  public void close() {
    clients.values().forEach(used -> used.client.shutdownNow());
    clients.clear();
  }
}
