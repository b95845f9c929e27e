package gatehouse.seclang.parse;

import gatehouse.seclang.operator.OperatorName;

/// The second argument of a SecRule.
public record OperatorCall(Position at, boolean negated, OperatorName name, Text parameter) {
  @Override
  public String toString() {
    return (negated ? "!@" : "@") + name.title() + " " + parameter;
  }
}
