package gatehouse.spi;

import gatehouse.model.Consumer;
import gatehouse.model.Route;
import gatehouse.model.Service;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An exchange without a socket: a test writes the request, plugins run on it (alone, or in order
/// by [FakeChain]), and everything they did can be read.
public final class FakeExchange implements Exchange {
  private final FakeRequest request;
  private final FakeUpstream upstream;
  private final IdentityHashMap<Attribute<?>, Object> attributes = new IdentityHashMap<>();
  private final List<Decision> decisions = new ArrayList<>();
  private boolean hungUp;
  private final Headers answerHeaders = new Headers();

  /// The members added to the log record.
  public final Map<String, String> logFields = new LinkedHashMap<>();

  private FakeClient client =
      new FakeClient(Objects.requireNonNull(IpAddress.parse("127.0.0.1")), null);
  private long now = Instant.parse("2026-01-31T12:00:00Z").toEpochMilli();
  private @Nullable Route route = FakeEntities.route("r-1", "s-1", "/");
  private @Nullable Service service = FakeEntities.service("s-1");
  private @Nullable Identity identity;
  private @Nullable FakeResponse response;
  private @Nullable Answer answer;
  private int offloaded;
  private @Nullable Step tooLong;

  private FakeExchange(String method, String target) {
    request = new FakeRequest(method, target);
    upstream = new FakeUpstream(request);
  }

  /// A request with a method to a target, from 127.0.0.1 at noon.
  public static FakeExchange of(String method, String target) {
    return new FakeExchange(method, target);
  }

  /// A GET.
  public static FakeExchange get(String target) {
    return new FakeExchange("GET", target);
  }

  /// Comes from another address.
  public FakeExchange from(String address) {
    client = new FakeClient(Objects.requireNonNull(IpAddress.parse(address)), client.tls());
    return this;
  }

  /// Comes at another time.
  public FakeExchange at(Instant time) {
    now = time.toEpochMilli();
    return this;
  }

  /// Carries one more header field.
  public FakeExchange header(String name, String value) {
    request.headers().add(HeaderName.of(name), value);
    request.sentHeaders().add(HeaderName.of(name), value);
    return this;
  }

  /// Carries a body.
  public FakeExchange body(String contentType, String text) {
    return body(text).header("Content-Type", contentType);
  }

  /// Carries a body without a media type.
  public FakeExchange body(String text) {
    request.sent = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  /// Belongs to another route, or to none.
  public FakeExchange route(@Nullable Route route) {
    this.route = route;
    return this;
  }

  /// Goes to another service, or to none.
  public FakeExchange service(@Nullable Service service) {
    this.service = service;
    return this;
  }

  /// The first value of a field that the service gets; null if it gets none.
  public @Nullable String upstreamHeader(String name) {
    return request.headers().get(HeaderName.of(name));
  }

  /// The body that the service gets, as text; null if there is none.
  public @Nullable String upstreamBody() {
    return request.sent == null ? null : new String(request.sent, StandardCharsets.UTF_8);
  }

  /// Whether a plugin has asked for the body.
  public boolean bodyWasRead() {
    return request.shown != null;
  }

  /// How often work was done off the event loop.
  public int offloaded() {
    return offloaded;
  }

  /// Shows a plugin as much of the body as it needs; false if the body is too large for it.
  boolean show(BodyNeed need) {
    byte[] sent = request.sent;
    if (need instanceof BodyNeed.Whole(long limit, BodyNeed.Overflow overflow) && sent != null) {
      if (sent.length <= limit) {
        request.shown = sent;
      } else if (overflow == BodyNeed.Overflow.CUT) {
        request.shown = Arrays.copyOf(sent, (int) limit);
      }
      return sent.length <= limit || overflow != BodyNeed.Overflow.REJECT;
    }
    return true;
  }

  /// The answer Gatehouse made itself; null if the service answered.
  public @Nullable Answer answer() {
    return answer;
  }

  /// The first value of a field of the answer, once it is there; null if it has none.
  public @Nullable String answered(String name) {
    Headers headers = response == null ? answerHeaders : response.headers();
    return headers.joined(HeaderName.of(name));
  }

  /// The body of the answer as the client gets it, as text; null if the service sent none.
  public @Nullable String answeredBody() {
    byte[] sent = response == null ? null : response.sent;
    return sent == null ? null : new String(sent, StandardCharsets.UTF_8);
  }

  /// Begins the answer of the service.
  FakeResponse beginAnswer(int status, byte @Nullable [] body) {
    response = new FakeResponse(Response.Source.SERVICE, status, body);
    return response;
  }

  /// Begins an answer of Gatehouse itself.
  void beginAnswer(Answer own) {
    answer = own;
    byte[] body =
        own.raw() == null ? bytes("{\"message\":\"" + own.message() + "\"}") : own.raw().body();
    response = new FakeResponse(Response.Source.GATEHOUSE, own.status(), body);
    for (Answer.Field field : own.headers()) {
      response.headers().add(field.name(), field.value());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Puts the headers that plugins set on whatever answer into the answer.
  void applyAnswerHeaders() {
    for (int i = 0; i < answerHeaders.size(); i++) {
      response().headers().set(HeaderName.of(answerHeaders.name(i)), answerHeaders.value(i));
    }
  }

  @Override
  public String id() {
    return "0123456789abcdef0123456789abcdef";
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public Upstream upstream() {
    return upstream;
  }

  @Override
  public Response response() {
    return Objects.requireNonNull(response, "there is no answer yet");
  }

  @Override
  public @Nullable Route route() {
    return route;
  }

  @Override
  public @Nullable Service service() {
    return service;
  }

  @Override
  public Captures captures() {
    return Captures.NONE;
  }

  @Override
  public @Nullable Identity identity() {
    return identity;
  }

  /// Sets the identity and Kong's headers for it, as the flow does.
  @Override
  public void identify(Identity who) {
    identity = who;
    Consumer consumer = who.consumer();
    setOrRemove("X-Consumer-ID", consumer == null ? null : consumer.id());
    setOrRemove("X-Consumer-Custom-ID", consumer == null ? null : consumer.customId());
    setOrRemove("X-Consumer-Username", consumer == null ? null : consumer.username());
    Identity.ProvenCredential credential = who.credential();
    setOrRemove("X-Credential-Identifier", credential == null ? null : credential.identifier());
    setOrRemove("X-Anonymous-Consumer", credential == null ? "true" : null);
  }

  private void setOrRemove(String name, @Nullable String value) {
    if (value == null) {
      request.headers().remove(HeaderName.of(name));
    } else {
      request.headers().set(HeaderName.of(name), value);
    }
  }

  @Override
  public Step deny(Answer refusal, String rule, String reason, @Nullable String maskedInput) {
    decisions.add(
        new Decision("plugin", rule, Decision.Action.DENY, reason, "kong.yml:1:1", maskedInput));
    return new Step.Stop(refusal);
  }

  @Override
  public void record(
      Decision.Action action, String rule, String reason, @Nullable String maskedInput) {
    decisions.add(new Decision("plugin", rule, action, reason, "kong.yml:1:1", maskedInput));
  }

  @Override
  public void hangUp() {
    hungUp = true;
  }

  /// Whether the client gets no answer.
  public boolean hungUp() {
    return hungUp;
  }

  @Override
  public List<Decision> decisions() {
    return decisions;
  }

  @Override
  public void answerHeader(HeaderName name, String value) {
    answerHeaders.set(name, value);
  }

  @Override
  public void logField(String name, String value) {
    logFields.put(name, value);
  }

  @Override
  public void logField(String name, String member, String value) {
    logFields.put(name + "." + member, value);
  }

  @Override
  public @Nullable Timeline timeline() {
    return null;
  }

  @Override
  public <T> @Nullable T get(Attribute<T> key) {
    Object value = attributes.get(key);
    return value == null ? null : key.type().cast(value);
  }

  @Override
  public <T> void put(Attribute<T> key, T value) {
    attributes.put(key, Objects.requireNonNull(value));
  }

  @Override
  public Step offload(Callable<Step> work) {
    offloaded++;
    try {
      return new Step.Wait(CompletableFuture.completedFuture(work.call()));
    } catch (Exception e) {
      return new Step.Wait(CompletableFuture.failedFuture(e));
    }
  }

  @Override
  public <T> Step offload(Callable<T> work, Function<T, Step> then) {
    return offload(() -> then.apply(work.call()));
  }

  @Override
  public Step compute(Callable<Step> work) {
    return offload(work);
  }

  @Override
  public <T> Step compute(Callable<T> work, Function<T, Step> then) {
    return offload(work, then);
  }

  @Override
  public void limitRequestBody(long bytes, Supplier<Step> exceeded) {
    byte[] sent = request.sent;
    if (sent != null && sent.length > bytes && exceeded.get() instanceof Step.Stop stop) {
      tooLong = stop;
    }
  }

  /// Passes the body that the service gets through a filter.
  void filterRequest(UnaryOperator<byte @Nullable []> filter) {
    request.sent = filter.apply(request.sent);
  }

  /// What a bound on the body has decided; null if none is exceeded.
  @Nullable Step tooLong() {
    return tooLong;
  }

  @Override
  public AccessRecord accessRecord() {
    return new FakeAccessRecord("{\"request\":{\"uri\":\"" + request.target() + "\"}}");
  }
}
