package gatehouse.flow;

import gatehouse.answer.JsonBody;
import gatehouse.compile.Instance;
import gatehouse.decode.Framing;
import gatehouse.decode.ResponseHead;
import gatehouse.spi.Answer;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Response;
import gatehouse.spi.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of an answer through the plugins to the client, whoever made it. Nothing of the head
/// leaves before every response plugin has agreed.
final class Reply {
  private static final Logger LOG = LoggerFactory.getLogger(Reply.class);
  static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  static final String JSON = "application/json; charset=utf-8";
  private static final HeaderName CONNECTION = HeaderName.of("Connection");
  private static final HeaderName UPGRADE = HeaderName.of("Upgrade");
  private static final int NOBODY = -1;

  private final LiveExchange x;
  private final Waits waits;
  private int at;
  private int refusedBy = NOBODY;
  private boolean replaced;
  private boolean answering;
  private boolean begun;
  private boolean streaming;
  private byte @Nullable [] ownBody;
  private long length;

  Reply(LiveExchange x) {
    this.x = x;
    this.waits = new Waits(x);
  }

  /// Whether the head of an answer has left.
  boolean begun() {
    return begun;
  }

  /// Answers with something that Gatehouse makes.
  void answer(Answer answer) {
    if (begun) {
      abort();
      return;
    }
    if (x.ended() || answering && !streaming) {
      return;
    }
    start(answer);
  }

  private void start(Answer answer) {
    x.relay().cancel();
    answering = true;
    streaming = false;
    Headers headers = new Headers();
    byte[] body = JsonBody.of(answer, x.id());
    if (answer.raw() == null) {
      if (body.length > 0) {
        headers.add(CONTENT_TYPE, JSON);
      }
    } else if (answer.raw().contentType() != null) {
      headers.add(CONTENT_TYPE, answer.raw().contentType());
    }
    for (Answer.Field field : answer.headers()) {
      headers.add(field.name(), field.value());
    }
    ownBody = body;
    length = body.length;
    ResponseTokens.addToOwn(x, headers);
    x.response(new LiveResponse(answer.status(), headers, Response.Source.GATEHOUSE));
    addAnswerHeaders(headers);
    at = 0;
    responsePhase();
  }

  /// The head of the service's answer has come.
  void fromService(ResponseHead head) {
    answering = true;
    streaming = true;
    Headers headers = head.headers();
    length = length(head);
    ForwardedFields.dropHopByHop(headers);
    ResponseTokens.addToProxied(x, headers);
    x.response(new LiveResponse(head.status(), headers, Response.Source.SERVICE));
    addAnswerHeaders(headers);
    at = 0;
    responsePhase();
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

  /// The service has switched protocols.
  void switched(ResponseHead head, String protocol) {
    Headers headers = head.headers();
    ForwardedFields.dropHopByHop(headers);
    ResponseTokens.addToProxied(x, headers);
    headers.set(CONNECTION, "upgrade");
    headers.set(UPGRADE, protocol);
    begun = true;
    streaming = true;
    x.traffic().answered(head.status(), Response.Source.SERVICE);
    int bytes = x.stream().head(head.status(), headers, Framing.NONE, false);
    x.traffic().sent(bytes);
    x.stream().flush();
    x.relay().tunnel();
  }

  private void addAnswerHeaders(Headers headers) {
    Headers wanted = x.answerHeaders();
    if (wanted != null) {
      for (int i = 0; i < wanted.size(); i++) {
        headers.set(HeaderName.of(wanted.name(i)), wanted.value(i));
      }
    }
  }

  private void responsePhase() {
    int slots = x.chain().slots().size();
    while (at < slots) {
      int slot = at++;
      Instance instance = x.pick(slot);
      if (instance == null || instance.onResponse() == null || slot == refusedBy) {
        continue;
      }
      var phase = instance.onResponse();
      if (!take(x.turns().give(instance, phase::onResponse), slot)) {
        return;
      }
    }
    send();
  }

  private boolean take(Step step, int slot) {
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
              x.relay().clientWritable();
              if (take(outcome, slot)) {
                responsePhase();
              }
            });
        yield false;
      }
    };
  }

  /// A plugin replaces the answer. The others run once on the new one; a second replacement is sent
  /// as it is, since going round for ever would be a way to hang.
  private void refuse(Answer answer, int slot) {
    if (replaced) {
      at = x.chain().slots().size();
      x.relay().cancel();
      Answer plain = answer;
      ownBody = JsonBody.of(plain, x.id());
      length = ownBody.length;
      streaming = false;
      x.response(
          new LiveResponse(plain.status(), x.response().headers(), Response.Source.GATEHOUSE));
      send();
      return;
    }
    replaced = true;
    refusedBy = slot;
    start(answer);
  }

  private void send() {
    Response response = x.response();
    begun = true;
    x.traffic().answered(response.status(), response.source());
    int bytes = x.stream().head(response.status(), response.headers(), length, false);
    x.traffic().sent(bytes);
    if (streaming) {
      return;
    }
    byte[] body = ownBody;
    if (body != null && body.length > 0) {
      x.traffic().sent(body.length);
      x.stream().chunk(Unpooled.wrappedBuffer(body));
    }
    end(null);
  }

  /// A piece of the service's answer.
  void chunk(ByteBuf chunk) {
    x.traffic().sent(chunk.readableBytes());
    x.stream().chunk(chunk);
  }

  /// The answer is complete.
  void end(@Nullable Headers trailers) {
    if (x.ended()) {
      return;
    }
    for (int slot = 0; slot < x.chain().slots().size(); slot++) {
      Instance instance = x.pick(slot);
      if (instance != null && instance.onEnd() != null) {
        var phase = instance.onEnd();
        if (!(x.turns().give(instance, phase::onEnd) instanceof Step.Next)) {
          abort();
          return;
        }
      }
    }
    boolean wanted = ForwardedFields.takesTrailers(x.request().headers());
    x.stream().end(wanted || x.request().version().equals("2.0") ? trailers : null);
    x.end();
  }

  /// The answer can't be completed: the client must see that something is missing.
  void abort() {
    if (!x.ended()) {
      x.relay().cancel();
      x.stream().abort();
      x.end();
    }
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
        Objects.requireNonNull(instance.onLog()).onLog(x);
      } catch (RuntimeException e) {
        LOG.error("{} plugin {} failed", x.id(), instance.name(), e);
      }
    }
  }
}
