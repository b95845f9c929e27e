package gatehouse.gateway;

import gatehouse.spi.Workshop;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work beside the event loops: one virtual thread a task, and tasks that come again and again.
final class Background implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("background").daemon().factory());

  private final ExecutorService measured =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("measured").daemon().factory());

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

  @Override
  public void close() {
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
