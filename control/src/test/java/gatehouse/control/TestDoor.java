package gatehouse.control;

import gatehouse.gateway.Stats;
import gatehouse.model.PluginsNotBuilt;
import gatehouse.model.Snapshot;
import gatehouse.spi.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A gateway that only remembers which configurations it was given.
final class TestDoor implements Door {
  private final List<Snapshot> swapped = new ArrayList<>();
  private volatile String refusal = "";
  private volatile String pluginRefusal = "";

  /// Refuses all configurations from now on, as if a plugin could not be built.
  void refuse(String why) {
    refusal = why;
  }

  /// Refuses to build each plugin from now on.
  void refusePlugins(String why) {
    pluginRefusal = why;
  }

  @Override
  public synchronized void swap(Snapshot snapshot) {
    if (!pluginRefusal.isEmpty()) {
      throw new PluginsNotBuilt(
          snapshot.plugins().stream()
              .map(plugin -> new PluginsNotBuilt.Failure(plugin, pluginRefusal))
              .toList());
    }
    if (!refusal.isEmpty()) {
      throw new IllegalArgumentException(refusal);
    }
    swapped.add(snapshot);
  }

  /// Tells what it was asked, except for `nothing`.
  @Override
  public @Nullable Answer plugin(String name, @Nullable String id, String method, String path) {
    return path.equals("nothing")
        ? null
        : Answer.text(200, "text/plain", String.join(" ", name, String.valueOf(id), method, path));
  }

  @Override
  public Stats stats() {
    return new Stats(9, 4, 3, 77, 1);
  }

  synchronized int swaps() {
    return swapped.size();
  }

  /// The names of the routes in the configuration in use.
  synchronized List<String> routes() {
    return swapped.isEmpty()
        ? List.of()
        : swapped.getLast().routes().stream().map(r -> String.valueOf(r.name())).toList();
  }
}
