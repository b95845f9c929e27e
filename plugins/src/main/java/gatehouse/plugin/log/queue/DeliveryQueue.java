package gatehouse.plugin.log.queue;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Entries on their way to one collector. Event loops put them in and never wait; a virtual thread
/// takes them out in batches and tries each until it is taken or too old. When the queue is full
/// the oldest entry is dropped, as in Kong. Closing delivers what is there, for a few seconds.
public final class DeliveryQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryQueue.class);
  private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long CLOSING_NANOS = Duration.ofSeconds(4).toNanos();
  private static final long WARN_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final String collector;
  private final Queue bounds;
  private final UnaryOperator<byte[]> finish;
  private final Delivery delivery;
  private final Executor threads;
  private final LongConsumer dropped;
  private final InstantSource clock;
  private final Semaphore direct;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean working;
  private boolean closing;
  private long closeBy;
  private long warnedAt = Long.MIN_VALUE / 2;
  private final AtomicLong lostAt = new AtomicLong(Long.MIN_VALUE / 2);
  private final AtomicLong lost = new AtomicLong();

  /// @param collector a name for the log, without secrets
  /// @param finish completes an entry when its turn comes, off the event loop
  /// @param dropped is told how many entries were lost
  public DeliveryQueue(
      String collector,
      Queue bounds,
      UnaryOperator<byte[]> finish,
      Delivery delivery,
      Executor threads,
      LongConsumer dropped,
      InstantSource clock) {
    this.collector = collector;
    this.bounds = bounds;
    this.finish = finish;
    this.delivery = delivery;
    this.threads = threads;
    this.dropped = dropped;
    this.clock = clock;
    this.direct = new Semaphore(bounds.maxEntries());
  }

  /// Takes an entry, whose array must not change any more. Never blocks.
  public void add(byte[] entry) {
    if (bounds.concurrencyLimit() < 0) {
      sendAtOnce(entry);
      return;
    }
    int tooMany = 0;
    lock.lock();
    try {
      if (closing) {
        dropped.accept(1);
        return;
      }
      waiting.add(entry);
      waitingBytes += entry.length;
      while (waiting.size() > bounds.maxEntries() || waitingBytes > bounds.byteLimit()) {
        waitingBytes -= waiting.remove().length;
        tooMany++;
      }
      changed.signalAll();
      if (!working && !waiting.isEmpty()) {
        working = true;
        threads.execute(this::work);
      }
    } finally {
      lock.unlock();
    }
    lose(tooMany, "the queue is full");
  }

  /// Counts what is lost, and says so once a minute.
  private void lose(int entries, String why) {
    if (entries == 0) {
      return;
    }
    dropped.accept(entries);
    long sum = lost.addAndGet(entries);
    long now = clock.millis();
    long toldAt = lostAt.get();
    if (now - toldAt >= WARN_MILLIS && lostAt.compareAndSet(toldAt, now)) {
      LOG.warn("log entries for {} are lost, {} since the start: {}", collector, sum, why);
    }
  }

  private void sendAtOnce(byte[] entry) {
    if (!direct.tryAcquire()) {
      lose(1, "too many are on their way");
      return;
    }
    threads.execute(() -> {
      try {
        send(List.of(finish.apply(entry)));
      } finally {
        direct.release();
      }
    });
  }

  private void work() {
    try {
      for (List<byte[]> batch = next(); batch != null; batch = next()) {
        batch.replaceAll(finish);
        send(batch);
      }
    } catch (InterruptedException _) {
      // The process ends, and with it this thread; what is left is counted by whoever closes.
      stopped();
    }
  }

  private void stopped() {
    lock.lock();
    try {
      working = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The next batch; null if none came for a while or none will.
  private @Nullable List<byte[]> next() throws InterruptedException {
    lock.lock();
    try {
      long left = IDLE_NANOS;
      while (waiting.isEmpty()) {
        if (closing || left <= 0) {
          stopped();
          return null;
        }
        left = changed.awaitNanos(left);
      }
      left = bounds.coalescingNanos();
      while (waiting.size() < bounds.maxBatchSize() && !closing && left > 0) {
        left = changed.awaitNanos(left);
      }
      List<byte[]> batch = new ArrayList<>(Math.min(waiting.size(), bounds.maxBatchSize()));
      while (!waiting.isEmpty() && batch.size() < bounds.maxBatchSize()) {
        byte[] entry = waiting.remove();
        waitingBytes -= entry.length;
        batch.add(entry);
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void send(List<byte[]> batch) {
    long giveUp = clock.millis() + bounds.retryNanos() / NANOS_PER_MILLI;
    long delay = bounds.firstDelayNanos();
    while (true) {
      try {
        delivery.deliver(batch);
        return;
      } catch (Delivery.Refused e) {
        warn(e);
        break;
      } catch (IOException e) {
        warn(e);
      } catch (InterruptedException _) {
        break;
      } catch (RuntimeException e) {
        LOG.error("log entries for {} can't be sent", collector, e);
        break;
      }
      // The last attempt is made when the time is up, however long the pause would have been.
      long left = (giveUp - clock.millis()) * NANOS_PER_MILLI;
      if (left <= 0 || !pause(Math.min(delay, left))) {
        break;
      }
      delay = Math.min(delay * 2, bounds.longestDelayNanos());
    }
    lose(batch.size(), "the collector has not taken them in time");
  }

  /// Waits before a retry; false if there is no time for one any more.
  private boolean pause(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (left > 0 && !(closing && clock.millis() + left / NANOS_PER_MILLI > closeBy)) {
        left = changed.awaitNanos(left);
      }
      return left <= 0;
    } catch (InterruptedException _) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void warn(IOException e) {
    long now = clock.millis();
    if (now - warnedAt >= WARN_MILLIS) {
      warnedAt = now;
      LOG.warn("log entries for {} wait, it does not take them: {}", collector, e.toString());
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      closeBy = clock.millis() + CLOSING_NANOS / NANOS_PER_MILLI;
      changed.signalAll();
      long left = CLOSING_NANOS;
      while (working && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      // The process ends; what is left is lost.
    } finally {
      lose(waiting.size(), "the gateway has stopped");
      waiting.clear();
      lock.unlock();
      delivery.close();
    }
  }
}
