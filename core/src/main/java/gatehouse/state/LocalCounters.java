package gatehouse.state;

import gatehouse.spi.Counters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Counters in the memory of this process: one atomic for each key, so that they are exact whatever
/// loop counts. Made once, and handed from plan to plan.
///
/// A client can invent keys (a limit by header, many addresses), so their number is bounded. Above
/// the bound those whose windows end first are forgotten, a tenth of all at a time. Should keys
/// come faster than they can be forgotten, new ones share one counter: then strangers are refused
/// too early, never let through too often.
public final class LocalCounters implements Counters, AutoCloseable {
  /// About 200 bytes each, so 100 MB when a client does its worst.
  public static final int DEFAULT_MAX_KEYS = 500_000;

  /// An exchange may still hold a counter whose window has just ended.
  private static final long GRACE_MILLIS = 5_000;

  private static final long SWEEP_NANOS = Duration.ofSeconds(5).toNanos();

  private final ConcurrentHashMap<String, Cell> cells = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final int maxKeys;
  private final Thread sweeper;
  private volatile Cell shared = new Cell(Long.MAX_VALUE);
  private volatile boolean closed;

  /// Counters with the usual bound.
  public LocalCounters(InstantSource clock) {
    this(clock, DEFAULT_MAX_KEYS);
  }

  LocalCounters(InstantSource clock, int maxKeys) {
    this.clock = clock;
    this.maxKeys = maxKeys;
    this.sweeper = Thread.ofVirtual().name("counters").start(this::sweepForEver);
  }

  @Override
  public Counter counter(String key, long expiresAt) {
    Cell known = cells.get(key);
    return known == null ? add(key, expiresAt) : known;
  }

  /// How many keys are kept.
  int size() {
    return cells.size();
  }

  private Counter add(String key, long expiresAt) {
    long size = cells.mappingCount();
    if (size >= maxKeys) {
      LockSupport.unpark(sweeper);
      if (size >= maxKeys + maxKeys / 8L) {
        return shared;
      }
    }
    Cell made = new Cell(expiresAt);
    Cell earlier = cells.putIfAbsent(key, made);
    return earlier == null ? made : earlier;
  }

  private void sweepForEver() {
    while (!closed) {
      LockSupport.parkNanos(SWEEP_NANOS);
      sweep();
    }
  }

  /// Forgets what has expired, and more if there are too many keys.
  void sweep() {
    long expired = clock.millis() - GRACE_MILLIS;
    forget(expired, Integer.MAX_VALUE);
    int excess = cells.size() - maxKeys;
    if (excess >= 0) {
      int target = excess + Math.max(1, maxKeys / 10);
      forget(endOfFirst(target), target);
    }
    shared = new Cell(Long.MAX_VALUE);
  }

  private void forget(long until, int atMost) {
    int left = atMost;
    for (Map.Entry<String, Cell> entry : cells.entrySet()) {
      if (left > 0 && entry.getValue().expiresAt <= until) {
        cells.remove(entry.getKey(), entry.getValue());
        left--;
      }
    }
  }

  /// By when the windows of that many keys have ended.
  private long endOfFirst(int count) {
    long[] ends = cells.values().stream().mapToLong(c -> c.expiresAt).toArray();
    Arrays.sort(ends);
    return ends[Math.min(count, ends.length) - 1];
  }

  /// Stops forgetting; the counters stay as they are.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(sweeper);
  }

  private static final class Cell extends AtomicLong implements Counter {
    private final long expiresAt;

    Cell(long expiresAt) {
      this.expiresAt = expiresAt;
    }

    @Override
    public long add(long delta) {
      return addAndGet(delta);
    }
  }
}
