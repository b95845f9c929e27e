package gatehouse.plugin.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.HttpCall;
import gatehouse.spi.HttpCaller;
import gatehouse.spi.HttpReply;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Step;
import gatehouse.spi.TlsOptions;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Asks another server about each request, as Traefik's ForwardAuth and nginx's `auth_request` do:
/// 2xx lets it pass, everything else is the answer.
@Policy(
    name = "forward-auth",
    priority = 1012,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    authenticates = true,
    summary = "Asks another server about each request: 2xx lets it pass.")
public final class ForwardAuth implements OnRequest {
  private static final int MOST = 64 << 10;
  private static final long MOST_KEPT = 10_000;
  private static final Answer UNAVAILABLE = Answer.error(503, "Authorization is not available");
  private static final Answer BROKEN = Answer.error(500, "An unexpected error occurred");
  private static final HeaderName WWW_AUTHENTICATE = HeaderName.of("WWW-Authenticate");
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final HeaderName FORWARDED_METHOD = HeaderName.of("X-Forwarded-Method");
  private static final HeaderName FORWARDED_URI = HeaderName.of("X-Forwarded-Uri");

  private final Config config;
  private final HttpCaller http;
  private final URI url;
  private final Set<String> sent;
  private final @Nullable Cache<String, Headers> kept;

  /// What an instance is told.
  public record Config(
      @Match(Match.Form.URL) @Referenceable @Doc("Where the other server is; http or https.")
          String url,
      @Default("false") @Doc("Whether it is asked with the request's own method instead of GET.")
          boolean methodFromRequest,
      @Default("[]")
          @Doc(
              "The request's headers that it sees; all if empty. Never those of the connection, nor"
                  + " a client's own that tell of another method, address or path.")
          List<HeaderName> requestHeaders,
      @Default("[]")
          @Doc(
              "Headers of its answer that the service gets. A client's own are removed on every"
                  + " route.")
          List<HeaderName> responseHeaders,
      @Default("false")
          @Doc("Whether `X-Forwarded-Method` and `-Uri` of a proxy in `trusted_ips` are passed on.")
          boolean trustForwardHeader,
      @Default("false") @Doc("Whether it sees the body.") boolean sendBody,
      @Default("65536")
          @Range(min = 1, max = 1048576)
          @Doc("Bytes that such a body may have; a longer one is answered 413.")
          int maxBodySize,
      @Default("3000") @Range(min = 1, max = 60000) @Doc("Milliseconds for the whole call.")
          int timeout,
      @Default("true") @Doc("Whether its certificate is verified.") boolean sslVerify,
      @Default("0")
          @Range(min = 0, max = 3600)
          @Doc("Seconds for which a request that passed is not asked about again; 0 asks always.")
          int cacheTtl,
      @Default("false")
          @Doc("Whether only its 401 and 403 reach the client, and all else is 500, as in nginx.")
          boolean strict)
      implements Checked {
    @Override
    public void check(Check check) {
      if (!url.startsWith("http://") && !url.startsWith("https://")) {
        check.fault("url", "expected http or https");
      }
      if (sendBody && cacheTtl > 0) {
        check.fault("cache_ttl", "an answer about a body can't be kept");
      }
      for (HeaderName name : responseHeaders) {
        if (!RemoteFields.mayPass(name.lower())) {
          check.fault("response_headers", name + " belongs to the connection");
        }
      }
    }
  }

