package gatehouse.seclang.rule;

import gatehouse.seclang.parse.ActionCall;
import gatehouse.seclang.parse.ActionName;
import gatehouse.seclang.parse.Directive;
import gatehouse.seclang.parse.Faults;
import gatehouse.seclang.parse.Target;
import java.util.BitSet;
import java.util.List;

/// Applies `SecRuleRemoveBy…` and `SecRuleUpdate…` to rules, wherever they stand. One that means no
/// rule at all gets a warning: it silently did nothing.
final class Exceptions {
  private final List<RuleDraft> rules;
  private final Selections selections;
  private final Faults faults;

  Exceptions(List<RuleDraft> rules, Selections selections, Faults faults) {
    this.rules = rules;
    this.selections = selections;
    this.faults = faults;
  }

  void apply(Directive.RemoveRules removal) {
    BitSet found = selections.find(removal.rules());
    found.stream().forEach(i -> rules.get(i).isRemoved = true);
    if (found.isEmpty()) {
      faults.warn(removal.at(), "no rule is removed by this");
    }
  }

  void apply(Directive.UpdateTargets update) {
    BitSet found = selections.find(update.rules());
    found.stream().forEach(i -> updateTargets(rules.get(i), update));
    if (found.isEmpty()) {
      faults.warn(update.at(), "no rule is changed by this");
    }
  }

  /// Exclusions hold for the whole chain; what is added is looked at by the first rule.
  private static void updateTargets(RuleDraft rule, Directive.UpdateTargets update) {
    for (int i = 0; i < rule.links.size(); i++) {
      List<Target> targets = rule.links.get(i).targets;
      for (Target replaced : update.replaced()) {
        targets.removeIf(target -> target.toString().equalsIgnoreCase(replaced.toString()));
      }
      for (Target target : update.targets()) {
        if (i == 0 || target.use() == Target.Use.EXCLUDE) {
          targets.add(target);
        }
      }
    }
  }

  void apply(Directive.UpdateActions update) {
    boolean any = false;
    for (RuleDraft rule : rules) {
      if (rule.id == update.id() && update.link() < rule.links.size()) {
        List<ActionCall> actions = rule.links.get(update.link()).actions;
        for (ActionCall action : update.actions()) {
          if (mayChange(action)) {
            actions.add(action);
          }
        }
        any = true;
      }
    }
    if (!any) {
      faults.warn(update.at(), "no rule is changed by this");
    }
  }

  private boolean mayChange(ActionCall action) {
    boolean fixed =
        action.name() == ActionName.ID
            || action.name() == ActionName.PHASE
            || action.name() == ActionName.CHAIN;
    if (fixed) {
      faults.warn(action.at(), action.name().spelling() + " of a rule cannot be changed");
    }
    return !fixed;
  }
}
