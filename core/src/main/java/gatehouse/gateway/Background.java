package gatehouse.gateway;

import gatehouse.log.Drain;
import gatehouse.spi.Batches;
import gatehouse.spi.Workshop;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work beside the event loops: one virtual thread a task, tasks that come again and again, and
/// work that is gathered.
final class Background implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);

  private static final Duration LAST_BATCHES = Duration.ofSeconds(5);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("background").daemon().factory());

  private final ExecutorService measured =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("measured").daemon().factory());

  /// Those that have begun and not ended.
  private final Set<Drain> drains = ConcurrentHashMap.newKeySet();

  /// Runs tasks one after the other on a platform thread.
  Executor measured() {
    return measured;
  }

  /// Runs tasks, each on a virtual thread of its own.
  ExecutorService threads() {
    return threads;
  }

  /// See [Workshop#every].
  Workshop.Repetition every(Duration interval, Runnable task) {
    Repeating repeating = new Repeating(clock, threads, interval, task);
    repeating.next();
    return repeating;
  }

  /// See [Workshop#batches].
  <T> Batches<T> batches(String name, Consumer<List<T>> work) {
    return new Gathering<>(name, work, drains);
  }

  /// What was handed in for a batch is worked on, for at most five seconds all together.
  @Override
  public void close() {
    long deadline = System.nanoTime() + LAST_BATCHES.toNanos();
    drains.forEach(Drain::finish);
    drains.forEach(drain -> drain.awaitEnd(deadline));
    clock.shutdownNow();
    threads.shutdownNow();
    measured.shutdownNow();
  }

  private static final class Repeating implements Workshop.Repetition {
    private final ScheduledExecutorService clock;
    private final Executor threads;
    private final Duration interval;
    private final Runnable task;
    private volatile boolean closed;

    Repeating(ScheduledExecutorService clock, Executor threads, Duration interval, Runnable task) {
      this.clock = clock;
      this.threads = threads;
      this.interval = interval;
      this.task = task;
    }

    void next() {
      if (closed || clock.isShutdown()) {
        return;
      }
      try {
        clock.schedule(() -> threads.execute(this::run), interval.toNanos(), TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException _) {
        // The gateway has just been closed, and with it everything that repeats.
      }
    }

    private void run() {
      if (closed) {
        return;
      }
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.warn("a repeated task failed", e);
      } finally {
        next();
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
