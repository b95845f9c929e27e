package gatehouse.seclang.rule;

import gatehouse.seclang.operator.Operator;
import gatehouse.seclang.operator.Probe;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Entry;
import gatehouse.seclang.variable.Variables;
import org.jspecify.annotations.Nullable;

/// A rule that does nothing but jump, by one variable of TX: how rule sets leave out what belongs
/// to a higher paranoia level. `condition` numbers equal ones of a phase.
record Guard(int condition, Bytes key, Operator operator, boolean negated) {
  /// A condition has a bit of a `long`.
  static final int MAX_CONDITIONS = 60;

  boolean holds(Variables variables, Probe probe) {
    return holds(variables.tx().entry(key), probe);
  }

  boolean holds(@Nullable Entry entry, Probe probe) {
    return entry != null && operator.matches(entry.value().bytes(), probe.begin(false)) != negated;
  }

  @SuppressWarnings("ReferenceEquality") // Equal operators are one object.
  boolean isSameCondition(Guard other) {
    return key.equals(other.key) && operator == other.operator && negated == other.negated;
  }
}
