package gatehouse.flow;

import gatehouse.answer.Answers;
import gatehouse.compile.RoutePlan.Backend;
import gatehouse.decode.Framing;
import gatehouse.decode.HeadWriter;
import gatehouse.decode.ResponseHead;
import gatehouse.log.Traffic;
import gatehouse.spi.Answer;
import gatehouse.spi.Headers;
import gatehouse.upstream.Cluster;
import gatehouse.upstream.Failure;
import gatehouse.upstream.Origin;
import gatehouse.upstream.UpstreamConnection;
import gatehouse.upstream.UpstreamListener;
import gatehouse.upstream.UpstreamPool;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The exchange's conversation with its service: chooses a target, sends the request, hands the
/// answer to [Reply], and tries another target where that cannot do harm.
final class Relay implements UpstreamListener {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  /// RFC 9110, section 9.2.2; methods that nobody has told us about are not among them.
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE");

  private static final int MOST_INTERIMS = 16;

  private final LiveExchange x;
  private @Nullable Backend backend;
  private int triesLeft;
  private boolean sent;
  private @Nullable WebSocketUpgrade upgrade;
  private @Nullable String hostHeader;
  private UpstreamPool.@Nullable Waiting waiting;
  private @Nullable UpstreamConnection connection;
  private Traffic.@Nullable Try attempt;
  private boolean tunnel;
  private boolean held;
  private int interims;

  Relay(LiveExchange x) {
    this.x = x;
  }

  /// Asks the service.
  void start(Backend backend) {
    this.backend = backend;
    triesLeft = backend.service().retries();
    upgrade = x.stream().canTunnel() ? WebSocketUpgrade.of(x.request()) : null;
    ForwardedFields.tellService(x);
    try {
      x.body().beginSending();
    } catch (PluginFailed e) {
      x.reply().answer(e.answer());
      return;
    }
    connect();
  }

  private void connect() {
    Backend to = backend();
    long choosing = System.nanoTime();
    Cluster.Endpoint target = to.cluster().pick();
    if (target == null) {
      x.reply().answer(Answers.NO_PEER);
      return;
    }
    attempt = x.traffic().beginTry(target.host(), target.port(), choosing, System.nanoTime());
    String host = hostFor(to, target);
    hostHeader = host;
    Origin origin = target.origin();
    if (to.tls() != null) {
      origin = new Origin(origin.address(), to.tls(), TargetHost.withoutPort(host));
    }
    sent = false;
    UpstreamPool.Waiting next = new UpstreamPool.Waiting(this);
    waiting = next;
    x.flow().loop().pool().acquire(origin, to.limits(), x.upstream().method(), next);
  }

  private String hostFor(Backend to, Cluster.Endpoint target) {
    String demanded = x.liveUpstream().host();
    if (demanded != null) {
      return demanded;
    }
    var route = x.route();
    var asked = x.head().authority();
    if (route != null && route.preserveHost() && asked != null) {
      return asked.toString();
    }
    String name = to.hostHeader() != null ? to.hostHeader() : target.name();
    return TargetHost.withPort(name, target.port(), to.defaultPort());
  }

  @Override
  public void onResolved() {
    if (attempt != null && x.course() != null) {
      attempt.resolved(System.nanoTime());
    }
  }

  /// Nothing more comes of the attempt under way.
  private void attemptEnded() {
    if (attempt != null && x.course() != null) {
      attempt.ended(System.nanoTime());
    }
  }

  @Override
  public void onConnected(UpstreamConnection connected) {
    waiting = null;
    connection = connected;
    if (attempt != null && x.course() != null) {
      attempt.connected(connected.address(), System.nanoTime());
    }
    sent = true;
    RequestBody body = x.body();
    long length = body.length();
    boolean chunked = length == Framing.CHUNKED;
    HeadWriter heads = x.flow().loop().heads();
    heads.request(x.upstream().method(), x.upstream().path(), x.upstream().query());
    heads.field("Host", Objects.requireNonNull(hostHeader));
    Headers headers = x.request().headers();
    for (int i = 0; i < headers.size(); i++) {
      if (!ForwardedFields.endsHere(headers.lowerName(i))) {
        heads.field(headers.name(i), headers.value(i));
      }
    }
    if (chunked) {
      heads.field("Transfer-Encoding", "chunked");
    } else if (length >= 0) {
      heads.field("Content-Length", length);
    }
    if (ForwardedFields.takesTrailers(headers)) {
      heads.field("TE", "trailers");
    }
    if (upgrade != null) {
      heads.field("Connection", "keep-alive, Upgrade").field("Upgrade", "websocket");
    } else {
      heads.field("Connection", "keep-alive");
    }
    connected.writeHead(heads.end(connected.allocator()), chunked);
    String query = x.upstream().query();
    x.traffic()
        .upstreamUri(query == null ? x.upstream().path() : x.upstream().path() + "?" + query);
    if (!x.stream().writable()) {
      // Not even the beginning of an answer is read for a client that has enough to read.
      connected.pause();
    }
    body.sendTo(connected, triesLeft > 0 && IDEMPOTENT.contains(x.upstream().method()));
  }

