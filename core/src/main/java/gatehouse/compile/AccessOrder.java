package gatehouse.compile;

import gatehouse.model.PluginEntity.Ordering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Sorts slots whose instances say what they run before or after: topologically, and by priority
/// where nothing is said.
final class AccessOrder {
  private AccessOrder() {}

  /// @param slots in order of priority
  /// @return their indexes in the order of the access phase
  /// @throws IllegalArgumentException if they form a circle; the text names its members
  static List<Integer> of(List<Slot> slots) {
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < slots.size(); i++) {
      index.put(slots.get(i).name(), i);
    }
    List<Set<Integer>> earlier = new ArrayList<>();
    slots.forEach(_ -> earlier.add(new HashSet<>()));
    for (int i = 0; i < slots.size(); i++) {
      Ordering ordering = slots.get(i).deciding().entity().ordering();
      if (ordering == null) {
        continue;
      }
      for (String name : ordering.before().getOrDefault("access", List.of())) {
        Integer later = index.get(name);
        if (later != null) {
          earlier.get(later).add(i);
        }
      }
      for (String name : ordering.after().getOrDefault("access", List.of())) {
        Integer before = index.get(name);
        if (before != null) {
          earlier.get(i).add(before);
        }
      }
    }
    return sort(slots, earlier);
  }

  private static List<Integer> sort(List<Slot> slots, List<Set<Integer>> earlier) {
    List<Integer> order = new ArrayList<>();
    Set<Integer> done = new HashSet<>();
    while (order.size() < slots.size()) {
      int next = -1;
      for (int i = 0; i < slots.size() && next < 0; i++) {
        if (!done.contains(i) && done.containsAll(earlier.get(i))) {
          next = i;
        }
      }
      if (next < 0) {
        List<String> circle = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
          if (!done.contains(i)) {
            circle.add(slots.get(i).name());
          }
        }
        throw new IllegalArgumentException(
            "plugins ordered in a circle: " + String.join(", ", circle));
      }
      done.add(next);
      order.add(next);
    }
    return List.copyOf(order);
  }
}
