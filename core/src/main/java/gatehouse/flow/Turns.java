package gatehouse.flow;

import gatehouse.answer.Answers;
import gatehouse.compile.Instance;
import gatehouse.log.Course;
import gatehouse.spi.Decision;
import gatehouse.spi.Exchange;
import gatehouse.spi.Step;
import gatehouse.spi.Timeline;
import gatehouse.spi.Tracer;
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

  Step give(Timeline.Phase phase, Instance instance, Turn turn) {
    x.acting(instance);
    Course course = x.course();
    if (course == null) {
      return taken(instance, turn);
    }
    course.begin(instance.name(), phase, System.nanoTime());
    Step step = taken(instance, turn);
    if (!(step instanceof Step.Wait)) {
      course.end(System.nanoTime());
    }
    return step;
  }

  /// What a turn waited for is there.
  void waited() {
    Course course = x.course();
    if (course != null) {
      course.end(System.nanoTime());
    }
  }

  /// Asks a tracer about this exchange; one that fails has no timeline, and the request goes on.
  boolean traces(Instance instance) {
    Tracer tracer = instance.tracer();
    x.acting(instance);
    try {
      return tracer != null && tracer.traces(x);
    } catch (RuntimeException e) {
      LOG.error("{} plugin {} failed", x.id(), instance.name(), e);
      return false;
    }
  }

  private Step taken(Instance instance, Turn turn) {
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
  void run(Instance instance, Runnable action) {
    x.acting(instance);
    try {
      action.run();
    } catch (RuntimeException e) {
      fail(instance, e);
    }
  }

  private void fail(Instance instance, RuntimeException e) {
    if (e instanceof PluginFailed known) {
      // Of a filter behind this one, and told already.
      throw known;
    }
    if (failed(instance, e) instanceof Step.Stop) {
      throw new PluginFailed(e);
    }
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
