package gatehouse.seclang.rule;

import gatehouse.seclang.parse.ActionCall;
import gatehouse.seclang.parse.ActionName;
import gatehouse.seclang.parse.Ctl;
import gatehouse.seclang.parse.Directive;
import gatehouse.seclang.parse.Faults;
import gatehouse.seclang.parse.Position;
import gatehouse.seclang.parse.RuleSelection;
import gatehouse.seclang.parse.Script;
import gatehouse.seclang.parse.Target;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds exclusions that are legal and do nothing, or do it in this engine only.
final class Lint {
  private final Script script;
  private final List<RuleDraft> rules;
  private final Selections selections;
  private final Faults faults;

  Lint(Script script, List<RuleDraft> rules, Selections selections, Faults faults) {
    this.script = script;
    this.rules = rules;
    this.selections = selections;
    this.faults = faults;
  }

  void run() {
    int before = 0;
    boolean inChain = false;
    for (Directive directive : script.directives()) {
      switch (directive) {
        case Directive.Rule rule -> {
          before += inChain ? 0 : 1;
          inChain = rule.actions().stream().anyMatch(a -> a.name() == ActionName.CHAIN);
        }
        case Directive.RemoveRules removal -> place(removal.rules(), removal.at(), before);
        case Directive.UpdateTargets update -> {
          place(update.rules(), update.at(), before);
          update.targets().forEach(target -> exclusion(update.rules(), target));
        }
        case Directive.UpdateActions _,
            Directive.Setting _,
            Directive.Marker _,
            Directive.DefaultAction _ -> {}
      }
    }
    for (int i = 0; i < rules.size(); i++) {
      for (RuleDraft.LinkDraft link : rules.get(i).links) {
        for (ActionCall action : link.actions) {
          control(i, action);
        }
      }
    }
  }

  /// @param before how many rules stand before the directive
  private void place(RuleSelection selection, Position at, int before) {
    BitSet found = selections.find(selection);
    int last = found.length() - 1;
    if (last >= before) {
      faults.warn(
          at,
          "stands before rule "
              + rules.get(last).id
              + ", so that ModSecurity 2 and Coraza would ignore it; put it behind the rule");
    }
  }

  private void exclusion(RuleSelection selection, Target target) {
    if (target.use() == Target.Use.EXCLUDE) {
      looksAt(selections.find(selection), target, target.at());
    }
  }

  private void control(int rule, ActionCall action) {
    Ctl ctl = action.ctl();
    RuleSelection selection = ctl == null ? null : ctl.rules();
    if (ctl == null || selection == null) {
      return;
    }
    BitSet found = selections.find(selection);
    int late = lastRun(found, rule);
    if (late >= 0) {
      faults.warn(
          action.at(),
          "comes too late: rule " + rules.get(late).id + " has run by then, as all that are meant");
    }
    if (ctl.target() != null) {
      looksAt(found, ctl.target(), action.at());
    }
  }

  /// One of the rules if all of them run before another one, else -1.
  private int lastRun(BitSet found, int rule) {
    int phase = rules.get(rule).phase;
    for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
      int other = rules.get(i).phase;
      if (other > phase || other == phase && i > rule) {
        return -1;
      }
    }
    return found.length() - 1;
  }

  private void looksAt(BitSet found, @Nullable Target target, Position at) {
    if (target == null || found.isEmpty()) {
      return;
    }
    for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
      for (RuleDraft.LinkDraft link : rules.get(i).links) {
        for (Target used : link.targets) {
          if (used.variable() == target.variable() && used.use() != Target.Use.EXCLUDE) {
            return;
          }
        }
      }
    }
    faults.warn(at, "does nothing: none of the rules that are meant looks at " + target.variable());
  }
}
