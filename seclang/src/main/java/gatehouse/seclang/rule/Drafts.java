package gatehouse.seclang.rule;

import gatehouse.seclang.parse.ActionCall;
import gatehouse.seclang.parse.ActionName;
import gatehouse.seclang.parse.Directive;
import gatehouse.seclang.parse.Faults;
import gatehouse.seclang.parse.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers rules from directives: joins chains, notes where markers stand and which default actions
/// hold, finds missing and repeated ids.
final class Drafts {
  private static final int MAX_CHAIN = 50;

  /// A label and the number of rules, of any phase, before it.
  record Marker(Position at, String label, int rulesBefore) {}

  private final Faults faults;
  private final List<RuleDraft> rules = new ArrayList<>();
  private final List<Marker> markers = new ArrayList<>();
  private final Map<Integer, List<ActionCall>> defaults = new HashMap<>();
  private final Map<Integer, Position> ids = new HashMap<>();
  private @Nullable RuleDraft open;

  Drafts(Faults faults) {
    this.faults = faults;
  }

  List<RuleDraft> rules() {
    return rules;
  }

  List<Marker> markers() {
    return markers;
  }

  /// No more directives come.
  void end() {
    RuleDraft unfinished = open;
    if (unfinished != null) {
      faults.error(unfinished.links.getLast().at, "the chain of this rule has no next rule");
    }
  }

  void add(Directive.Marker marker) {
    markers.add(new Marker(marker.at(), marker.label(), rules.size()));
  }

  void add(Directive.DefaultAction directive) {
    ActionSet actions = new ActionSet(faults).read(directive.actions());
    int phase = actions.phase == 0 ? 2 : actions.phase;
    if (defaults.containsKey(phase)) {
      faults.error(directive.at(), "phase " + phase + " has a SecDefaultAction already");
    }
    if (actions.disruption == null || actions.disruption == Disruption.BLOCK) {
      faults.error(directive.at(), "SecDefaultAction needs a disruptive action other than block");
    }
    for (ActionCall action : directive.actions()) {
      boolean clears =
          action.name() == ActionName.TRANSFORM
              && action.value().toString().equalsIgnoreCase("none");
      boolean meta =
          action.name().group() == ActionName.Group.META && action.name() != ActionName.PHASE;
      if (clears || meta || action.name() == ActionName.CHAIN) {
        faults.error(action.at(), "SecDefaultAction cannot have " + action);
      }
    }
    defaults.put(phase, directive.actions());
  }

  void add(Directive.Rule directive) {
    RuleDraft.LinkDraft link =
        new RuleDraft.LinkDraft(
            directive.at(), directive.targets(), directive.operator(), directive.actions());
    boolean chains = directive.actions().stream().anyMatch(a -> a.name() == ActionName.CHAIN);
    RuleDraft chained = open;
    if (chained != null) {
      checkChained(directive);
      chained.links.add(link);
      if (chained.links.size() > MAX_CHAIN) {
        faults.error(directive.at(), "a chain may have at most " + MAX_CHAIN + " rules");
      }
    } else {
      chained = begin(directive, link);
    }
    open = chains ? chained : null;
  }

  private RuleDraft begin(Directive.Rule directive, RuleDraft.LinkDraft link) {
    // Faults of the actions are told when they are compiled.
    ActionSet actions = new ActionSet(new Faults()).read(directive.actions());
    int phase = actions.phase == 0 ? 2 : actions.phase;
    RuleDraft draft = new RuleDraft(link, actions, phase, defaults.getOrDefault(phase, List.of()));
    rules.add(draft);
    checkId(directive, actions.id);
    return draft;
  }

  private void checkId(Directive.Rule directive, int id) {
    if (id == 0) {
      faults.error(directive.at(), "the rule has no id");
      return;
    }
    Position first = ids.putIfAbsent(id, directive.at());
    if (first != null) {
      faults.error(directive.at(), "rule id " + id + " is used already at " + first);
    }
  }

  private void checkChained(Directive.Rule directive) {
    for (ActionCall action : directive.actions()) {
      ActionName name = action.name();
      boolean belongsToFirst =
          name.group() == ActionName.Group.DISRUPTIVE
              || name == ActionName.SKIP
              || name == ActionName.SKIP_AFTER;
      if (belongsToFirst) {
        faults.error(action.at(), action + " belongs to the first rule of the chain");
      }
    }
  }
}
