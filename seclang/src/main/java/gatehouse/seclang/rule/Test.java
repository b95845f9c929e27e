package gatehouse.seclang.rule;

import gatehouse.seclang.operator.Operator;
import gatehouse.seclang.transform.Transformation;
import java.util.List;

/// One question that rules ask of values: whether an operator holds, or does not, behind
/// transformations. Equal questions of different rules are asked once.
record Test(Operator operator, List<Transformation> steps, boolean negated) {

  /// A change of letters' case at the end is moved into the operator where that can be done: then
  /// there is one byte string less to make and to look at.
  static Test of(Operator operator, List<Transformation> steps, boolean negated) {
    Operator moved = operator;
    int count = steps.size();
    while (count > 0) {
      Operator behind = moved.behind(steps.get(count - 1).name());
      if (behind == null) {
        break;
      }
      moved = behind;
      count--;
    }
    return new Test(moved, List.copyOf(steps.subList(0, count)), negated);
  }
}