  @Override
  public void onHead(ResponseHead head) {
    if (head.interim()) {
      if (++interims > MOST_INTERIMS) {
        onInvalid("too many interim answers");
        return;
      }
      if (head.status() != 100) {
        ForwardedFields.dropHopByHop(head.headers());
        x.stream().interim(head.status(), head.headers());
      }
      return;
    }
    x.traffic().upstreamFirstByte(System.nanoTime());
    if (attempt != null) {
      attempt.answered(head.status());
    }
    if (head.status() == 101) {
      openTunnel(head);
    } else {
      x.reply().fromService(head);
    }
  }

  private void openTunnel(ResponseHead head) {
    if (upgrade == null || !upgrade.isAcceptedBy(head.headers())) {
      onInvalid("101 that was not asked for");
      return;
    }
    x.reply().switched(head, "websocket");
  }

  /// Both sides have switched protocols.
  void tunnel() {
    tunnel = true;
    connection().tunnel();
    x.stream().tunnel();
    x.stream().readBody();
    resume();
  }

  boolean isTunnel() {
    return tunnel;
  }

  void toService(ByteBuf bytes) {
    UpstreamConnection to = connection;
    if (to == null) {
      bytes.release();
      return;
    }
    to.writeChunk(bytes);
    to.flush();
    if (!to.writable()) {
      x.stream().pauseBody();
    }
  }

  @Override
  public void onChunk(ByteBuf chunk) {
    if (x.ended()) {
      chunk.release();
      return;
    }
    x.reply().chunk(chunk);
    if (!x.stream().writable() && connection != null) {
      connection.pause();
    }
  }

  @Override
  public void onEnd(@Nullable Headers trailers) {
    connection = null;
    attemptEnded();
    x.traffic().upstreamLastByte(System.nanoTime());
    x.body().detach();
    x.reply().end(trailers);
  }

  private void onInvalid(String detail) {
    connection().close();
    onFailure(new Failure(Failure.Kind.INVALID, detail));
  }

  @Override
  public void onFailure(Failure failure) {
    waiting = null;
    connection = null;
    attemptEnded();
    x.body().detach();
    LOG.info("{} upstream failed: {} {}", x.id(), failure.kind(), failure.detail());
    if (attempt != null) {
      attempt.failed(isLate(failure) ? 504 : 502);
    }
    if (!x.reply().answering() && mayRetry(failure)) {
      connect();
    } else {
      x.reply().answer(answer(failure));
    }
  }

  /// Another target is tried if nothing can have been done twice: the request never left, or it is
  /// idempotent and can be sent once more.
  private boolean mayRetry(Failure failure) {
    if (failure.kind() == Failure.Kind.INVALID || failure.kind() == Failure.Kind.NAME) {
      return false;
    }
    if (sent && !(IDEMPOTENT.contains(x.upstream().method()) && x.body().repeatable())) {
      return false;
    }
    return triesLeft-- > 0;
  }

  private static boolean isLate(Failure failure) {
    return failure.kind() == Failure.Kind.TIMEOUT || failure.kind() == Failure.Kind.CONNECT_TIMEOUT;
  }

  private static Answer answer(Failure failure) {
    return switch (failure.kind()) {
      case NAME -> Answers.NO_ADDRESS;
      case NO_TARGET -> Answers.NO_PEER;
      case TIMEOUT, CONNECT_TIMEOUT -> Answers.UPSTREAM_TIMEOUT;
      case CONNECT, CLOSED, INVALID -> Answers.BAD_GATEWAY;
    };
  }

  @Override
  public void onWritable() {
    if (tunnel) {
      x.stream().readBody();
    } else {
      x.body().onServiceWritable();
    }
  }

  @Override
  public void onReadComplete() {
    if (!x.ended()) {
      x.stream().flush();
    }
  }

  /// The client takes no more for now.
  void clientFull() {
    if (connection != null) {
      connection.pause();
    }
  }

  /// The client takes more again.
  void clientWritable() {
    if (connection != null && !held) {
      connection.resume();
    }
  }

  /// Stops reading the service until [#resume].
  void pause() {
    held = true;
    if (connection != null) {
      connection.pause();
    }
  }

  /// Goes on reading the service, if the client takes what comes.
  void resume() {
    held = false;
    if (connection != null && x.stream().writable()) {
      connection.resume();
    }
  }

  /// Nobody wants the answer any more.
  void cancel() {
    if (waiting != null) {
      waiting.cancel();
      waiting = null;
    }
    if (connection != null) {
      connection.close();
      connection = null;
    }
    x.body().detach();
  }

  private Backend backend() {
    return Objects.requireNonNull(backend);
  }

  private UpstreamConnection connection() {
    return Objects.requireNonNull(connection);
  }
}