  /// Builds an instance.
  public ForwardAuth(Config config, Workshop workshop) {
    this.config = config;
    http = workshop.http();
    url = URI.create(config.url());
    sent = config.requestHeaders().stream().map(HeaderName::lower).collect(Collectors.toSet());
    kept =
        config.cacheTtl() == 0
            ? null
            : Caffeine.newBuilder()
                .maximumSize(MOST_KEPT)
                .executor(workshop.background())
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(workshop.clock().millis()))
                .expireAfterWrite(Duration.ofSeconds(config.cacheTtl()))
                .build();
  }

  @Override
  public BodyNeed requestBody() {
    return config.sendBody()
        ? BodyNeed.whole(config.maxBodySize(), BodyNeed.Overflow.REJECT)
        : BodyNeed.NONE;
  }

  @Override
  public List<HeaderName> identityHeaders() {
    return config.responseHeaders();
  }

  @Override
  public Step onRequest(Exchange x) {
    List<Answer.Field> question = question(x);
    for (Answer.Field field : question) {
      if (!HttpCall.canSend(field.value())) {
        Answer answer = Answer.error(400, field.name() + " has characters beyond ASCII");
        return x.deny(answer, "field", "a field cannot be shown to the other server as it is");
      }
    }
    HttpCall call =
        new HttpCall(
            config.methodFromRequest() ? x.request().method() : "GET",
            url,
            question,
            config.sendBody() ? x.request().body() : null,
            Duration.ofMillis(config.timeout()),
            MOST,
            TlsOptions.of(config.sslVerify()));
    String key = kept == null ? "" : digest(call);
    Headers known = kept == null ? null : kept.getIfPresent(key);
    return known == null
        ? x.offload(() -> ask(call), reply -> judge(x, reply.answer, key))
        : pass(x, known);
  }

  /// @param answer null if there is none
  private record Reply(@Nullable HttpReply answer) {}

  private Reply ask(HttpCall call) throws InterruptedException {
    try {
      return new Reply(http.call(call).toCompletableFuture().get());
    } catch (ExecutionException _) {
      return new Reply(null);
    }
  }

  private List<Answer.Field> question(Exchange x) {
    List<Answer.Field> fields = new ArrayList<>();
    Headers headers = x.request().headers();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.lowerName(i);
      if (RemoteFields.mayBeShown(name) && (sent.isEmpty() || sent.contains(name))) {
        fields.add(new Answer.Field(HeaderName.of(headers.name(i)), headers.value(i)));
      }
    }
    String query = x.request().query();
    String uri = escaped(x.request().path()) + (query == null ? "" : "?" + query);
    add(fields, "X-Forwarded-Method", believed(x, FORWARDED_METHOD, x.request().method()));
    add(fields, "X-Forwarded-Proto", x.request().scheme());
    add(fields, "X-Forwarded-Host", x.request().host());
    add(fields, "X-Forwarded-Uri", believed(x, FORWARDED_URI, uri));
    add(fields, "X-Forwarded-For", x.client().address().toString());
    return fields;
  }

  private String believed(Exchange x, HeaderName name, String own) {
    String given = x.request().headers().get(name);
    return config.trustForwardHeader() && x.client().trusted() && given != null ? given : own;
  }

  private static void add(List<Answer.Field> fields, String name, String value) {
    fields.add(new Answer.Field(HeaderName.of(name), value));
  }

  /// The canonical path as a URI writes it: what stands for itself there and escapes stay as they
  /// are, so that the other server decides on the path that the service gets.
  private static String escaped(String path) {
    StringBuilder text = new StringBuilder(path.length());
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 127 && "\"<>\\^`{|}".indexOf(b) < 0) {
        text.append((char) b);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return text.toString();
  }

  private static String digest(HttpCall call) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Answer.Field field : call.headers()) {
        String part = field.name().lower() + ":" + field.value().length() + ":" + field.value();
        digest.update(part.getBytes(StandardCharsets.ISO_8859_1));
      }
      return call.method() + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Step judge(Exchange x, @Nullable HttpReply reply, String key) {
    if (reply == null) {
      Answer answer = config.strict() ? BROKEN : UNAVAILABLE;
      return x.deny(answer, "unavailable", "no answer of the other server");
    }
    int status = reply.status();
    if (status >= 200 && status < 300) {
      Headers copied = new Headers();
      for (HeaderName name : config.responseHeaders()) {
        reply.headers().all(name).forEach(value -> copied.add(name, value));
      }
      if (kept != null) {
        kept.put(key, copied);
      }
      return pass(x, copied);
    }
    if (config.strict()) {
      return strictly(x, reply);
    }
    return x.deny(passedOn(reply), "refused", "the other server answered " + status);
  }

  /// Replaces whatever a plugin before has set under these names, also where there is nothing now.
  private Step pass(Exchange x, Headers copied) {
    for (HeaderName name : config.responseHeaders()) {
      x.request().headers().remove(name);
      copied.all(name).forEach(value -> x.request().headers().add(name, value));
    }
    return Step.NEXT;
  }

  private static Step strictly(Exchange x, HttpReply reply) {
    if (reply.status() != 401 && reply.status() != 403) {
      return x.deny(BROKEN, "broken", "the other server answered " + reply.status());
    }
    String challenge = reply.headers().get(WWW_AUTHENTICATE);
    Answer answer =
        Answer.error(reply.status(), reply.status() == 401 ? "Unauthorized" : "Forbidden");
    if (reply.status() == 401 && challenge != null) {
      answer = answer.with(WWW_AUTHENTICATE, challenge);
    }
    return x.deny(answer, "refused", "the other server answered " + reply.status());
  }

  private static Answer passedOn(HttpReply reply) {
    Answer answer = Answer.of(reply.status(), reply.headers().get(CONTENT_TYPE), reply.body());
    for (int i = 0; i < reply.headers().size(); i++) {
      String name = reply.headers().lowerName(i);
      boolean own = name.equals("content-type") || name.equals("date") || name.equals("server");
      if (!own && RemoteFields.mayPass(name)) {
        answer = answer.with(HeaderName.of(reply.headers().name(i)), reply.headers().value(i));
      }
    }
    return answer;
  }
}
