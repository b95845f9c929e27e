package gatehouse.plugin.log.trace;

import gatehouse.plugin.log.queue.Delivery;
import gatehouse.spi.Answer;
import gatehouse.spi.HeaderName;
import gatehouse.spi.HttpCall;
import gatehouse.spi.HttpCaller;
import gatehouse.spi.HttpReply;
import gatehouse.spi.TlsOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/// A server that takes traces, metrics or logs by HTTP POST.
final class Collector implements Delivery {
  /// What is read of its answer; only the status matters.
  private static final int ANSWER = 64 << 10;

  private static final int OK_BELOW = 300;
  private static final int TIMEOUT = 408;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  private final HttpCaller http;
  private final URI target;
  private final To to;
  private final Function<List<byte[]>, byte[]> body;

  /// How it is asked.
  ///
  /// @param headers besides the media type
  /// @param timeout for one call
  record To(List<Answer.Field> headers, Duration timeout, boolean verify) {
    static To of(String mediaType, Map<String, String> more, Duration timeout, boolean verify) {
      List<Answer.Field> headers = new ArrayList<>();
      headers.add(new Answer.Field(HeaderName.of("Content-Type"), mediaType));
      more.forEach((name, value) -> headers.add(new Answer.Field(HeaderName.of(name), value)));
      return new To(headers, timeout, verify);
    }
  }

  /// @param body makes the body of a call from a batch of entries
  Collector(HttpCaller http, String url, To to, Function<List<byte[]>, byte[]> body) {
    this.http = http;
    this.target = URI.create(url);
    this.to = to;
    this.body = body;
  }

  /// A name for logs and metrics, without user, path and query.
  String name() {
    return target.getHost() + (target.getPort() < 0 ? "" : ":" + target.getPort());
  }

  @Override
  public void deliver(List<byte[]> batch) throws IOException, InterruptedException {
    HttpCall call =
        new HttpCall(
            "POST",
            target,
            to.headers(),
            body.apply(batch),
            to.timeout(),
            ANSWER,
            TlsOptions.of(to.verify()));
    try {
      HttpReply reply = http.call(call).toCompletableFuture().get();
      int status = reply.status();
      if (status >= SERVER_ERROR || status == TOO_MANY || status == TIMEOUT) {
        throw new IOException("status " + status);
      } else if (status >= OK_BELOW) {
        throw new Refused("status " + status);
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }
}
