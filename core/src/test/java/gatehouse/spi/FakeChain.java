package gatehouse.spi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs plugins in the given order through the phases of a request, without sockets: the service is
/// a function that writes the head of the answer.
public final class FakeChain {
  private final List<Plugin> plugins;

  /// A chain of these plugins, in this order.
  public FakeChain(Plugin... plugins) {
    this.plugins = List.of(plugins);
  }

  /// Sends a request; the service answers 200.
  public FakeExchange send(FakeExchange x) {
    return send(x, 200, _ -> {});
  }

  /// Sends a request; the service answers with a status and what `head` writes.
  public FakeExchange send(FakeExchange x, int status, Consumer<Headers> head) {
    return send(x, status, head, null);
  }

  /// Sends a request; the service answers with a status, what `head` writes, and a body.
  public FakeExchange send(
      FakeExchange x, int status, Consumer<Headers> head, @Nullable String body) {
    Step step = request(x);
    if (step instanceof Step.Stop(Answer answer)) {
      x.beginAnswer(answer);
    } else {
      byte[] bytes = body == null ? null : body.getBytes(StandardCharsets.UTF_8);
      head.accept(x.beginAnswer(status, bytes).headers());
    }
    x.applyAnswerHeaders();
    respond(x);
    for (Plugin plugin : plugins) {
      if (plugin instanceof OnLog logger) {
        logger.onLog(x);
      }
    }
    return x;
  }

  private void respond(FakeExchange x) {
    for (Plugin plugin : plugins) {
      if (plugin instanceof OnResponse acting
          && settled(acting.onResponse(x)) instanceof Step.Stop(Answer answer)) {
        x.beginAnswer(answer);
      }
    }
    for (Plugin plugin : plugins) {
      if (plugin instanceof OnResponseBody acting
          && ((FakeResponse) x.response()).show(acting.responseBody(x))
          && settled(acting.onResponseBody(x)) instanceof Step.Stop(Answer answer)) {
        x.beginAnswer(answer);
      }
    }
    FakeResponse response = (FakeResponse) x.response();
    for (Plugin plugin : plugins) {
      if (plugin instanceof OnResponseChunk acting) {
        response.sent = filtered(acting.filterResponse(x), response.sent);
      }
    }
    for (Plugin plugin : plugins) {
      if (plugin instanceof OnEnd acting
          && settled(acting.onEnd(x)) instanceof Step.Stop(Answer answer)) {
        x.beginAnswer(answer);
      }
    }
  }

  /// Passes a body through a filter in two pieces.
  private static byte @Nullable [] filtered(@Nullable BodyFilter filter, byte @Nullable [] body) {
    if (filter == null || body == null) {
      return body;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BodyFilter.Output output = (bytes, from, to) -> out.write(bytes, from, to - from);
    int middle = body.length / 2;
    filter.chunk(body, 0, middle, output);
    filter.chunk(body, middle, body.length, output);
    filter.end(output);
    return out.toByteArray();
  }

  private Step request(FakeExchange x) {
    for (Plugin plugin : plugins) {
      if (plugin instanceof OnRequest acting) {
        if (!x.show(acting.requestBody(x))) {
          return new Step.Stop(Answer.error(413, "Payload too large"));
        }
        if (settled(acting.onRequest(x)) instanceof Step.Stop stop) {
          return stop;
        }
      }
    }
    Step tooLong = x.tooLong();
    if (tooLong != null) {
      return tooLong;
    }
    for (Plugin plugin : plugins) {
      if (plugin instanceof OnRequestChunk acting) {
        x.filterRequest(body -> filtered(acting.filterRequest(x), body));
      }
    }
    return Step.NEXT;
  }

  private static Step settled(Step step) {
    return step instanceof Step.Wait(var outcome)
        ? settled(outcome.toCompletableFuture().join())
        : step;
  }
}
