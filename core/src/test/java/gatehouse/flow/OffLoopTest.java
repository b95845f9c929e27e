package gatehouse.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Work off the loop is bounded, and nothing is computed that nobody waits for.
final class OffLoopTest {
  private static final int MOST = 10_000;

  @Test
  void takes_only_so_much_work_and_does_not_begin_what_was_given_up() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    List<CompletableFuture<Integer>> taken = new ArrayList<>();
    try (ExecutorService processors = OffLoop.processors()) {
      while (taken.size() < MOST) {
        try {
          taken.add(
              OffLoop.run(
                  processors,
                  () -> {
                    int mine = begun.incrementAndGet();
                    gate.await();
                    return mine;
                  }));
        } catch (RejectedExecutionException e) {
          break;
        }
      }
      int cores = Runtime.getRuntime().availableProcessors();
      assertThat(taken).hasSizeBetween(cores, 100 * cores);
      taken.forEach(outcome -> outcome.cancel(false));
      gate.countDown();
    }
    assertThat(begun.get()).isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
  }
}
