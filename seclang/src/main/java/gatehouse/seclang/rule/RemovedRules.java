package gatehouse.seclang.rule;

import gatehouse.regex.RegexFault;
import gatehouse.seclang.parse.Target;
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

  static RemovedRules of(BitSet rules, @Nullable Target target, @Nullable String fault) {
    if (target == null) {
      return new RemovedRules(rules, null, null, fault);
    }
    try {
      KeyMatcher keys = KeyMatcher.of(target.selector());
      return new RemovedRules(rules, target.variable(), keys, fault);
    } catch (RegexFault e) {
      return new RemovedRules(new BitSet(), null, null, "bad pattern for keys: " + e.getMessage());
    }
  }

  /// Why nothing is removed, null when something is.
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
