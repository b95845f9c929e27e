package gatehouse.state;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// State that plugins carry over a reload. Each plan holds a lease of what its plugins asked for;
/// what no lease holds any more is closed.
public final class Carried {
  private static final Logger LOG = LoggerFactory.getLogger(Carried.class);

  private final Map<String, Entry> entries = new HashMap<>();
  private final Executor closer;

  /// @param closer closes what is given up: that may block, and the last exchange of a plan ends on
  ///   an event loop
  public Carried(Executor closer) {
    this.closer = closer;
  }

  private static final class Entry {
    private final Object value;
    private int leases;

    Entry(Object value) {
      this.value = value;
    }
  }

  /// A lease that holds nothing yet.
  public Lease lease() {
    return new Lease();
  }

  /// What the plugins of one plan use.
  public final class Lease implements AutoCloseable {
    private final Set<String> keys = new HashSet<>();

    private Lease() {}

    /// The value of that key, made if no lease holds it.
    public <T> T get(String key, Class<T> type, Supplier<T> make) {
      synchronized (entries) {
        Entry entry = entries.get(key);
        if (entry == null) {
          entry = new Entry(make.get());
          entries.put(key, entry);
        }
        if (!type.isInstance(entry.value)) {
          throw new IllegalArgumentException(key + " is carried as another type");
        }
        if (keys.add(key)) {
          entry.leases++;
        }
        return type.cast(entry.value);
      }
    }

    @Override
    public void close() {
      synchronized (entries) {
        for (String key : keys) {
          Entry entry = entries.get(key);
          if (entry != null && --entry.leases == 0) {
            entries.remove(key);
            dispose(key, entry.value);
          }
        }
        keys.clear();
      }
    }
  }

  /// Closes all that is still carried, so that what waits in it is delivered before the process
  /// ends. Waits for that, but not longer than it is told.
  public void close(Duration patience) {
    Map<String, Entry> left;
    synchronized (entries) {
      left = Map.copyOf(entries);
      entries.clear();
    }
    CountDownLatch closing = new CountDownLatch(left.size());
    left.forEach((key, entry) ->
        closer.execute(() -> {
          close(key, entry.value);
          closing.countDown();
        }));
    try {
      if (!closing.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("{} of {} did not end in time", closing.getCount(), left.keySet());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void dispose(String key, Object value) {
    closer.execute(() -> close(key, value));
  }

  private static void close(String key, Object value) {
    if (value instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        LOG.warn("closing {} failed", key, e);
      }
    }
  }
}
