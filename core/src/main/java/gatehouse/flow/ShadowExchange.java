package gatehouse.flow;

import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.spi.AccessRecord;
import gatehouse.spi.Answer;
import gatehouse.spi.Attribute;
import gatehouse.spi.Captures;
import gatehouse.spi.Client;
import gatehouse.spi.Decision;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Identity;
import gatehouse.spi.Query;
import gatehouse.spi.Request;
import gatehouse.spi.Response;
import gatehouse.spi.Step;
import gatehouse.spi.Timeline;
import gatehouse.spi.Upstream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a plugin under `enforce: false` works on: the exchange as it is, but what it writes goes
/// nowhere, and its refusal is only written down. The identity it proves is seen by other such
/// plugins alone.
final class ShadowExchange implements Exchange {
  private final LiveExchange x;
  private final Map<Attribute<?>, Object> attributes = new HashMap<>();
  private @Nullable ShadowRequest request;
  private @Nullable LiveUpstream upstream;
  private @Nullable LiveResponse response;
  private @Nullable Identity identity;
  private boolean recorded;

  ShadowExchange(LiveExchange x) {
    this.x = x;
  }

  /// Lets a plugin take its turn; whatever it decides, the walk goes on.
  Step observe(Turns.Turn turn) {
    return pass(turn.take(fresh()));
  }

  /// The exchange as it is now, without what was written in an earlier turn.
  ShadowExchange fresh() {
    recorded = false;
    request = null;
    upstream = null;
    response = null;
    return this;
  }

  private Step pass(Step step) {
    return switch (step) {
      case Step.Next next -> next;
      case Step.Stop _ -> {
        if (!recorded) {
          x.record(Decision.Action.WOULD_DENY, "answer", "would have answered the request");
        }
        yield Step.NEXT;
      }
      case Step.Wait wait -> {
        CompletionStage<Step> passed = wait.outcome().thenApply(this::pass);
        yield new Step.Wait(passed);
      }
    };
  }

  @Override
  public Step deny(Answer answer, String rule, String reason, @Nullable String maskedInput) {
    recorded = true;
    x.record(Decision.Action.WOULD_DENY, rule, reason, maskedInput);
    return new Step.Stop(answer);
  }

  @Override
  public void record(
      Decision.Action action, String rule, String reason, @Nullable String maskedInput) {
    Decision.Action would = action == Decision.Action.DENY ? Decision.Action.WOULD_DENY : action;
    x.record(would, rule, reason, maskedInput);
  }

  /// What is not enforced keeps no answer back.
  @Override
  public void hangUp() {}

  @Override
  public Request request() {
    ShadowRequest known = request;
    if (known == null) {
      known = new ShadowRequest(x.request());
      request = known;
    }
    return known;
  }

  @Override
  public Upstream upstream() {
    LiveUpstream known = upstream;
    if (known == null) {
      known = x.liveUpstream().copy();
      upstream = known;
    }
    return known;
  }

  @Override
  public Response response() {
    LiveResponse known = response;
    if (known == null) {
      Response real = x.response();
      known =
          new LiveResponse(
              real.status(), real.headers().copy(), real.source(), new ShadowContent(real));
      response = known;
    }
    return known;
  }

  @Override
  public @Nullable Identity identity() {
    return identity != null ? identity : x.identity();
  }

  @Override
  public void identify(Identity identity) {
    this.identity = identity;
  }

  @Override
  public void answerHeader(HeaderName name, String value) {
    // The answer must be the same as without the plugin.
  }

  @Override
  public <T> @Nullable T get(Attribute<T> key) {
    Object own = attributes.get(key);
    return own == null ? x.get(key) : key.type().cast(own);
  }

  @Override
  public <T> void put(Attribute<T> key, T value) {
    attributes.put(key, value);
  }

  @Override
  public Step offload(Callable<Step> work) {
    return x.offload(work);
  }

  @Override
  public <T> Step offload(Callable<T> work, Function<T, Step> then) {
    return x.offload(work, then);
  }

  @Override
  public Step compute(Callable<Step> work) {
    return x.compute(work);
  }

  @Override
  public <T> Step compute(Callable<T> work, Function<T, Step> then) {
    return x.compute(work, then);
  }

  @Override
  public void limitRequestBody(long bytes, Supplier<Step> exceeded) {
    x.limitRequestBody(bytes, () -> observe(_ -> exceeded.get()));
  }

  @Override
  public String id() {
    return x.id();
  }

  @Override
  public long now() {
    return x.now();
  }

  @Override
  public Client client() {
    return x.client();
  }

  @Override
  public @Nullable Route route() {
    return x.route();
  }

  @Override
  public @Nullable Service service() {
    return x.service();
  }

  @Override
  public Captures captures() {
    return x.captures();
  }

  @Override
  public List<Decision> decisions() {
    return x.decisions();
  }

  @Override
  public void logField(String name, String value) {
    x.logField(name, value);
  }

  @Override
  public void logField(String name, String member, String value) {
    x.logField(name, member, value);
  }

  @Override
  public @Nullable Timeline timeline() {
    return x.timeline();
  }

  @Override
  public AccessRecord accessRecord() {
    return new ShadowRecord(x.accessRecord());
  }

  /// A body that can be replaced without anybody noticing.
  private record ShadowContent(Response real) implements LiveResponse.Content {
    @Override
    public byte @Nullable [] whole() {
      return real.body();
    }

    @Override
    public void replace(byte[] bytes) {
      // What is sent is what came.
    }
  }

  /// A request whose fields can be changed without anybody noticing.
  private record ShadowRequest(Request real, Headers headers) implements Request {
    ShadowRequest(Request real) {
      this(real, real.headers().copy());
    }

    @Override
    public String method() {
      return real.method();
    }

    @Override
    public String target() {
      return real.target();
    }

    @Override
    public String path() {
      return real.path();
    }

    @Override
    public String rawPath() {
      return real.rawPath();
    }

    @Override
    public @Nullable String query() {
      return real.query();
    }

    @Override
    public Query args() {
      return real.args();
    }

    @Override
    public Headers sentHeaders() {
      return real.sentHeaders();
    }

    @Override
    public String scheme() {
      return real.scheme();
    }

    @Override
    public String host() {
      return real.host();
    }

    @Override
    public int port() {
      return real.port();
    }

    @Override
    public String version() {
      return real.version();
    }

    @Override
    public boolean hasBody() {
      return real.hasBody();
    }

    @Override
    public byte @Nullable [] body() {
      return real.body();
    }

    @Override
    public void body(byte[] replacement) {
      // What is forwarded is what came.
    }
  }
}
