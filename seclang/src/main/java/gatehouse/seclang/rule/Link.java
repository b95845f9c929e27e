package gatehouse.seclang.rule;

import gatehouse.seclang.transform.Transformation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One SecRule or SecAction of a chain, compiled.
///
/// @param operator null for a SecAction, which always matches
/// @param steps the transformations in order, inherited ones first
/// @param tests what it asks of each value, when that is the same for all transactions: one test,
///   or with `multiMatch` one for each number of steps
/// @param opens records of persistent collections opened at each match, before the `setvar`s
/// @param setVars run at each match
/// @param effects run once, when the whole chain has matched
record Link(
    List<TargetUse> targets,
    @Nullable OperatorUse operator,
    List<Transformation> steps,
    List<Test> tests,
    boolean multiMatch,
    boolean capture,
    List<Effect> opens,
    List<SetVar> setVars,
    List<Effect> effects,
    boolean sanitisesMatched) {

  /// Whether a match has no effect of its own, and the value is looked at as it is.
  boolean doesNothing() {
    return steps.isEmpty()
        && !multiMatch
        && !capture
        && opens.isEmpty()
        && setVars.isEmpty()
        && effects.isEmpty();
  }
}
