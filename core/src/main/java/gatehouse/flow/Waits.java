package gatehouse.flow;

import gatehouse.compile.Instance;
import gatehouse.spi.Step;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The steps that one part of an exchange's way waits for: bounded in time, resumed on its loop,
/// dropped when the client leaves or another answer goes first. What fails ends the exchange, it
/// never lets a request pass.
final class Waits {
  private static final long MOST_SECONDS = 60;

  private final LiveExchange x;
  private @Nullable CompletableFuture<Step> pending;
  private int turn;

  Waits(LiveExchange x) {
    this.x = x;
  }

  void await(Step.Wait wait, Consumer<Step> onward) {
    Instance acting = Objects.requireNonNull(x.acting(), "only a plugin waits");
    CompletableFuture<Step> outcome = wait.outcome().toCompletableFuture();
    pending = outcome;
    int turn = ++this.turn;
    outcome
        .copy()
        .orTimeout(MOST_SECONDS, TimeUnit.SECONDS)
        .whenComplete((step, failure) ->
            x.flow()
                .loop()
                .loop()
                .execute(() -> {
                  if (turn != this.turn || x.ended()) {
                    return;
                  }
                  pending = null;
                  x.acting(acting);
                  x.turns().waited();
                  onward.accept(failure == null ? step : x.turns().failed(acting, failure));
                }));
  }

  void cancel() {
    CompletableFuture<Step> dropped = pending;
    pending = null;
    turn++;
    if (dropped != null) {
      dropped.cancel(true);
    }
  }
}
