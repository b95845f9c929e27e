package gatehouse.log;

import gatehouse.model.PluginEntity;
import gatehouse.model.Route;
import gatehouse.model.Snapshot;
import gatehouse.spi.FakeEntities;
import java.util.List;

/// Configurations with only what a test needs to say.
final class SnapshotOf {
  private SnapshotOf() {}

  /// These routes of the service `s-1`, and these plugins.
  static Snapshot routes(List<Route> routes, List<PluginEntity> plugins) {
    Snapshot e = Snapshot.EMPTY;
    return new Snapshot(
        List.of(FakeEntities.service("s-1")),
        routes,
        e.consumers(),
        e.consumerGroups(),
        e.credentials(),
        e.acls(),
        plugins,
        e.upstreams(),
        e.targets(),
        e.certificates(),
        e.snis(),
        e.caCertificates(),
        e.vaults(),
        e.keys(),
        e.keySets(),
        e.references(),
        e.source(),
        "h4sh");
  }
}
