package gatehouse.flow;

import gatehouse.answer.Answers;
import gatehouse.answer.JsonBody;
import gatehouse.compile.Instance;
import gatehouse.compile.Slot;
import gatehouse.decode.Framing;
import gatehouse.decode.ResponseHead;
import gatehouse.log.Course;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.OnResponseBody;
import gatehouse.spi.Response;
import gatehouse.spi.Step;
import gatehouse.spi.Timeline.Mark;
import gatehouse.spi.Timeline.Phase;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of an answer through the plugins to the client, whoever made it. Nothing of the head
/// leaves before every response plugin has agreed, to the head and then to the body where one needs
/// it whole; [ReplyBody] holds it meanwhile, and [ReplyOut] sends what was agreed on.
final class Reply {
  private static final Logger LOG = LoggerFactory.getLogger(Reply.class);
  static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  static final String JSON = "application/json; charset=utf-8";
  private static final HeaderName CONNECTION = HeaderName.of("Connection");
  private static final HeaderName UPGRADE = HeaderName.of("Upgrade");
  private static final String EVENTS = "text/event-stream";
  private static final int NOBODY = -1;

  private final LiveExchange x;
  private final Waits waits;
  private final ReplyBody body;
  private final ReplyOut out;
  private int at;
  private int bodyAt;
  private BodyNeed.@Nullable Whole asked;
  private int refusedBy = NOBODY;
  private boolean replaced;
  private boolean answering;
  private boolean streaming;
  private boolean tunnel;
  private boolean nothingComes;
  private long length;

  Reply(LiveExchange x) {
    this.x = x;
    this.waits = new Waits(x);
    this.body = new ReplyBody(x, x.flow().shared().bodyMemory());
    this.out = new ReplyOut(x);
  }

  /// Whether an answer is on its way through the plugins, or has left.
  boolean answering() {
    return answering;
  }

  /// Answers with something that Gatehouse makes.
  void answer(Answer answer) {
    if (out.begun()) {
      abort();
      return;
    }
    if (x.ended() || answering && !streaming) {
      return;
    }
    start(answer);
  }

  private void start(Answer answer) {
    beginOwn();
    Headers headers = new Headers();
    byte[] bytes = JsonBody.of(answer, x.id());
    if (answer.raw() == null) {
      if (bytes.length > 0) {
        headers.add(CONTENT_TYPE, JSON);
      }
    } else if (answer.raw().contentType() != null) {
      headers.add(CONTENT_TYPE, answer.raw().contentType());
    }
    for (Answer.Field field : answer.headers()) {
      headers.add(field.name(), field.value());
    }
    body.own(bytes);
    length = bytes.length;
    ResponseTokens.addToOwn(x, headers);
    x.response(new LiveResponse(answer.status(), headers, Response.Source.GATEHOUSE, body));
    addAnswerHeaders(headers);
    headPhase();
  }

  /// Whatever else was under way is over.
  private void beginOwn() {
    x.relay().cancel();
    x.walk().cancel();
    x.body().drop();
    cancel();
    answering = true;
    streaming = false;
    tunnel = false;
    nothingComes = true;
    at = 0;
    bodyAt = 0;
    asked = null;
  }

  /// The head of the service's answer has come.
  void fromService(ResponseHead head) {
    length = length(head);
    nothingComes = head.length() == 0;
    body.service(head.length());
    begin(head);
    headPhase();
  }

  private void begin(ResponseHead head) {
    answering = true;
    streaming = true;
    Headers headers = head.headers();
    ForwardedFields.dropHopByHop(headers);
    ResponseTokens.addToProxied(x, headers);
    x.response(new LiveResponse(head.status(), headers, Response.Source.SERVICE, body));
    addAnswerHeaders(headers);
  }

  /// The length the client is told. An answer without a body tells what the service told.
  private static long length(ResponseHead head) {
    if (head.length() > 0) {
      return head.length();
    }
    int named = head.headers().indexOf("content-length", 0);
    if (named >= 0) {
      return Long.parseLong(head.headers().value(named));
    }
    return head.length() == 0 ? Framing.NONE : Framing.CHUNKED;
  }

  /// The service has switched protocols. The plugins see the head as of any answer.
  void switched(ResponseHead head, String protocol) {
    tunnel = true;
    body.service(Framing.UNTIL_CLOSE);
    begin(head);
    head.headers().set(CONNECTION, "upgrade");
    head.headers().set(UPGRADE, protocol);
    headPhase();
  }

  private void addAnswerHeaders(Headers headers) {
    Headers wanted = x.answerHeaders();
    if (wanted != null) {
      for (int i = 0; i < wanted.size(); i++) {
        headers.set(HeaderName.of(wanted.name(i)), wanted.value(i));
      }
    }
  }

  private void headPhase() {
    Course course = x.course();
    if (course != null) {
      course.mark(Mark.ANSWERED, System.nanoTime());
    }
    List<Slot> slots = x.chain().slots();
    while (at < slots.size()) {
      int slot = at++;
      Instance instance = x.pick(slot);
      if (instance == null || instance.onResponse() == null || slot == refusedBy) {
        continue;
      }
      var phase = instance.onResponse();
      if (!take(
          x.turns().give(Phase.RESPONSE, instance, phase::onResponse), slot, this::headPhase)) {
        return;
      }
    }
    if (tunnel) {
      x.response().status(101);
      out.switched();
      x.relay().tunnel();
    } else {
      bodyPhase();
    }
  }

