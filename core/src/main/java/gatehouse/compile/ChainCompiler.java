package gatehouse.compile;

import gatehouse.model.PluginEntity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Makes the chains of all routes. Routes with the same plugins share one chain, so that ten
/// thousand routes under a few global plugins cost one.
final class ChainCompiler {
  private final Map<String, Integer> priorities;
  private final Map<String, List<Instance>> global = new HashMap<>();
  private final Map<String, Map<String, List<Instance>>> byRoute = new HashMap<>();
  private final Map<String, Map<String, List<Instance>>> byService = new HashMap<>();
  private final Map<List<Instance>, Slot> slots = new HashMap<>();
  private final Map<List<Slot>, Chain> chains = new HashMap<>();

  /// @param instances all that are enabled
  /// @param priorities by plugin name
  ChainCompiler(List<Instance> instances, Map<String, Integer> priorities) {
    this.priorities = priorities;
    for (Instance instance : instances) {
      PluginEntity entity = instance.entity();
      Map<String, List<Instance>> into = global;
      if (entity.route() != null) {
        into = byRoute.computeIfAbsent(entity.route(), _ -> new HashMap<>());
      } else if (entity.service() != null) {
        into = byService.computeIfAbsent(entity.service(), _ -> new HashMap<>());
      }
      into.computeIfAbsent(entity.name(), _ -> new ArrayList<>()).add(instance);
    }
  }

  /// The chain of a route and its service; both null for requests that match no route.
  ///
  /// @throws IllegalArgumentException if the instances' orderings form a circle
  Chain chain(@Nullable String route, @Nullable String service) {
    Map<String, List<Instance>> names = new TreeMap<>();
    merge(names, global, service);
    if (service != null) {
      merge(names, byService.getOrDefault(service, Map.of()), service);
    }
    if (route != null) {
      merge(names, byRoute.getOrDefault(route, Map.of()), service);
    }
    List<Slot> sorted = new ArrayList<>();
    names.forEach((name, fitting) -> sorted.add(slot(name, fitting)));
    sorted.sort(Comparator.comparingInt(Slot::priority).thenComparing(Slot::name).reversed());
    return chains.computeIfAbsent(sorted, s -> new Chain(List.copyOf(s), access(s)));
  }

  /// An instance scoped to a route and a service fits only where the route belongs to that service.
  private static void merge(
      Map<String, List<Instance>> into,
      Map<String, List<Instance>> from,
      @Nullable String service) {
    from.forEach((name, instances) -> {
      for (Instance instance : instances) {
        String wanted = instance.entity().service();
        if (wanted == null || wanted.equals(service)) {
          into.computeIfAbsent(name, _ -> new ArrayList<>()).add(instance);
        }
      }
    });
  }

  private Slot slot(String name, List<Instance> fitting) {
    return slots.computeIfAbsent(
        fitting, _ -> new Slot(name, priorities.getOrDefault(name, 0), fitting));
  }

  private static List<Integer> access(List<Slot> slots) {
    boolean plain = slots.stream().allMatch(s -> s.deciding().entity().ordering() == null);
    return plain ? IntStream.range(0, slots.size()).boxed().toList() : AccessOrder.of(slots);
  }
}
