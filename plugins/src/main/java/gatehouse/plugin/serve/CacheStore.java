package gatehouse.plugin.serve;

import gatehouse.spi.Answer;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Answers kept in memory, bounded in number and bytes: the one unused for longest goes first. All
/// loops share it, and it outlives a reload.
final class CacheStore {
  /// The largest body that is kept.
  static final int LARGEST = 1 << 20;

  private static final int MOST_ENTRIES = 100_000;
  private static final long MOST_BYTES = 128L << 20;

  /// What all answers on their way into the store may take together.
  private static final long MOST_COLLECTED = 64L << 20;

  private final AtomicLong collected = new AtomicLong();
  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<String, Set<String>> keysByTarget = new HashMap<>();
  private long bytes;

  /// One field of a request that the service's answer depends on.
  record Varied(HeaderName name, @Nullable String value) {}

  /// A kept answer.
  ///
  /// @param target what answers for all callers and arguments have in common
  /// @param storedAt milliseconds since the epoch
  /// @param age seconds that another cache had it before
  /// @param freshSeconds for which it is served without asking again
  /// @param mayBeStale whether clients that take a stale answer may get it
  /// @param goneAt when it is forgotten, in milliseconds since the epoch
  record Entry(
      String target,
      Answer answer,
      List<Varied> varied,
      long storedAt,
      long age,
      long freshSeconds,
      boolean mayBeStale,
      long goneAt,
      long size) {

    /// Seconds since the service made it.
    long ageAt(long now) {
      return Math.max(0, (now - storedAt) / 1000) + age;
    }

    /// Whether it is the answer to a request with these fields (RFC 9111, section 4.1).
    boolean isFor(Headers request) {
      for (Varied field : varied) {
        if (!Objects.equals(field.value, request.joined(field.name))) {
          return false;
        }
      }
      return true;
    }
  }

  /// What is kept under a key; null if there is nothing.
  synchronized @Nullable Entry find(String key, long now) {
    Entry entry = entries.get(key);
    if (entry != null && entry.goneAt <= now) {
      remove(key);
      return null;
    }
    return entry;
  }

  synchronized void put(String key, Entry entry) {
    remove(key);
    entries.put(key, entry);
    keysByTarget.computeIfAbsent(entry.target, _ -> new HashSet<>()).add(key);
    bytes += entry.size;
    while (bytes > MOST_BYTES || entries.size() > MOST_ENTRIES) {
      remove(entries.keySet().iterator().next());
    }
  }

  /// Forgets what is kept under a key; tells whether there was something.
  synchronized boolean remove(String key) {
    Entry entry = entries.remove(key);
    if (entry == null) {
      return false;
    }
    bytes -= entry.size;
    Set<String> keys = keysByTarget.get(entry.target);
    if (keys != null && keys.remove(key) && keys.isEmpty()) {
      keysByTarget.remove(entry.target);
    }
    return true;
  }

  /// Forgets all answers that have a target in common.
  synchronized void forget(String target) {
    List.copyOf(keysByTarget.getOrDefault(target, Set.of())).forEach(this::remove);
  }

  /// Forgets everything.
  synchronized void clear() {
    entries.clear();
    keysByTarget.clear();
    bytes = 0;
  }

  /// How many answers are kept.
  synchronized int size() {
    return entries.size();
  }

  /// Asks for room to collect a piece of a body; false if there is none.
  boolean reserve(int size) {
    if (collected.addAndGet(size) <= MOST_COLLECTED) {
      return true;
    }
    collected.addAndGet(-size);
    return false;
  }

  /// Gives the room back.
  void free(int size) {
    collected.addAndGet(-size);
  }
}
