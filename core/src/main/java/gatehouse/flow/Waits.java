package gatehouse.flow;

import gatehouse.compile.Instance;
import gatehouse.spi.Step;
import io.netty.channel.EventLoop;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The steps that one part of an exchange's way waits for: bounded in time, resumed on its loop,
/// dropped when the client leaves or another answer goes first. What fails ends the exchange, it
/// never lets a request pass.
final class Waits {
  private static final long MOST_SECONDS = 60;

  private final LiveExchange x;
  private @Nullable CompletableFuture<Step> pending;
  private @Nullable Future<?> limit;
  private int turn;

  Waits(LiveExchange x) {
    this.x = x;
  }

  void await(Step.Wait wait, Consumer<Step> onward) {
    Instance acting = Objects.requireNonNull(x.acting(), "only a plugin waits");
    CompletableFuture<Step> outcome = wait.outcome().toCompletableFuture();
    pending = outcome;
    int turn = ++this.turn;
    EventLoop loop = x.flow().loop().loop();
    // The loop's own timer: another thread's would have to be woken twice for each wait.
    limit =
        loop.schedule(
            () -> resume(turn, acting, null, new TimeoutException(), onward),
            MOST_SECONDS,
            TimeUnit.SECONDS);
    outcome.whenComplete(
        (step, failure) -> loop.execute(() -> resume(turn, acting, step, failure, onward)));
  }

  private void resume(
      int turn,
      Instance acting,
      @Nullable Step step,
      @Nullable Throwable failure,
      Consumer<Step> onward) {
    if (turn != this.turn) {
      return;
    }
    settled();
    if (x.ended()) {
      return;
    }
    x.acting(acting);
    x.turns().waited();
    onward.accept(
        step != null
            ? step
            : x.turns()
                .failed(acting, Objects.requireNonNullElseGet(failure, NullPointerException::new)));
  }

  private void settled() {
    pending = null;
    turn++;
    if (limit != null) {
      limit.cancel(false);
      limit = null;
    }
  }

  void cancel() {
    CompletableFuture<Step> dropped = pending;
    settled();
    if (dropped != null) {
      dropped.cancel(true);
    }
  }
}
