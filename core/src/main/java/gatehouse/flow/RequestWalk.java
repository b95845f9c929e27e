package gatehouse.flow;

import gatehouse.answer.Answers;
import gatehouse.compile.Chain;
import gatehouse.compile.Instance;
import gatehouse.compile.RoutePlan;
import gatehouse.decode.BadTarget;
import gatehouse.route.HttpsDemand;
import gatehouse.route.Match;
import gatehouse.route.UpstreamPath;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Client;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Step;
import java.util.Objects;
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
    beforeRouting();
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
        if (!take(x.turns().give(instance, phase::onRoute), this::beforeRouting)) {
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
    Client.Tls tls = x.connection().tls();
    String sni = tls == null ? null : tls.sni() == null ? "" : tls.sni();
    if (sni != null
        && x.plan().isProvenByName(x.request().host())
        && !sni.equals(x.request().host())) {
      // RFC 9110, section 15.5.20: what the handshake proved was another name.
      x.reply().answer(Answers.MISDIRECTED);
      return;
    }
    Match match = x.plan().match(x.request(), sni);
    if (match == null) {
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
    take(match);
  }

  private void refusePath(BadTarget fault) {
    LOG.debug("{} path refused: {}", x.id(), fault.reason());
    x.reply().answer(Answers.BAD_REQUEST);
  }

  private void take(Match match) {
    RoutePlan route = x.plan().route(match);
    x.routed(match, route);
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
      if (instance.requestBody() instanceof BodyNeed.Whole
          && need(instance, phase) instanceof BodyNeed.Whole need
          && !x.body().isCollected(need)) {
        x.body().collect(need, this::access);
        return;
      }
      at++;
      if (!take(x.turns().give(instance, phase::onRequest), this::access)) {
        return;
      }
    }
    forward();
  }

  /// What a plugin needs of this body. One that is not enforced must not refuse a long one either.
  private BodyNeed need(Instance instance, OnRequest phase) {
    return phase.requestBody(x) instanceof BodyNeed.Whole(long limit, BodyNeed.Overflow overflow)
        ? BodyNeed.whole(limit, instance.enforced() ? overflow : BodyNeed.Overflow.SKIP)
        : BodyNeed.NONE;
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
