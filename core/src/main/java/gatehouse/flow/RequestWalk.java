package gatehouse.flow;

import gatehouse.answer.Answers;
import gatehouse.compile.Chain;
import gatehouse.compile.Instance;
import gatehouse.compile.RoutePlan;
import gatehouse.compile.Slot;
import gatehouse.decode.BadTarget;
import gatehouse.log.Course;
import gatehouse.route.HttpsDemand;
import gatehouse.route.Match;
import gatehouse.route.UpstreamPath;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Client;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnRefusedPath;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Step;
import gatehouse.spi.Timeline.Mark;
import gatehouse.spi.Timeline.Phase;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of a request through its plugins to the service: before routing, routing, access.
final class RequestWalk {
  private static final Logger LOG = LoggerFactory.getLogger(RequestWalk.class);

  private static final HeaderName EXPECT = HeaderName.of("Expect");

  private final LiveExchange x;
  private final Waits waits;
  private int at;

  RequestWalk(LiveExchange x) {
    this.x = x;
    this.waits = new Waits(x);
  }

  void start() {
    String method = x.request().method();
    if (method.equals("TRACE") || method.equals("CONNECT")) {
      x.reply().answer(Answers.METHOD_NOT_ALLOWED);
      return;
    }
    askTracers();
    beforeRouting();
  }

  /// Times are noted from here on if somebody traces this exchange.
  private void askTracers() {
    if (!x.plan().traced()) {
      return;
    }
    boolean wanted = false;
    for (Slot slot : x.chain().slots()) {
      if (slot.traces()) {
        Instance anyone = slot.pick(null);
        wanted |= slot.variesByCaller() || anyone != null && x.turns().traces(anyone);
      }
    }
    Course known = x.course();
    x.course(!wanted ? null : known == null ? new Course(x.traffic()) : known);
  }

  /// The client has left: nothing that is waited for matters any more.
  void cancel() {
    waits.cancel();
  }

  private void beforeRouting() {
    Chain chain = x.chain();
    while (at < chain.slots().size()) {
      Instance instance = x.pick(at++);
      if (instance != null && instance.onRoute() != null) {
        var phase = instance.onRoute();
        if (!take(x.turns().give(Phase.ROUTE, instance, phase::onRoute), this::beforeRouting)) {
          return;
        }
      }
    }
    route();
  }

  private void route() {
    BadTarget fault = x.head().target().path().fault();
    if (fault != null) {
      refusePath(fault);
      return;
    }
    String keys = keySet();
    if (keys != null) {
      boolean reads = x.request().method().equals("GET") || x.request().method().equals("HEAD");
      x.reply().answer(reads ? Answers.keySet(keys) : Answers.METHOD_NOT_ALLOWED);
      return;
    }
    Client.Tls tls = x.connection().tls();
    String sni = tls == null ? null : tls.sni() == null ? "" : tls.sni();
    if (sni != null
        && x.plan().isProvenByName(x.request().host())
        && !sni.equals(x.request().host())) {
      // RFC 9110, section 15.5.20: what the handshake proved was another name.
      x.reply().answer(Answers.MISDIRECTED);
      return;
    }
    long routing = x.plan().traced() ? System.nanoTime() : 0;
    Match match = x.plan().match(x.request(), sni);
    long routed = x.plan().traced() ? System.nanoTime() : 0;
    if (match == null) {
      noteRouting(routing, routed);
      fault = x.head().target().path().fault(false, false);
      if (fault != null) {
        refusePath(fault);
      } else {
        x.reply().answer(Answers.NO_ROUTE);
      }
      return;
    }
    fault =
        x.head()
            .target()
            .path()
            .fault(match.route().allowEncodedSlash(), match.route().allowPathParameters());
    if (fault != null) {
      refusePath(fault);
      return;
    }
    take(match, routing, routed);
  }

  private void noteRouting(long routing, long routed) {
    Course course = x.course();
    if (course != null) {
      course.mark(Mark.ROUTING, routing);
      course.mark(Mark.ROUTED, routed);
    }
  }

  /// The key set, if that is what is asked for and a plugin signs; otherwise the path is a route's.
  private @Nullable String keySet() {
    String path = x.flow().shared().settings().identityJwksPath();
    return path != null && path.equals(x.request().path()) ? x.plan().keySet() : null;
  }

  private void refusePath(BadTarget fault) {
    LOG.debug("{} path refused: {}", x.id(), fault.reason());
    x.flow().shared().metrics().protocolError("path");
    at = 0;
    refused();
  }

