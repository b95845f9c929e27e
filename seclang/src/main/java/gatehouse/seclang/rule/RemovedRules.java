package gatehouse.seclang.rule;

import gatehouse.seclang.variable.VariableName;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Rules that a transaction leaves out, as a whole or for one target.
public final class RemovedRules {
  private final BitSet rules;
  private final @Nullable VariableName variable;
  private final @Nullable KeyMatcher keys;
  private final @Nullable String fault;

  private RemovedRules(
      BitSet rules,
      @Nullable VariableName variable,
      @Nullable KeyMatcher keys,
      @Nullable String fault) {
    this.rules = rules;
    this.variable = variable;
    this.keys = keys;
    this.fault = fault;
  }

  static RemovedRules whole(BitSet rules, @Nullable String fault) {
    return new RemovedRules(rules, null, null, fault);
  }

  static RemovedRules target(
      BitSet rules, VariableName variable, KeyMatcher keys, @Nullable String fault) {
    return new RemovedRules(rules, variable, keys, fault);
  }

  static RemovedRules nothing(String fault) {
    return new RemovedRules(new BitSet(), null, null, fault);
  }

  /// Why nothing, or less than it says, is removed; null when all is.
  public @Nullable String fault() {
    return fault;
  }

  public void apply(Controls controls) {
    VariableName of = variable;
    KeyMatcher which = keys;
    if (of == null || which == null) {
      controls.removeRules(rules);
    } else {
      controls.removeTarget(rules, of, which);
    }
  }
}
