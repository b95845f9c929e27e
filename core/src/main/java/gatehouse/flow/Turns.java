package gatehouse.flow;

import gatehouse.answer.Answers;
import gatehouse.compile.Instance;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyRefused;
import gatehouse.spi.Decision;
import gatehouse.spi.Exchange;
import gatehouse.spi.Step;
import java.util.function.Function;
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
      return instance.enforced() ? turn.take(x) : shadow().observe(turn);
    } catch (RuntimeException e) {
      return failed(instance, e);
    }
  }

  /// Asks a plugin something that is no step; null if it fails and is not enforced.
  ///
  /// @throws PluginFailed if it fails and is enforced
  <T> @Nullable T ask(Instance instance, Function<Exchange, @Nullable T> question) {
    x.acting(instance);
    try {
      return question.apply(seenBy(instance));
    } catch (RuntimeException e) {
      fail(instance, e);
      return null;
    }
  }

  /// The exchange as a plugin may work on it.
  Exchange seenBy(Instance instance) {
    return instance.enforced() ? x : shadow().fresh();
  }

  /// Lets a plugin do something; its failure is a [PluginFailed], unless it is not enforced.
  ///
  /// @return whether it did it without a failure
  boolean run(Instance instance, Runnable action) {
    x.acting(instance);
    try {
      action.run();
      return true;
    } catch (RuntimeException e) {
      fail(instance, e);
      return false;
    }
  }

  private void fail(Instance instance, RuntimeException e) {
    if (e instanceof PluginFailed known) {
      // Of a filter behind this one, and told already.
      throw known;
    }
    Step step = e instanceof BodyRefused refused ? refused(instance, refused) : failed(instance, e);
    if (step instanceof Step.Stop(Answer answer)) {
      throw new PluginFailed(e, answer);
    }
  }

  private Step refused(Instance instance, BodyRefused refusal) {
    if (instance.enforced()) {
      return x.deny(refusal.answer(), refusal.rule(), refusal.reason());
    }
    x.record(Decision.Action.WOULD_DENY, refusal.rule(), refusal.reason());
    return Step.NEXT;
  }

  private ShadowExchange shadow() {
    ShadowExchange known = shadow;
    if (known == null) {
      known = new ShadowExchange(x);
      shadow = known;
    }
    return known;
  }

  /// What a plugin's failure means.
  Step failed(Instance instance, Throwable failure) {
    LOG.error("{} plugin {} failed", x.id(), instance.name(), failure);
    if (instance.enforced()) {
      return new Step.Stop(Answers.UNEXPECTED);
    }
    x.record(Decision.Action.WOULD_DENY, "failure", "the plugin failed", null);
    return Step.NEXT;
  }
}
