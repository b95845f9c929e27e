package gatehouse.seclang.parse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One directive as written, checked for its vocabulary but not for its sense.
public sealed interface Directive {
  Position at();

  /// SecRule, or SecAction when there is no operator.
  record Rule(
      Position at, List<Target> targets, @Nullable OperatorCall operator, List<ActionCall> actions)
      implements Directive {}

  record Marker(Position at, String label) implements Directive {}

  record DefaultAction(Position at, List<ActionCall> actions) implements Directive {}

  record Setting(Position at, SettingName name, List<Text> values) implements Directive {
    public Text value() {
      return values.getFirst();
    }
  }

  record RemoveRules(Position at, RuleSelection rules) implements Directive {}

  /// `replaced` names the targets that the new ones stand in for; usually there are none.
  record UpdateTargets(
      Position at, RuleSelection rules, List<Target> targets, List<Target> replaced)
      implements Directive {}

  /// `link` counts the rules of a chain from 0.
  record UpdateActions(Position at, int id, int link, List<ActionCall> actions)
      implements Directive {}
}
