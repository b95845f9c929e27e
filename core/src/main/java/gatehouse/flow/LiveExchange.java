package gatehouse.flow;

import gatehouse.answer.Answers;
import gatehouse.compile.Chain;
import gatehouse.compile.Instance;
import gatehouse.compile.Plan;
import gatehouse.compile.RoutePlan;
import gatehouse.decode.BadMessage;
import gatehouse.decode.ClientListener;
import gatehouse.decode.ClientStream;
import gatehouse.decode.Connection;
import gatehouse.decode.RequestHead;
import gatehouse.log.Course;
import gatehouse.log.KongRecord;
import gatehouse.log.Traffic;
import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.route.Match;
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
import gatehouse.spi.Request;
import gatehouse.spi.Response;
import gatehouse.spi.Step;
import gatehouse.spi.Timeline;
import gatehouse.spi.Upstream;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The state of one exchange. Each part of its way belongs to a class of its own; this one only
/// holds what they share, and passes on what the client does.
final class LiveExchange implements Exchange, ClientListener {
  private static final Logger LOG = LoggerFactory.getLogger(LiveExchange.class);

  private final Flow flow;
  private final Plan plan;
  private final RequestHead head;
  private final ClientStream stream;
  private final Connection connection;
  private final String id;
  private final LiveClient client;
  private final LiveRequest request;
  private final LiveUpstream upstream;
  private final Traffic traffic;
  private final RequestBody body;
  private final Turns turns = new Turns(this);
  private final RequestWalk walk;
  private final Reply reply;
  private final Relay relay;

  private Chain chain;
  private @Nullable Instance[] picked;
  private @Nullable Match match;
  private @Nullable RoutePlan route;
  private @Nullable LiveResponse response;
  private @Nullable Instance acting;
  private @Nullable Identity identity;
  private List<Decision> decisions = List.of();
  private boolean hangsUp;
  private @Nullable Headers answerHeaders;
  private @Nullable IdentityHashMap<Attribute<?>, Object> attributes;
  private @Nullable AccessRecord record;
  private @Nullable Course course;
  private boolean ended;

  LiveExchange(Flow flow, Plan plan, RequestHead head, ClientStream stream, Connection connection) {
    this.flow = flow;
    this.plan = plan;
    this.head = head;
    this.stream = stream;
    this.connection = connection;
    this.id = flow.loop().newId();
    this.traffic =
        new Traffic(System.currentTimeMillis(), System.nanoTime(), connection.localPort());
    this.client = new LiveClient(connection, flow.shared().settings().trust(), head.headers());
    this.body = new RequestBody(this, head, flow.shared().bodyMemory());
    this.request =
        new LiveRequest(
            head,
            ForwardedFields.scheme(connection, client, head),
            connection.localPort(),
            body,
            plan.readsSentHeaders() ? head.headers().copy() : null);
    this.upstream = new LiveUpstream(head.method(), request.path(), request.query());
    this.chain = plan.unmatched();
    this.picked = new Instance[chain.slots().size()];
    this.walk = new RequestWalk(this);
    this.reply = new Reply(this);
    this.relay = new Relay(this);
  }

  void start() {
    flow.loop().begun();
    traffic.received(head.bytes());
    ForwardedFields.dropConnectionFields(head.headers());
    plan.identityNames().strip(head.headers());
    walk.start();
  }

  Flow flow() {
    return flow;
  }

  Plan plan() {
    return plan;
  }

  RequestHead head() {
    return head;
  }

  ClientStream stream() {
    return stream;
  }

  Connection connection() {
    return connection;
  }

  LiveClient liveClient() {
    return client;
  }

  LiveUpstream liveUpstream() {
    return upstream;
  }

  Traffic traffic() {
    return traffic;
  }

  RequestBody body() {
    return body;
  }

  Turns turns() {
    return turns;
  }

  RequestWalk walk() {
    return walk;
  }

  Reply reply() {
    return reply;
  }

  Relay relay() {
    return relay;
  }

  Chain chain() {
    return chain;
  }

  @Nullable Match match() {
    return match;
  }

  @Nullable RoutePlan routePlan() {
    return route;
  }

  boolean ended() {
    return ended;
  }

  /// The request belongs to this route.
  void routed(Match match, RoutePlan route) {
    this.match = match;
    this.route = route;
    this.chain = route.chain();
    this.picked = new Instance[chain.slots().size()];
  }

  /// The instance that acts in a slot for the caller known now; once picked it stays.
  @Nullable Instance pick(int slot) {
    Instance known = picked[slot];
    if (known == null) {
      known = chain.slots().get(slot).pick(identity);
      picked[slot] = known;
    }
    return known;
  }

  void acting(@Nullable Instance instance) {
    acting = instance;
  }

  @Nullable Instance acting() {
    return acting;
  }

  void response(LiveResponse response) {
    this.response = response;
  }

  /// Where times are noted; null unless a tracer wants them.
  @Nullable Course course() {
    return course;
  }

  void course(@Nullable Course course) {
    this.course = course;
  }

  @Nullable Headers answerHeaders() {
    return answerHeaders;
  }

