package gatehouse.seclang.rule;

import gatehouse.regex.RegexFault;
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

/// Finds what is legal and does nothing, or does it in this engine only: exclusions, and actions
/// that come too late.
final class Lint {
  private final Script script;
  private final List<RuleDraft> rules;
  private final List<Drafts.Marker> markers;
  private final Selections selections;
  private final Faults faults;

  Lint(Script script, Drafts drafts, Selections selections, Faults faults) {
    this.script = script;
    this.rules = drafts.rules();
    this.markers = drafts.markers();
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
        case Directive.UpdateActions update -> place(selection(update.id()), update.at(), before);
        case Directive.Setting _, Directive.Marker _, Directive.DefaultAction _ -> {}
      }
    }
    for (int i = 0; i < rules.size(); i++) {
      RuleDraft rule = rules.get(i);
      for (RuleDraft.LinkDraft link : rule.links) {
        for (ActionCall action : link.actions) {
          control(i, action);
          late(rule, action);
        }
        new MacroLint(faults).look(link);
      }
    }
    markers.forEach(this::marker);
  }

  private static RuleSelection selection(int id) {
    return new RuleSelection.ByIds(List.of(new RuleSelection.IdRange(id, id)));
  }

  /// @param before how many rules stand before the directive
  private void place(RuleSelection selection, Position at, int before) {
    BitSet found = selections.find(selection);
    absent(selection, found, at);
    int last = found.length() - 1;
    if (last >= before) {
      faults.warn(
          at,
          "stands before rule "
              + rules.get(last).id
              + ", so that ModSecurity 2 and Coraza would ignore it; put it behind the rule");
    }
  }

  /// Some of the ids that are named may be no rule's. When all are, whoever acts on them tells it.
  private void absent(RuleSelection selection, BitSet found, Position at) {
    if (found.isEmpty() || !(selection instanceof RuleSelection.ByIds(var ranges))) {
      return;
    }
    for (RuleSelection.IdRange range : ranges) {
      if (selections.find(new RuleSelection.ByIds(List.of(range))).isEmpty()) {
        faults.warn(at, "there is no rule " + range);
      }
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
    absent(selection, found, action.at());
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
    boolean variable = false;
    for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
      for (RuleDraft.LinkDraft link : rules.get(i).links) {
        for (Target used : link.targets) {
          if (used.variable() == target.variable() && used.use() != Target.Use.EXCLUDE) {
            variable = true;
            if (mayMeet(used, target)) {
              return;
            }
          }
        }
      }
    }
    String what = target.variable() + (variable ? target.selector().toString() : "");
    faults.warn(at, "does nothing: none of the rules that are meant looks at " + what);
  }

  private static boolean mayMeet(Target used, Target target) {
    try {
      return KeyMatcher.of(used.selector()).mayMeet(KeyMatcher.of(target.selector()));
    } catch (RegexFault fault) {
      // The pattern is told where it is compiled.
      return true;
    }
  }

  /// What an action changes may be over by the rule's phase.
  private void late(RuleDraft rule, ActionCall action) {
    Ctl ctl = action.ctl();
    String what =
        ctl == null
            ? null
            : switch (ctl.option()) {
              case REQUEST_BODY_ACCESS,
                  REQUEST_BODY_LIMIT,
                  REQUEST_BODY_PROCESSOR,
                  PARSE_XML_INTO_ARGS,
                  FORCE_REQUEST_BODY_VARIABLE ->
                  rule.phase > 1 ? "the request's body has been read by then (phase 1)" : null;
              case RESPONSE_BODY_ACCESS, RESPONSE_BODY_LIMIT ->
                  rule.phase > 3 ? "the answer's body has been read by then (phase 3)" : null;
              default -> null;
            };
    if (what != null) {
      faults.warn(action.at(), "comes too late in phase " + rule.phase + ": " + what);
    }
    boolean refuses =
        switch (action.name()) {
          case DENY, DROP, REDIRECT -> true;
          default -> false;
        };
    if (refuses && rule.phase == 5) {
      faults.warn(action.at(), action.name().spelling() + " does nothing in phase 5");
    }
  }

  /// A label that no rule before it jumps to.
  private void marker(Drafts.Marker marker) {
    for (RuleDraft rule : rules.subList(0, marker.rulesBefore())) {
      for (ActionCall action : rule.links.getFirst().actions) {
        if (action.name() == ActionName.SKIP_AFTER
            && action.value().toString().equals(marker.label())) {
          return;
        }
      }
    }
    faults.note(marker.at(), "no rule before it jumps to the marker " + marker.label());
  }
}
