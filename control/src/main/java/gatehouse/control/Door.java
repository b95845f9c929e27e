package gatehouse.control;

import gatehouse.gateway.Stats;
import gatehouse.model.Snapshot;
import gatehouse.spi.Answer;
import org.jspecify.annotations.Nullable;

/// The one door from the control side to the data side.
public interface Door {
  /// Takes a configuration into use; it has taken effect when this returns. Requests in flight end
  /// on the one they began with.
  ///
  /// @throws gatehouse.model.PluginsNotBuilt if plugins cannot be built; then nothing has changed
  /// @throws IllegalArgumentException if it can't be served for another reason
  void swap(Snapshot snapshot);

  /// What a plugin answers an operator.
  ///
  /// @param id of the instance that is asked; null for all
  /// @param path what follows `/PLUGIN/ID/`, or `/PLUGIN/` for all
  /// @return null if there is no such instance in use, or nothing at that path
  @Nullable Answer plugin(String name, @Nullable String id, String method, String path);

  /// The gateway's counters.
  Stats stats();
}
