package gatehouse.spi;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Counters that never forget, so that a test can look at every key.
public final class FakeCounters implements Counters {
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

  @Override
  public Counter counter(String key, long expiresAt) {
    AtomicLong count = counts.computeIfAbsent(key, k -> new AtomicLong());
    return new Counter() {
      @Override
      public long get() {
        return count.get();
      }

      @Override
      public long add(long delta) {
        return count.addAndGet(delta);
      }
    };
  }

  /// The sum of all counters.
  public long total() {
    return counts.values().stream().mapToLong(AtomicLong::get).sum();
  }
}
