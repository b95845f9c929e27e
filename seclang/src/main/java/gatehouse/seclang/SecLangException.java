package gatehouse.seclang;

import gatehouse.seclang.parse.Fault;
import java.util.List;
import java.util.stream.Collectors;

/// Rules that cannot be used, with everything that is wrong with them.
public final class SecLangException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<Fault> faults;

  SecLangException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  /// Errors and warnings in the order they were found.
  public List<Fault> faults() {
    return faults;
  }
}
