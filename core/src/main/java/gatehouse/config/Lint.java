package gatehouse.config;

import gatehouse.model.Entity;
import gatehouse.model.PluginEntity;
import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.model.Snapshot;
import gatehouse.spi.Catalogue;
import gatehouse.spi.PluginType;
import gatehouse.yaml.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Warns of what is legal in a whole configuration but probably not meant.
final class Lint {
  private final Snapshot snapshot;
  private final Catalogue catalogue;
  private final Identities identities;
  private final Faults faults;

  private Lint(Snapshot snapshot, Catalogue catalogue, Identities identities, Faults faults) {
    this.snapshot = snapshot;
    this.catalogue = catalogue;
    this.identities = identities;
    this.faults = faults;
  }

  static void look(Snapshot snapshot, Catalogue catalogue, Identities identities, Faults faults) {
    Lint lint = new Lint(snapshot, catalogue, identities, faults);
    lint.openRoutes();
    lint.enforcedNothing();
  }

  /// Routes that no authentication plugin guards.
  private void openRoutes() {
    Set<String> guarded = new HashSet<>();
    for (PluginEntity plugin : snapshot.plugins()) {
      PluginType type = catalogue.find(plugin.name());
      boolean guards =
          type != null && type.policy().authenticates() && plugin.enabled() && plugin.enforce();
      if (guards && plugin.consumer() == null && plugin.consumerGroup() == null) {
        if (plugin.route() == null && plugin.service() == null) {
          return;
        }
        guarded.add(scope(plugin.route(), plugin.service()));
      }
    }
    Set<String> off =
        snapshot.services().stream()
            .filter(s -> !s.enabled())
            .map(Service::id)
            .collect(Collectors.toSet());
    for (Route route : snapshot.routes()) {
      List<String> scopes =
          List.of(
              scope(route.id(), null),
              scope(null, route.service()),
              scope(route.id(), route.service()));
      boolean reachable = route.service() == null || !off.contains(route.service());
      if (reachable && scopes.stream().noneMatch(guarded::contains)) {
        warn(route, "routes", null, "no authentication plugin guards this route");
      }
    }
  }

  private static String scope(@Nullable String route, @Nullable String service) {
    return route + " " + service;
  }

  /// `enforce: false` where there is nothing to enforce.
  private void enforcedNothing() {
    for (PluginEntity plugin : snapshot.plugins()) {
      PluginType type = catalogue.find(plugin.name());
      if (!plugin.enforce() && type != null && !type.policy().decides()) {
        warn(plugin, "plugins", "enforce", "has no effect: " + plugin.name() + " refuses nothing");
      }
    }
  }

  private void warn(Entity entity, String list, @Nullable String field, String message) {
    EntityKind kind = EntityKind.find(list);
    Draft draft = kind == null ? null : identities.byId(kind, entity.id());
    if (draft != null) {
      Node at = field == null ? null : draft.node().get(field);
      faults.warn(at == null ? draft.node() : at, draft.label(), field, message);
    }
  }
}
