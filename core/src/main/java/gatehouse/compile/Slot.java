package gatehouse.compile;

import gatehouse.model.Consumer;
import gatehouse.model.PluginEntity;
import gatehouse.spi.Identity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One plugin name in a chain. Which instance acts is decided when the slot is reached, by the
/// caller known by then.
public final class Slot {
  private final String name;
  private final int priority;
  private final List<Instance> instances;
  private final List<Level> levels;
  private final Instance deciding;
  private final boolean traces;
  private final boolean variesByCaller;

  /// The instances of one rank: one for everybody, or one for each consumer or group.
  private sealed interface Level {
    record Everybody(Instance instance) implements Level {}

    record ByConsumer(Map<String, Instance> instances) implements Level {}

    record ByGroup(Map<String, Instance> instances) implements Level {}
  }

  /// @param instances those whose route and service fit; at least one
  Slot(String name, int priority, List<Instance> instances) {
    this.name = name;
    this.priority = priority;
    this.instances = List.copyOf(instances);
    Map<Rank, List<Instance>> ranks = new EnumMap<>(Rank.class);
    for (Instance instance : instances) {
      ranks.computeIfAbsent(Rank.of(instance.entity()), _ -> new ArrayList<>()).add(instance);
    }
    List<Level> sorted = new ArrayList<>();
    ranks.values().forEach(rank -> sorted.add(level(rank)));
    levels = List.copyOf(sorted);
    traces = instances.stream().anyMatch(i -> i.tracer() != null);
    variesByCaller = sorted.stream().anyMatch(level -> !(level instanceof Level.Everybody));
    deciding =
        ranks.values().stream()
            .map(List::getFirst)
            .filter(i -> i.entity().consumer() == null && i.entity().consumerGroup() == null)
            .findFirst()
            .orElse(instances.getFirst());
  }

  private static Level level(List<Instance> instances) {
    Map<String, Instance> byConsumer = new HashMap<>();
    Map<String, Instance> byGroup = new HashMap<>();
    for (Instance instance : instances) {
      PluginEntity entity = instance.entity();
      if (entity.consumer() != null) {
        byConsumer.put(entity.consumer(), instance);
      } else if (entity.consumerGroup() != null) {
        byGroup.put(entity.consumerGroup(), instance);
      }
    }
    if (!byConsumer.isEmpty()) {
      return new Level.ByConsumer(byConsumer);
    }
    return byGroup.isEmpty()
        ? new Level.Everybody(instances.getFirst())
        : new Level.ByGroup(byGroup);
  }

  /// The plugin's name.
  public String name() {
    return name;
  }

  /// The plugin's priority.
  public int priority() {
    return priority;
  }

  /// All instances, whoever they are for.
  List<Instance> instances() {
    return instances;
  }

  /// Whether instances of it want timelines.
  public boolean traces() {
    return traces;
  }

  /// Whether the caller decides which instance acts.
  public boolean variesByCaller() {
    return variesByCaller;
  }

  /// The instance whose ordering counts for the slot: the most specific one that is for everybody.
  Instance deciding() {
    return deciding;
  }

  /// The instance for this caller, or null if none of the scopes fits.
  public @Nullable Instance pick(@Nullable Identity caller) {
    return caller == null ? pick(null, List.of()) : pick(caller.consumer(), caller.memberOf());
  }

  private @Nullable Instance pick(@Nullable Consumer caller, List<String> groups) {
    for (int i = 0; i < levels.size(); i++) {
      Instance fit =
          switch (levels.get(i)) {
            case Level.Everybody everybody -> everybody.instance();
            case Level.ByConsumer by -> caller == null ? null : by.instances().get(caller.id());
            case Level.ByGroup by -> firstGroup(by.instances(), groups);
          };
      if (fit != null) {
        return fit;
      }
    }
    return null;
  }

  /// A caller's groups are ordered by name, and the first one that has an instance counts.
  private static @Nullable Instance firstGroup(
      Map<String, Instance> instances, List<String> groups) {
    for (int i = 0; i < groups.size(); i++) {
      Instance fit = instances.get(groups.get(i));
      if (fit != null) {
        return fit;
      }
    }
    return null;
  }
}
