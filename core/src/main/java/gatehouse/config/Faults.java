package gatehouse.config;

import gatehouse.yaml.Node;
import gatehouse.yaml.YamlFaults;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects what is wrong in one configuration. Not thread-safe.
final class Faults {
  /// Beyond this many nobody reads on, and a hostile document must not fill the memory with them.
  private static final int MOST = 1000;

  private static final Comparator<Fault> BY_PLACE =
      Comparator.comparing(Fault::file)
          .thenComparingInt(Fault::line)
          .thenComparingInt(Fault::column);

  private final List<Fault> faults = new ArrayList<>();
  private final List<Fault> warnings = new ArrayList<>();
  private int unseen;

  void fault(Node at, @Nullable String entity, @Nullable String field, String message) {
    fault(new Fault(at.file(), at.line(), at.column(), entity, field, message));
  }

  /// What cannot be read in a text of that name becomes a fault of it.
  YamlFaults in(String file) {
    return (line, column, key, message) -> fault(new Fault(file, line, column, null, key, message));
  }

  void fault(Fault fault) {
    if (faults.size() < MOST) {
      faults.add(fault);
    } else {
      unseen++;
    }
  }

  void warn(Node at, @Nullable String entity, @Nullable String field, String message) {
    if (warnings.size() < MOST) {
      warnings.add(new Fault(at.file(), at.line(), at.column(), entity, field, message));
    }
  }

  int count() {
    return faults.size() + unseen;
  }

  /// The faults in the order of the files and lines; each once.
  List<Fault> faults() {
    List<Fault> sorted = new ArrayList<>(faults.stream().distinct().sorted(BY_PLACE).toList());
    if (unseen > 0) {
      Fault last = sorted.getLast();
      sorted.add(
          new Fault(last.file(), last.line(), last.column(), null, null, unseen + " more faults"));
    }
    return List.copyOf(sorted);
  }

  /// The warnings in the order of the files and lines; each once.
  List<Fault> warnings() {
    return warnings.stream().distinct().sorted(BY_PLACE).toList();
  }
}
