package gatehouse.seclang.rule;

import gatehouse.seclang.operator.Operator;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Macro;
import gatehouse.seclang.variable.VariableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule with the rules chained to it, compiled. Immutable.
///
/// @param index its number in the program
/// @param disruption null when neither the rule nor its phase's default names one
/// @param status to refuse with; 0 when it names none
/// @param skip how many of the phase's next rules to leave out
/// @param next where the phase goes on after a match: an index into its rules
/// @param guard the same as a condition, when the rule does nothing but jump
record Rule(
    int index,
    RuleMeta meta,
    List<Link> links,
    @Nullable Disruption disruption,
    int status,
    Macro redirect,
    boolean log,
    boolean auditLog,
    int skip,
    int next,
    @Nullable Guard guard) {

  Rule with(Guard condition) {
    return new Rule(
        index, meta, links, disruption, status, redirect, log, auditLog, skip, next, condition);
  }

  /// The condition that it jumps by, null when it does or asks more than that.
  @Nullable Guard asGuard() {
    boolean jumpsOnly =
        links.size() == 1
            && (disruption == null || disruption == Disruption.PASS)
            && !log
            && !auditLog
            && skip == 0
            && meta.severity() < 0
            && links.getFirst().doesNothing();
    return jumpsOnly ? condition() : null;
  }

  /// Without which it cannot match: what its first link asks of one variable of TX. Null when it
  /// asks something else, or of a changed value.
  @Nullable Guard condition() {
    Link link = links.getFirst();
    OperatorUse use = link.operator();
    if (use == null || link.targets().size() != 1 || !link.steps().isEmpty()) {
      return null;
    }
    TargetUse target = link.targets().getFirst();
    Operator operator = use.fixed();
    boolean simple =
        target.variable() == VariableName.TX && !target.counts() && target.excluded().isEmpty();
    // A digit is written by captures, of which rules do not tell beforehand.
    return simple
            && operator != null
            && target.keys() instanceof KeyMatcher.Exact(Bytes key)
            && key.length() > 1
        ? new Guard(0, key, operator, use.isNegated())
        : null;
  }

  /// Whether any of its links reads some of what is meant.
  boolean looksAt(VariableName variable, KeyMatcher keys) {
    for (Link link : links) {
      for (TargetUse target : link.targets()) {
        if (target.variable() == variable && target.mayMeet(keys)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether it ends a request where rules may.
  boolean refuses() {
    return disruption == Disruption.DENY
        || disruption == Disruption.DROP
        || disruption == Disruption.REDIRECT;
  }
}
