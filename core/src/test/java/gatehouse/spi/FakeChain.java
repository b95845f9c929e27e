package gatehouse.spi;

import java.util.List;
import java.util.function.Consumer;

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
    Step step = request(x);
    if (step instanceof Step.Stop(Answer answer)) {
      x.beginAnswer(answer);
    } else {
      head.accept(x.beginAnswer(status).headers());
    }
    x.applyAnswerHeaders();
    for (Plugin plugin : plugins) {
      if (plugin instanceof OnResponse acting
          && settled(acting.onResponse(x)) instanceof Step.Stop(Answer answer)) {
        x.beginAnswer(answer);
      }
    }
    for (Plugin plugin : plugins) {
      if (plugin instanceof OnLog logger) {
        logger.onLog(x);
      }
    }
    return x;
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
    return Step.NEXT;
  }

  private static Step settled(Step step) {
    return step instanceof Step.Wait(var outcome)
        ? settled(outcome.toCompletableFuture().join())
        : step;
  }
}
