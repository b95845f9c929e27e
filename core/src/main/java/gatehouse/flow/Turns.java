package gatehouse.flow;

import gatehouse.answer.Answers;
import gatehouse.compile.Instance;
import gatehouse.spi.Decision;
import gatehouse.spi.Exchange;
import gatehouse.spi.Step;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives plugins their turns. One that fails ends the exchange with 500, because nobody knows what
/// it would have decided; one that is not enforced never ends anything.
final class Turns {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  private final LiveExchange x;
  private @Nullable ShadowExchange shadow;

  Turns(LiveExchange x) {
    this.x = x;
  }

  /// One plugin's turn in one phase.
  interface Turn {
    Step take(Exchange x);
  }

  Step give(Instance instance, Turn turn) {
    x.acting(instance);
    try {
      if (instance.enforced()) {
        return turn.take(x);
      }
      if (shadow == null) {
        shadow = new ShadowExchange(x);
      }
      return shadow.observe(turn);
    } catch (RuntimeException e) {
      return failed(instance, e);
    }
  }

  /// What a plugin's failure means.
  Step failed(Instance instance, Throwable failure) {
    LOG.error("{} plugin {} failed", x.id(), instance.name(), failure);
    if (instance.enforced()) {
      return new Step.Stop(Answers.UNEXPECTED);
    }
    x.record(Decision.Action.WOULD_DENY, "failure", "the plugin failed");
    return Step.NEXT;
  }
}
