package gatehouse.app;

import gatehouse.model.PluginEntity;
import gatehouse.model.Route;
import gatehouse.model.Snapshot;
import gatehouse.plugin.inspect.openapi.Operation;
import gatehouse.plugin.inspect.openapi.SpecImport;
import gatehouse.plugin.inspect.openapi.Specification;
import gatehouse.route.Asked;
import gatehouse.route.Match;
import gatehouse.route.Router;
import gatehouse.spi.Headers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a specification and the routes of a configuration differ. What a route takes is found out
/// by asking the router with a request for each operation.
final class SpecDiff {
  private final Specification specification;
  private final Snapshot snapshot;

  SpecDiff(Specification specification, Snapshot snapshot) {
    this.specification = specification;
    this.snapshot = snapshot;
  }

  /// One line for each difference: `- ` for an operation without a route, `+ ` for a route without
  /// an operation.
  List<String> differences() {
    Router router = Router.of(snapshot.routes(), snapshot.services());
    Set<String> matched = new HashSet<>();
    List<String> differences = new ArrayList<>();
    for (Operation operation : specification.operations()) {
      for (String base : operation.bases()) {
        String path = base + operation.path();
        Route route = route(router, operation.method(), path.replaceAll("\\{[^}]*}", "x"));
        if (route == null || isRest(route)) {
          differences.add("- " + operation.method() + " " + path + ": no route");
        } else {
          matched.add(route.id());
        }
      }
    }
    for (Route route : snapshot.routes()) {
      if (!matched.contains(route.id()) && !isRest(route)) {
        differences.add("+ route " + title(route) + ": no operation");
      }
    }
    return differences;
  }

  private static @Nullable Route route(Router router, String method, String path) {
    Match match = router.match(new Asked(method, "", path, new Headers()), null);
    return match == null ? null : match.route();
  }

  /// The route for what is not described is no difference as long as `openapi` judges it.
  private boolean isRest(Route route) {
    return route.tags() != null
        && route.tags().contains(SpecImport.REST)
        && snapshot.plugins().stream().anyMatch(plugin -> judges(plugin, route));
  }

  private static boolean judges(PluginEntity plugin, Route route) {
    boolean isHere =
        route.id().equals(plugin.route())
            || plugin.route() == null
                && (plugin.service() == null || plugin.service().equals(route.service()));
    return plugin.name().equals("openapi") && plugin.enabled() && plugin.enforce() && isHere;
  }

  private static String title(Route route) {
    String paths = route.paths() == null ? "" : " " + String.join(" ", route.paths());
    return (route.name() == null ? route.id() : route.name()) + paths;
  }
}
