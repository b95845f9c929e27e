package gatehouse.gateway;

import gatehouse.log.Drain;
import gatehouse.spi.Batches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Gathers what comes within a millisecond. What comes after a longer silence does not wait.
final class Gathering<T> implements Batches<T>, Drain.Work {
  private static final int MOST_WAITING = 20_000;
  private static final int MOST_AT_ONCE = 500;

  /// From the beginning of one batch to that of the next.
  private static final long SPACING_NANOS = Duration.ofMillis(1).toNanos();

  private final Consumer<List<T>> work;
  private final Set<Drain> running;
  private final Drain drain;
  private final ConcurrentLinkedQueue<Item<T>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private long begunAt = System.nanoTime() - SPACING_NANOS;

  private record Item<T>(T value, CompletableFuture<Void> done) {}

  /// @param running holds the drain while there is something to do, for whoever waits for that
  Gathering(String name, Consumer<List<T>> work, Set<Drain> running) {
    this.work = work;
    this.running = running;
    this.drain = new Drain(name, this);
  }

  @Override
  public CompletionStage<Void> add(T item) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    int before = waiting.getAndIncrement();
    if (before >= MOST_WAITING) {
      waiting.decrementAndGet();
      done.completeExceptionally(new RejectedExecutionException("too much is waiting already"));
      return done;
    }
    queue.add(new Item<>(item, done));
    if (before == 0) {
      running.add(drain);
    }
    drain.wake();
    return done;
  }

  @Override
  public boolean isWaiting() {
    return !queue.isEmpty();
  }

  @Override
  public void doAll() {
    drain.pause(begunAt + SPACING_NANOS - System.nanoTime());
    begunAt = System.nanoTime();
    List<T> batch = new ArrayList<>();
    List<CompletableFuture<Void>> done = new ArrayList<>();
    Item<T> item;
    while (batch.size() < MOST_AT_ONCE && (item = queue.poll()) != null) {
      batch.add(item.value);
      done.add(item.done);
    }
    waiting.addAndGet(-batch.size());
    try {
      work.accept(batch);
      done.forEach(one -> one.complete(null));
    } catch (RuntimeException | StackOverflowError e) {
      done.forEach(one -> one.completeExceptionally(e));
    }
  }

  @Override
  public void ended() {
    running.remove(drain);
    if (isWaiting()) {
      running.add(drain);
    }
  }
}
