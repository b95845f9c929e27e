package gatehouse.seclang.rule;

import gatehouse.seclang.parse.ActionCall;
import gatehouse.seclang.parse.OperatorCall;
import gatehouse.seclang.parse.Position;
import gatehouse.seclang.parse.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule with its chain while exceptions may still change it.
final class RuleDraft {
  /// One SecRule or SecAction as written.
  static final class LinkDraft {
    final Position at;
    final @Nullable OperatorCall operator;
    final List<Target> targets;
    final List<ActionCall> actions;

    LinkDraft(
        Position at,
        List<Target> targets,
        @Nullable OperatorCall operator,
        List<ActionCall> actions) {
      this.at = at;
      this.operator = operator;
      this.targets = new ArrayList<>(targets);
      this.actions = new ArrayList<>(actions);
    }
  }

  final List<LinkDraft> links = new ArrayList<>();
  final int id;
  final int phase;
  final String message;
  final List<String> tags;

  /// The default actions of its phase that stood before it.
  final List<ActionCall> inherited;

  boolean isRemoved;

  RuleDraft(LinkDraft first, ActionSet actions, int phase, List<ActionCall> inherited) {
    this.id = actions.id;
    this.phase = phase;
    this.message = actions.message;
    this.tags = actions.tags;
    this.inherited = inherited;
    links.add(first);
  }

  Position at() {
    return links.getFirst().at;
  }
}
