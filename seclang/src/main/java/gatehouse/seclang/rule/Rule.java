package gatehouse.seclang.rule;

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
    int next) {

  /// Whether any of its links reads a variable.
  boolean looksAt(VariableName variable) {
    for (Link link : links) {
      for (TargetUse target : link.targets()) {
        if (target.variable() == variable) {
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
