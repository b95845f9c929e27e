package gatehouse.log;

import gatehouse.model.PluginEntity;
import gatehouse.model.Route;
import gatehouse.model.Snapshot;
import gatehouse.spi.FakeEntities;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Configurations with only what a test needs to say; whatever else a snapshot has is empty.
final class SnapshotOf {
  private SnapshotOf() {}

  /// These routes of the service `s-1`, and these plugins.
  static Snapshot routes(List<Route> routes, List<PluginEntity> plugins) {
    Map<String, Object> said =
        Map.of(
            "services",
            List.of(FakeEntities.service("s-1")),
            "routes",
            routes,
            "plugins",
            plugins,
            "hash",
            "h4sh");
    RecordComponent[] components = Snapshot.class.getRecordComponents();
    try {
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        Object empty = components[i].getAccessor().invoke(Snapshot.EMPTY);
        values[i] = said.getOrDefault(components[i].getName(), empty);
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return Snapshot.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a snapshot has changed its shape", e);
    }
  }
}
