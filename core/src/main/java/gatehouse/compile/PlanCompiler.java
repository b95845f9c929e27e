package gatehouse.compile;

import gatehouse.compile.RoutePlan.Backend;
import gatehouse.config.Schemas;
import gatehouse.log.RecordStyle;
import gatehouse.log.Redaction;
import gatehouse.model.ConsumerIndex;
import gatehouse.model.Entity;
import gatehouse.model.EntityIndex;
import gatehouse.model.PluginEntity;
import gatehouse.model.PluginsNotBuilt;
import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.model.Snapshot;
import gatehouse.route.Router;
import gatehouse.spi.Catalogue;
import gatehouse.spi.Consumers;
import gatehouse.spi.Discretion;
import gatehouse.spi.Entities;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Plugin;
import gatehouse.spi.PluginType;
import gatehouse.spi.Workshop;
import gatehouse.state.Carried;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Compiles a configuration. Builds every plugin, so that one that can't be built refuses the whole
/// configuration and no route is ever served without one of its policies.
public final class PlanCompiler {
  private final Catalogue catalogue;
  private final Carried carried;
  private final boolean verifyServices;
  private final BiFunction<Workshop.Self, Materials, Workshop> workshops;

  /// What a workshop gets from the configuration that is compiled.
  ///
  /// @param rendering an entity as JSON in Kong's form
  /// @param discretion what the logs of this configuration hide
  /// @param carried what the plugins of this configuration carry over a reload
  public record Materials(
      Consumers consumers,
      Entities entities,
      Function<Entity, String> rendering,
      Discretion discretion,
      Carried.Lease carried) {}

  /// @param carried what plugins carry from one configuration to the next
  /// @param verifyServices whether services are verified that do not say so themselves
  /// @param workshops what a plugin of a configuration may use
  public PlanCompiler(
      Catalogue catalogue,
      Carried carried,
      boolean verifyServices,
      BiFunction<Workshop.Self, Materials, Workshop> workshops) {
    this.catalogue = catalogue;
    this.carried = carried;
    this.verifyServices = verifyServices;
    this.workshops = workshops;
  }

  /// Makes the plan of a configuration.
  ///
  /// @throws PluginsNotBuilt if there are plugins that can't be built
  /// @throws IllegalArgumentException with the reason if anything else of it can't be made
  public Plan compile(Snapshot snapshot) {
    List<Instance> instances = new ArrayList<>();
    Carried.Lease lease = carried.lease();
    Materials materials =
        new Materials(
            new ConsumerIndex(snapshot),
            new EntityIndex(snapshot),
            rendering(snapshot),
            Redaction.of(snapshot),
            lease);
    try {
      build(snapshot, instances, materials);
      return assemble(snapshot, instances, materials);
    } catch (RuntimeException e) {
      instances.forEach(i -> i.plugin().close());
      lease.close();
      throw e;
    }
  }

  private void build(Snapshot snapshot, List<Instance> into, Materials materials) {
    List<PluginsNotBuilt.Failure> failures = new ArrayList<>();
    for (PluginEntity entity : snapshot.plugins()) {
      if (!entity.enabled()) {
        continue;
      }
      PluginType type = catalogue.find(entity.name());
      if (type == null) {
        throw new IllegalArgumentException("no plugin named " + entity.name());
      }
      Workshop.Self self =
          new Workshop.Self(
              entity.id(),
              entity.name(),
              entity.origin(),
              orEmpty(entity.route()),
              orEmpty(entity.service()),
              entity.tags());
      try {
        Plugin plugin = type.build(entity.config(), workshops.apply(self, materials));
        into.add(Instance.of(entity, plugin, type.policy().decides()));
      } catch (IllegalArgumentException e) {
        failures.add(PluginsNotBuilt.Failure.of(entity, e));
      }
    }
    if (!failures.isEmpty()) {
      throw new PluginsNotBuilt(failures);
    }
  }

  private static Function<Entity, String> rendering(Snapshot snapshot) {
    return entity -> Schemas.entityJson(entity, snapshot).toString();
  }

  private Plan assemble(Snapshot snapshot, List<Instance> instances, Materials materials) {
    Map<String, Integer> priorities = new HashMap<>();
    catalogue.all().forEach(t -> priorities.put(t.name(), t.policy().priority()));
    ChainCompiler chains = new ChainCompiler(instances, priorities);
    Map<String, Service> services = new HashMap<>();
    snapshot.services().forEach(s -> services.put(s.id(), s));
    BackendCompiler backends = new BackendCompiler(snapshot, verifyServices);
    Map<String, Backend> made = new HashMap<>();
    List<RoutePlan> routes = new ArrayList<>();
    for (Route route : snapshot.routes()) {
      Service service = route.service() == null ? null : services.get(route.service());
      Backend backend =
          service == null ? null : made.computeIfAbsent(service.id(), _ -> backends.of(service));
      routes.add(new RoutePlan(route, service, chains.chain(route.id(), route.service()), backend));
    }
    Declarations.tell(instances, routes);
    List<HeaderName> written = new ArrayList<>();
    List<String> beginnings = new ArrayList<>();
    for (Instance instance : instances) {
      written.addAll(instance.plugin().identityHeaders());
      beginnings.addAll(instance.plugin().identityHeaderPrefixes());
    }
    return new Plan(
        Router.of(snapshot.routes(), snapshot.services()),
        List.copyOf(routes),
        chains.chain(null, null),
        new IdentityNames(written, beginnings),
        new RecordStyle(materials.discretion(), materials.rendering()),
        ServerNames.of(snapshot.routes()),
        ClientCertificates.of(instances, snapshot.routes()),
        List.copyOf(instances),
        materials.carried());
  }

  private static String orEmpty(@Nullable String id) {
    return id == null ? "" : id;
  }
}
