package gatehouse.plugin.auth.token;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Remembers what must not be forgotten before its time, such as sessions that were logged out. A
/// cache would let what is new go before what is often asked for; here the eldest goes first, and
/// only when there are too many. Thread-safe.
public final class TimedMemory<V> {
  private final int most;
  private final Map<String, Item<V>> items = new ConcurrentHashMap<>();
  private final Deque<String> order = new ArrayDeque<>();

  private record Item<V>(V value, long until) {}

  /// @param most how many are remembered at once
  public TimedMemory(int most) {
    this.most = most;
  }

  /// What is remembered under that name; null if nothing is.
  ///
  /// @param now in the unit of all other times here
  public @Nullable V get(String name, long now) {
    Item<V> item = items.get(name);
    return item == null || now >= item.until ? null : item.value;
  }

  /// Remembers something until a time.
  ///
  /// @return what was remembered under that name before
  public synchronized @Nullable V put(String name, V value, long until, long now) {
    V before = get(name, now);
    if (items.put(name, new Item<>(value, until)) == null) {
      order.addLast(name);
    }
    while (order.size() > most || isOver(order.peekFirst(), now)) {
      items.remove(order.pollFirst());
    }
    return before;
  }

  private boolean isOver(@Nullable String name, long now) {
    Item<V> item = name == null ? null : items.get(name);
    return item != null && now >= item.until;
  }

  /// How many are remembered, some of which may be over.
  int size() {
    return items.size();
  }
}
