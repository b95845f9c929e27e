package gatehouse.control;

import gatehouse.gateway.Stats;
import gatehouse.model.Snapshot;

/// The one door from the control side to the data side.
public interface Door {
  /// Takes a configuration into use; it has taken effect when this returns. Requests in flight end
  /// on the one they began with.
  ///
  /// @throws IllegalArgumentException if a plugin cannot be built; then nothing has changed
  void swap(Snapshot snapshot);

  /// The gateway's counters.
  Stats stats();
}
