package gatehouse.seclang.rule;

import gatehouse.seclang.operator.Operator;
import gatehouse.seclang.transform.Transformation;
import gatehouse.seclang.transform.TransformationName;
import java.util.ArrayList;
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
    List<Transformation> left = new ArrayList<>(steps.subList(0, count));
    moved = pullCase(left, moved);
    return new Test(moved, List.copyOf(left), negated);
  }

  /// A step at the end that lowers the case besides what it is for leaves that to the operator,
  /// through steps between them to which case means nothing.
  private static Operator pullCase(List<Transformation> steps, Operator operator) {
    int last = steps.size() - 1;
    while (last >= 0 && ignoresCase(steps.get(last).name())) {
      last--;
    }
    if (last < 0 || steps.get(last).name() != TransformationName.CMD_LINE) {
      return operator;
    }
    Operator behind = operator.behind(TransformationName.LOWERCASE);
    if (behind == null) {
      return operator;
    }
    steps.set(last, steps.get(last).keepingCase());
    return behind;
  }

  /// Whether a step does the same to a text in any case.
  private static boolean ignoresCase(TransformationName step) {
    return switch (step) {
      case NORMALISE_PATH, NORMALISE_PATH_WIN, REMOVE_WHITESPACE, REMOVE_NULLS -> true;
      default -> false;
    };
  }
}
