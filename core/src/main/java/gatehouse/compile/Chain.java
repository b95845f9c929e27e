package gatehouse.compile;

import java.util.List;

/// The plugins of one route, or those of requests that match none.
///
/// @param slots in order of priority, which is the order of every phase but access
/// @param access indexes of the slots in the order of the access phase
public record Chain(List<Slot> slots, List<Integer> access) {
  /// No plugins.
  public static final Chain EMPTY = new Chain(List.of(), List.of());
}