  private void bodyPhase() {
    List<Slot> slots = x.chain().slots();
    while (bodyAt < slots.size()) {
      int slot = bodyAt;
      Instance instance = x.pick(slot);
      OnResponseBody phase = instance == null ? null : instance.onResponseBody();
      if (instance == null || phase == null || slot == refusedBy || isEvents()) {
        bodyAt++;
        continue;
      }
      BodyNeed.Whole need;
      try {
        need = asked == null ? need(instance) : asked;
      } catch (PluginFailed e) {
        refuse(e.answer(), slot);
        return;
      }
      if (need == null) {
        bodyAt++;
        continue;
      }
      asked = need;
      ReplyBody.State state = body.show(need, !instance.enforced(), this::bodyPhase);
      if (state == ReplyBody.State.AWAITED) {
        return;
      }
      asked = null;
      bodyAt++;
      if (state == ReplyBody.State.TOO_LONG) {
        refuse(Answers.BAD_GATEWAY, slot);
        return;
      }
      if (state == ReplyBody.State.SHOWN
          && !take(
              x.turns().give(Phase.RESPONSE_BODY, instance, phase::onResponseBody),
              slot,
              this::bodyPhase)) {
        return;
      }
    }
    send();
  }

  /// An endless answer can't be held.
  private boolean isEvents() {
    String type = x.response().headers().get(CONTENT_TYPE);
    return type != null && type.regionMatches(true, 0, EVENTS, 0, EVENTS.length());
  }

  /// What a plugin needs of this body; null if nothing. One that is not enforced must not refuse a
  /// long one either.
  private BodyNeed.@Nullable Whole need(Instance instance) {
    if (!(instance.responseBody() instanceof BodyNeed.Whole)) {
      return null;
    }
    BodyNeed need = x.turns().ask(instance, instance.plugin()::responseBody);
    if (!(need instanceof BodyNeed.Whole whole)) {
      return null;
    }
    return instance.enforced() || whole.overflow() != BodyNeed.Overflow.REJECT
        ? whole
        : new BodyNeed.Whole(whole.limit(), BodyNeed.Overflow.SKIP);
  }

  private boolean take(Step step, int slot, Runnable onward) {
    return switch (step) {
      case Step.Next _ -> true;
      case Step.Stop stop -> {
        refuse(stop.answer(), slot);
        yield false;
      }
      case Step.Wait wait -> {
        x.relay().pause();
        waits.await(
            wait,
            outcome -> {
              if (take(outcome, slot, onward)) {
                onward.run();
              }
              if (!x.ended()) {
                x.stream().flush();
              }
            });
        yield false;
      }
    };
  }

  /// A plugin replaces the answer. The others run once on the new one; a second replacement is sent
  /// as it is, since going round for ever would be a way to hang.
  private void refuse(Answer answer, int slot) {
    if (!replaced) {
      replaced = true;
      refusedBy = slot;
      start(answer);
      return;
    }
    Headers headers = x.response().headers();
    beginOwn();
    body.own(JsonBody.of(answer, x.id()));
    length = body.bytes().length;
    x.response(new LiveResponse(answer.status(), headers, Response.Source.GATEHOUSE, body));
    out.unfiltered();
    write();
  }

  /// A plugin replaces the answer when it is complete, if that can still be.
  void refuseAtEnd(Answer answer, int slot) {
    if (out.begun()) {
      abort();
    } else {
      refuse(answer, slot);
    }
  }

  private void send() {
    if (!body.complete() && nothingComes) {
      // Its end is on the way, and the head may not go before those who act at the end have.
      body.awaitEnd(this::send);
      return;
    }
    try {
      out.prepare();
    } catch (PluginFailed e) {
      refuse(e.answer(), NOBODY);
      return;
    }
    write();
  }

  private void write() {
    if (!body.complete()) {
      out.begin(length, body.take());
      x.relay().resume();
      return;
    }
    boolean bodiless = isBodiless();
    try {
      out.whole(bodiless ? new byte[0] : body.bytes(), bodiless, length, body.trailers());
    } catch (PluginFailed e) {
      refuse(e.answer(), NOBODY);
    }
  }

  /// Whether the answer can't have a body.
  boolean isBodiless() {
    int status = x.response().status();
    return x.request().method().equals("HEAD") || status == 204 || status == 304;
  }

  /// A piece of the service's answer.
  void chunk(ByteBuf piece) {
    if (out.begun()) {
      out.pass(piece);
    } else {
      body.hold(piece);
    }
  }

  /// The service's answer is complete.
  void end(@Nullable Headers trailers) {
    if (x.ended()) {
      return;
    }
    if (out.begun()) {
      out.complete(trailers);
    } else {
      body.end(trailers);
    }
  }

  /// The client takes more again.
  void clientWritable() {
    out.pump();
  }

  /// The answer can't be completed: the client must see that something is missing.
  void abort() {
    if (!x.ended()) {
      cancel();
      x.relay().cancel();
      x.stream().abort();
      x.end();
    }
  }

  /// Nothing is waited for any more.
  void cancel() {
    waits.cancel();
    out.cancel();
  }

  void release() {
    body.release();
    out.release();
  }

  /// Tells the loggers.
  void log() {
    for (int slot = 0; slot < x.chain().slots().size(); slot++) {
      Instance instance = x.pick(slot);
      if (instance == null || instance.onLog() == null) {
        continue;
      }
      x.acting(instance);
      try {
        Objects.requireNonNull(instance.onLog()).onLog(x.turns().seenBy(instance));
      } catch (RuntimeException e) {
        LOG.error("{} plugin {} failed", x.id(), instance.name(), e);
      }
    }
  }
}
