package gatehouse.config;

import gatehouse.model.PluginEntity;
import gatehouse.model.PluginEntity.Ordering;
import gatehouse.model.Route;
import gatehouse.model.Snapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Finds plugins that are ordered in a circle on some route.
final class Orderings {
  private static final String ACCESS = "access";

  private final Snapshot snapshot;
  private final BiConsumer<PluginEntity, String> report;
  private final Set<Set<String>> reported = new HashSet<>();

  private Orderings(Snapshot snapshot, BiConsumer<PluginEntity, String> report) {
    this.snapshot = snapshot;
    this.report = report;
  }

  /// Reports each circle once, at one of its members.
  static void check(Snapshot snapshot, BiConsumer<PluginEntity, String> report) {
    if (snapshot.plugins().stream().noneMatch(p -> p.ordering() != null)) {
      return;
    }
    Orderings orderings = new Orderings(snapshot, report);
    orderings.checkAt(null, null);
    for (Route route : snapshot.routes()) {
      orderings.checkAt(route.id(), route.service());
    }
  }

  private void checkAt(@Nullable String route, @Nullable String service) {
    Map<String, PluginEntity> deciding = deciding(route, service);
    Map<String, Set<String>> later = new HashMap<>();
    for (PluginEntity plugin : deciding.values()) {
      Ordering ordering = plugin.ordering();
      if (ordering != null) {
        for (String name : ordering.before().getOrDefault(ACCESS, List.of())) {
          later.computeIfAbsent(plugin.name(), _ -> new TreeSet<>()).add(name);
        }
        for (String name : ordering.after().getOrDefault(ACCESS, List.of())) {
          later.computeIfAbsent(name, _ -> new TreeSet<>()).add(plugin.name());
        }
      }
    }
    later.keySet().retainAll(deciding.keySet());
    later.values().forEach(names -> names.retainAll(deciding.keySet()));
    Set<String> circle = circle(later);
    if (!circle.isEmpty() && reported.add(circle)) {
      circle.stream()
          .map(deciding::get)
          .filter(p -> p != null && p.ordering() != null)
          .findFirst()
          .ifPresent(
              p -> report.accept(p, "plugins ordered in a circle: " + String.join(", ", circle)));
    }
  }

  /// The most specific instance of each plugin that is scoped to no consumer: it decides the order.
  private Map<String, PluginEntity> deciding(@Nullable String route, @Nullable String service) {
    Map<String, PluginEntity> deciding = new TreeMap<>();
    for (PluginEntity plugin : snapshot.plugins()) {
      boolean here =
          plugin.enabled()
              && plugin.consumer() == null
              && plugin.consumerGroup() == null
              && (plugin.route() == null || plugin.route().equals(route))
              && (plugin.service() == null || plugin.service().equals(service));
      if (here) {
        deciding.merge(plugin.name(), plugin, (a, b) -> rank(a) >= rank(b) ? a : b);
      }
    }
    return deciding;
  }

  private static int rank(PluginEntity plugin) {
    return (plugin.route() == null ? 0 : 2) + (plugin.service() == null ? 0 : 1);
  }

  /// What is left when all are taken away that nothing has to precede, again and again, and then
  /// all that precede nothing.
  private static Set<String> circle(Map<String, Set<String>> later) {
    Set<String> left = withoutEnds(later);
    Map<String, Set<String>> back = new HashMap<>();
    later.forEach((name, names) ->
        names.forEach(n -> back.computeIfAbsent(n, _ -> new TreeSet<>()).add(name)));
    left.retainAll(withoutEnds(back));
    return left;
  }

  private static Set<String> withoutEnds(Map<String, Set<String>> later) {
    Map<String, Integer> waiting = new HashMap<>();
    Set<String> left = new TreeSet<>(later.keySet());
    later
        .values()
        .forEach(names -> {
          left.addAll(names);
          names.forEach(n -> waiting.merge(n, 1, Integer::sum));
        });
    Deque<String> free = new ArrayDeque<>();
    left.stream().filter(n -> !waiting.containsKey(n)).forEach(free::add);
    while (!free.isEmpty()) {
      String name = free.remove();
      left.remove(name);
      for (String next : later.getOrDefault(name, Set.of())) {
        if (waiting.merge(next, -1, Integer::sum) == 0) {
          free.add(next);
        }
      }
    }
    return left;
  }
}
