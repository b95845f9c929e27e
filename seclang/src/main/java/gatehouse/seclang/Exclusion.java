package gatehouse.seclang;

import gatehouse.seclang.rule.Controls;
import gatehouse.seclang.rule.RemovedRules;
import org.jspecify.annotations.Nullable;

/// Rules, or one of their targets, that some transactions leave out. Made once by [Waf#exclusion]
/// and applied to transactions, so that rule sets that differ in nothing else are one.
public final class Exclusion {
  private final RemovedRules removed;

  Exclusion(RemovedRules removed) {
    this.removed = removed;
  }

  /// Why it does nothing, or less than it says; null when it does all of it.
  public @Nullable String fault() {
    return removed.fault();
  }

  void apply(Controls controls) {
    removed.apply(controls);
  }
}
