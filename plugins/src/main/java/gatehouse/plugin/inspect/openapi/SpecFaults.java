package gatehouse.plugin.inspect.openapi;

import gatehouse.yaml.Node;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong in one specification; beyond a number that anyone reads it only counts.
final class SpecFaults {
  private static final int MOST = 100;

  private final List<SpecFault> faults = new ArrayList<>();

  void add(Node at, String message) {
    add(new SpecFault(at.file(), at.line(), at.column(), message));
  }

  void add(SpecFault fault) {
    if (faults.size() < MOST && !faults.contains(fault)) {
      faults.add(fault);
    }
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  List<SpecFault> all() {
    return List.copyOf(faults);
  }
}
