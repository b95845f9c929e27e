package gatehouse.config;

import gatehouse.model.Snapshot;
import java.util.List;

/// What became of a configuration.
public sealed interface Loaded {
  /// It is valid.
  ///
  /// @param warnings what is legal but probably not meant
  record Valid(Snapshot snapshot, List<Fault> warnings) implements Loaded {}

  /// It is not, and nothing of it may be used.
  ///
  /// @param faults every fault, in the order of the text
  record Invalid(List<Fault> faults, List<Fault> warnings) implements Loaded {}
}
