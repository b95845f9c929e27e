package gatehouse.plugin.log;

import gatehouse.plugin.log.lua.LuaFields;
import gatehouse.plugin.log.queue.DeliveryQueue;
import gatehouse.plugin.log.queue.Queue;
import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.HttpCall;
import gatehouse.spi.HttpCaller;
import gatehouse.spi.HttpReply;
import gatehouse.spi.OnLog;
import gatehouse.spi.Policy;
import gatehouse.spi.TlsOptions;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import gatehouse.spi.schema.Shorthand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Sends the record of each request to an HTTP server.
@Policy(
    name = "http-log",
    priority = 12,
    decides = false,
    summary = "Sends the record of each request to an HTTP server, queued and in batches.")
public final class HttpLog implements OnLog {
  /// What is read of a collector's answer; only its status matters.
  private static final int ANSWER = 64 << 10;

  private static final int OK_BELOW = 300;
  private static final Set<String> OWN = Set.of("host", "content-length", "content-type");

  private final HttpCaller http;
  private final Config config;
  private final URI target;
  private final List<Answer.Field> headers = new ArrayList<>();
  private final DeliveryQueue queue;

  /// What an instance is told.
  @Shorthand(field = "queue_size", of = "queue.max_batch_size")
  @Shorthand(field = "flush_timeout", of = "queue.max_coalescing_delay")
  public record Config(
      @Referenceable
          @Match(Match.Form.URL)
          @Doc("The collector. A user and password in it are sent as basic authentication.")
          String httpEndpoint,
      @Default("POST") @OneOf({"POST", "PUT", "PATCH"}) @Doc("The method it is asked with.")
          String method,
      @Default("application/json")
          @OneOf({"application/json", "application/json; charset=utf-8"})
          @Doc("The media type it is told.")
          String contentType,
      @Default("10000") @Range(min = 1) @Doc("Milliseconds one call may take.") int timeout,
      @Default("60000")
          @Range(min = 0)
          @Doc("Milliseconds an unused connection is kept; a hint, connections are shared.")
          int keepalive,
      @Default("false")
          @Doc("Whether the certificate of an https collector is verified; Kong does not.")
          boolean sslVerify,
      @Nullable @Referenceable @Doc("Further headers of the calls, such as a token.")
          Map<String, String> headers,
      @Doc("How records wait for the collector.") Queue queue,
      @Nullable
          @Doc("Members of the record by Lua: `name: chunk`; see below what a chunk can read.")
          Map<String, String> customFieldsByLua,
      @Nullable @Doc("An old field without effect.") Integer retryCount)
      implements Checked {
    @Override
    public void check(Check check) {
      LuaFields.check(customFieldsByLua, check);
      if (headers != null) {
        boolean credentials =
            httpEndpoint.replaceFirst("^[a-z]+://", "").split("/", 2)[0].contains("@");
        headers.forEach((name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (OWN.contains(lower)) {
            check.fault("headers." + name, "cannot contain '" + name + "' header");
          } else if (lower.equals("authorization") && credentials) {
            check.fault(
                "headers." + name,
                "specifying both an 'Authorization' header and user info in 'http_endpoint' is not"
                    + " allowed");
          } else if (!HeaderName.isToken(name) || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            check.fault(
                "headers." + name,
                "not a valid header: its name is a token, its value printable ASCII");
          }
        });
      }
      if (httpEndpoint.startsWith("https:") && !sslVerify) {
        check.warn("ssl_verify", "whoever is in between can read the records: set it to true");
      }
    }
  }

  /// Builds an instance.
  public HttpLog(Config config, Workshop workshop) {
    this.config = config;
    http = workshop.http();
    URI endpoint = URI.create(config.httpEndpoint());
    target = withoutUser(endpoint);
    headers.add(new Answer.Field(HeaderName.of("Content-Type"), config.contentType()));
    if (config.headers() != null) {
      config
          .headers()
          .forEach((name, value) -> headers.add(new Answer.Field(HeaderName.of(name), value)));
    }
    if (endpoint.getUserInfo() != null) {
      String user =
          Base64.getEncoder()
              .encodeToString(endpoint.getUserInfo().getBytes(StandardCharsets.UTF_8));
      headers.add(new Answer.Field(HeaderName.of("Authorization"), "Basic " + user));
    }
    queue =
        Entries.queue(
            workshop,
            target.getHost() + ":" + target.getPort(),
            config.toString(),
            config.queue(),
            config.customFieldsByLua(),
            this::deliver);
  }

  /// The query of the endpoint is not sent, as in Kong.
  private static URI withoutUser(URI endpoint) {
    boolean secure = endpoint.getScheme().equals("https");
    int port = endpoint.getPort() >= 0 ? endpoint.getPort() : secure ? 443 : 80;
    String path = endpoint.getRawPath();
    String host = endpoint.getHost();
    return URI.create(
        endpoint.getScheme() + "://" + host + ":" + port + (path.isEmpty() ? "/" : path));
  }

  @Override
  public void onLog(Exchange x) {
    queue.add(x.accessRecord().json());
  }

  private void deliver(List<byte[]> batch) throws IOException, InterruptedException {
    HttpCall call =
        new HttpCall(
            config.method(),
            target,
            headers,
            body(batch, config.queue().maxBatchSize() > 1),
            Duration.ofMillis(config.timeout()),
            ANSWER,
            TlsOptions.of(config.sslVerify()));
    try {
      HttpReply reply = http.call(call).toCompletableFuture().get();
      if (reply.status() >= OK_BELOW) {
        throw new IOException("status " + reply.status());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  private static byte[] body(List<byte[]> batch, boolean array) {
    if (!array) {
      return batch.getFirst();
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write('[');
    for (int i = 0; i < batch.size(); i++) {
      if (i > 0) {
        all.write(',');
      }
      all.writeBytes(batch.get(i));
    }
    all.write(']');
    return all.toByteArray();
  }
}