  /// The exchange is over, however it went: logs it, and lets go of everything. Happens once.
  void end() {
    if (ended) {
      return;
    }
    ended = true;
    traffic.end(System.nanoTime());
    reply.log();
    body.release();
    reply.release();
    flow.shared().metrics().ended(this, traffic);
    flow.loop().ended();
    plan.leave();
  }

  @Override
  public void onChunk(ByteBuf chunk) {
    traffic.received(chunk.readableBytes());
    if (ended) {
      chunk.release();
    } else if (relay.isTunnel()) {
      relay.toService(chunk);
    } else {
      body.onChunk(chunk);
    }
  }

  @Override
  public void onEnd(@Nullable Headers trailers) {
    if (!ended) {
      if (trailers != null) {
        plan.identityNames().strip(trailers);
      }
      body.onEnd(trailers);
    }
  }

  @Override
  public void onBadBody(BadMessage reason) {
    if (!ended) {
      relay.cancel();
      reply.answer(Answer.error(reason.status(), reason.answer()));
    }
  }

  @Override
  public void onGone() {
    if (!ended) {
      walk.cancel();
      reply.cancel();
      relay.cancel();
      end();
    }
  }

  @Override
  public void onUnwritable() {
    relay.clientFull();
  }

  @Override
  public void onWritable() {
    relay.clientWritable();
    reply.clientWritable();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public long now() {
    return traffic.startedAt();
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
    return route == null ? null : route.route();
  }

  @Override
  public @Nullable Service service() {
    return route == null ? null : route.service();
  }

  @Override
  public Captures captures() {
    return match == null ? Captures.NONE : match.captures();
  }

  @Override
  public @Nullable Identity identity() {
    return identity;
  }

  @Override
  public void identify(Identity identity) {
    this.identity = identity;
    IdentityHeaders.write(identity, request.headers());
  }

  @Override
  public Step deny(Answer answer, String rule, String reason, @Nullable String maskedInput) {
    record(Decision.Action.DENY, rule, reason, maskedInput);
    return new Step.Stop(answer);
  }

  @Override
  public void hangUp() {
    hangsUp = true;
  }

  /// Whether the client gets no answer.
  boolean hangsUp() {
    return hangsUp;
  }

  @Override
  public void record(Decision.Action action, String rule, String reason, @Nullable String input) {
    Instance instance = Objects.requireNonNull(acting, "only a plugin decides");
    if (decisions.isEmpty()) {
      decisions = new ArrayList<>(2);
    }
    decisions.add(
        new Decision(instance.name(), rule, action, reason, instance.entity().origin(), input));
  }

  @Override
  public List<Decision> decisions() {
    return decisions;
  }

  @Override
  public void answerHeader(HeaderName name, String value) {
    if (answerHeaders == null) {
      answerHeaders = new Headers();
    }
    answerHeaders.set(name, value);
  }

  @Override
  public void logField(String name, String value) {
    traffic.logField(name, value);
  }

  @Override
  public void logField(String name, String member, String value) {
    traffic.logField(name, member, value);
  }

  @Override
  public @Nullable Timeline timeline() {
    return course;
  }

  @Override
  public <T> @Nullable T get(Attribute<T> key) {
    return attributes == null ? null : key.type().cast(attributes.get(key));
  }

  @Override
  public <T> void put(Attribute<T> key, T value) {
    if (attributes == null) {
      attributes = new IdentityHashMap<>(4);
    }
    attributes.put(key, Objects.requireNonNull(value));
  }

  @Override
  public Step offload(Callable<Step> work) {
    return new Step.Wait(OffLoop.run(flow.shared().blocking(), work));
  }

  @Override
  public <T> Step offload(Callable<T> work, Function<T, Step> then) {
    return new Step.Wait(judged(OffLoop.run(flow.shared().blocking(), work), then));
  }

  @Override
  public Step compute(Callable<Step> work) {
    return bounded(() -> OffLoop.run(flow.shared().processors(), work));
  }

  @Override
  public <T> Step compute(Callable<T> work, Function<T, Step> then) {
    return bounded(() -> judged(OffLoop.run(flow.shared().processors(), work), then));
  }

  private Step bounded(Supplier<CompletionStage<Step>> begun) {
    try {
      return new Step.Wait(begun.get());
    } catch (RejectedExecutionException e) {
      LOG.warn("{} more computing is waiting than can be done", id);
      return new Step.Stop(Answers.UNAVAILABLE);
    }
  }

  /// What was found is judged on the loop, in the turn of the plugin that acts now.
  private <T> CompletionStage<Step> judged(CompletionStage<T> found, Function<T, Step> then) {
    Instance turn = acting;
    return found.thenApplyAsync(
        what -> {
          if (ended) {
            return Step.NEXT;
          }
          acting = turn;
          return then.apply(what);
        },
        flow.loop().loop());
  }

  @Override
  public void limitRequestBody(long bytes, Supplier<Step> exceeded) {
    Instance instance = Objects.requireNonNull(acting, "only a plugin sets limits");
    body.limit(new BodyLimit(bytes, instance, exceeded));
  }

  @Override
  public AccessRecord accessRecord() {
    AccessRecord known = record;
    if (known == null) {
      known = new KongRecord(this, traffic, plan.recordStyle());
      record = known;
    }
    return known;
  }
}
