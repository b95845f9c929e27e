package gatehouse.compile;

import gatehouse.spi.Declaration;
import gatehouse.spi.PlanListener;
import gatehouse.spi.PlanListener.PlannedRoute;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tells plugins what the others of their routes declare.
final class Declarations {
  private Declarations() {}

  static void tell(List<Instance> instances, List<RoutePlan> routes) {
    if (instances.stream().noneMatch(i -> i.plugin() instanceof PlanListener)) {
      return;
    }
    IdentityHashMap<PlanListener, List<PlannedRoute>> planned = new IdentityHashMap<>();
    IdentityHashMap<Chain, Map<String, Declaration>> declared = new IdentityHashMap<>();
    for (RoutePlan route : routes) {
      PlannedRoute known =
          new PlannedRoute(
              route.route(), declared.computeIfAbsent(route.chain(), Declarations::of));
      for (Slot slot : route.chain().slots()) {
        for (Instance instance : slot.instances()) {
          if (instance.plugin() instanceof PlanListener told) {
            planned.computeIfAbsent(told, _ -> new ArrayList<>()).add(known);
          }
        }
      }
    }
    planned.forEach(PlanListener::planned);
  }

  private static Map<String, Declaration> of(Chain chain) {
    Map<String, Declaration> declared = new LinkedHashMap<>();
    for (Slot slot : chain.slots()) {
      for (Instance instance : slot.instances()) {
        Declaration declaration = instance.plugin().declares();
        if (!declaration.isEmpty()) {
          declared.put(instance.name() + " at " + instance.entity().origin(), declaration);
        }
      }
    }
    return declared;
  }
}