  /// Shows the request to those who look at refused ones too; whatever they say, it is refused.
  private void refused() {
    Chain chain = x.chain();
    while (at < chain.slots().size()) {
      Instance instance = x.pick(at);
      OnRefusedPath phase = instance == null ? null : instance.onRefusedPath();
      if (instance != null && phase != null) {
        if (!collected(instance, this::refused)) {
          return;
        }
        at++;
        if (!take(
            x.turns().give(Phase.REFUSED_PATH, instance, phase::onRefusedPath), this::refused)) {
          return;
        }
      } else {
        at++;
      }
    }
    x.reply().answer(Answers.BAD_REQUEST);
  }

  private void take(Match match, long routing, long routed) {
    RoutePlan route = x.plan().route(match);
    x.routed(match, route);
    askTracers();
    noteRouting(routing, routed);
    if (HttpsDemand.isMadeBy(match.route()) && !x.request().scheme().equals("https")) {
      HttpsDemand demand =
          HttpsDemand.of(
              match.route(),
              ForwardedFields.host(x.liveClient(), x.request()),
              x.request().target());
      x.reply()
          .answer(
              demand.location() == null
                  ? Answers.USE_HTTPS
                  : Answers.redirect(demand.status(), demand.location()));
      return;
    }
    x.liveUpstream().path(UpstreamPath.of(match, x.request().path()));
    at = 0;
    access();
  }

  private void access() {
    Chain chain = x.chain();
    while (at < chain.access().size()) {
      Instance instance = x.pick(chain.access().get(at));
      OnRequest phase = instance == null ? null : instance.onRequest();
      if (instance == null || phase == null) {
        at++;
        continue;
      }
      if (!collected(instance, this::access)) {
        return;
      }
      at++;
      if (!take(x.turns().give(Phase.REQUEST, instance, phase::onRequest), this::access)) {
        return;
      }
    }
    forward();
  }

  /// Whether a plugin has what it needs of the body; if not, it is read and the walk goes on then.
  /// One that is not enforced must not refuse a long body either.
  private boolean collected(Instance instance, Runnable onward) {
    if (!(instance.requestBody() instanceof BodyNeed.Whole)) {
      return true;
    }
    BodyNeed need;
    try {
      need = x.turns().ask(instance, instance.plugin()::requestBody);
    } catch (PluginFailed e) {
      x.reply().answer(Answers.UNEXPECTED);
      return false;
    }
    if (!(need instanceof BodyNeed.Whole whole)) {
      return true;
    }
    boolean lenient = !instance.enforced();
    BodyNeed.Whole wanted =
        lenient && whole.overflow() == BodyNeed.Overflow.REJECT
            ? new BodyNeed.Whole(whole.limit(), BodyNeed.Overflow.SKIP)
            : whole;
    if (x.body().isCollected(wanted)) {
      return true;
    }
    x.body().collect(wanted, lenient, onward);
    return false;
  }

  private void forward() {
    RoutePlan route = Objects.requireNonNull(x.routePlan());
    if (route.backend() == null) {
      x.reply().answer(Answers.NO_SERVICE);
      return;
    }
    long limit = x.flow().shared().settings().limits().bodySize();
    if (limit > 0 && x.head().length() > limit) {
      x.reply().answer(Answers.TOO_LARGE);
      return;
    }
    if (x.body().exceeded() instanceof Step.Stop(Answer answer)) {
      x.reply().answer(answer);
      return;
    }
    if (expectsTheUnknown()) {
      x.reply().answer(Answers.EXPECTATION_FAILED);
      return;
    }
    x.relay().start(route.backend());
  }

  /// RFC 9110, section 10.1.1: the only expectation there is. In HTTP/1.0 it means nothing.
  private boolean expectsTheUnknown() {
    String expected = x.request().headers().get(EXPECT);
    return expected != null && !expected.equalsIgnoreCase("100-continue");
  }

  /// Does what a step says; true if the walk may go on at once.
  private boolean take(Step step, Runnable onward) {
    return switch (step) {
      case Step.Next _ -> true;
      case Step.Stop stop -> {
        stop(stop.answer());
        yield false;
      }
      case Step.Wait wait -> {
        waits.await(
            wait,
            outcome -> {
              if (take(outcome, onward)) {
                onward.run();
              }
            });
        yield false;
      }
    };
  }

  private void stop(Answer answer) {
    x.reply().answer(answer);
  }
}
