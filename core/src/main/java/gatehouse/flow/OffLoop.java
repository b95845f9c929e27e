package gatehouse.flow;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Work of plugins that must not keep an event loop.
public final class OffLoop {
  /// What may wait for each processor; at the pace of a body of some megabytes that is seconds.
  private static final int WAITING_PER_PROCESSOR = 64;

  private OffLoop() {}

  /// As many threads as there are processors and a bounded queue; what does not fit is rejected.
  public static ExecutorService processors() {
    int processors = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            processors,
            processors,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_PER_PROCESSOR * processors),
            Thread.ofPlatform().name("compute-", 1).daemon().factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /// Runs work whose outcome nobody may want any more when its turn comes.
  static <T> CompletableFuture<T> run(Executor on, Callable<T> work) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    on.execute(() -> {
      if (outcome.isDone()) {
        return;
      }
      try {
        outcome.complete(work.call());
      } catch (Exception | StackOverflowError e) {
        outcome.completeExceptionally(e);
      }
    });
    return outcome;
  }
}
