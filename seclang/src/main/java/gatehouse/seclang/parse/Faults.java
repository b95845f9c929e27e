package gatehouse.seclang.parse;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong, so that a user sees all of it at once. Not thread-safe.
public final class Faults {
  private final List<Fault> list = new ArrayList<>();

  public void error(Position at, String message) {
    list.add(new Fault(at, Fault.Level.ERROR, message));
  }

  public void warn(Position at, String message) {
    list.add(new Fault(at, Fault.Level.WARNING, message));
  }

  public void note(Position at, String message) {
    list.add(new Fault(at, Fault.Level.NOTE, message));
  }

  public void addAll(List<Fault> faults) {
    list.addAll(faults);
  }

  public boolean hasErrors() {
    return list.stream().anyMatch(Fault::isError);
  }

  /// How many there are so far.
  public int count() {
    return list.size();
  }

  public List<Fault> toList() {
    return List.copyOf(list);
  }
}
