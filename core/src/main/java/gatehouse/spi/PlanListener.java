package gatehouse.spi;

import gatehouse.model.Route;
import java.util.List;
import java.util.Map;

/// A plugin that is told of the routes on which it acts, once: when all plugins of a configuration
/// are built, and before the first request.
public interface PlanListener {
  /// A route.
  ///
  /// @param declared what the other plugins of the route declare, by what they are and where they
  ///   stand: `openapi at gatehouse.yml:3:5`
  record PlannedRoute(Route route, Map<String, Declaration> declared) {}

  /// Takes note of its routes.
  void planned(List<PlannedRoute> routes);
}
