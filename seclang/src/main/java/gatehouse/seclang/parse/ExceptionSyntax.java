package gatehouse.seclang.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the directives that remove or change rules of a rule set: `SecRuleRemoveBy…` and
/// `SecRuleUpdate…By…`.
final class ExceptionSyntax {
  private ExceptionSyntax() {}

  /// The directive, or null when the name is another's or something is wrong with it.
  static @Nullable Directive read(Text name, List<Text> arguments, Faults faults) {
    String lower = name.toString().toLowerCase(Locale.ROOT);
    if (!lower.startsWith("secruleremoveby") && !lower.startsWith("secruleupdate")) {
      return null;
    }
    if (arguments.isEmpty()) {
      faults.error(name.position(), name + " needs the rules it is about");
      return null;
    }
    return switch (lower) {
      case "secruleremovebyid" -> removeById(name, arguments, faults);
      case "secruleremovebytag" -> remove(name, arguments, byTag(arguments), faults);
      case "secruleremovebymsg" -> remove(name, arguments, byMessage(arguments), faults);
      case "secruleupdatetargetbyid" ->
          updateTargets(name, arguments, SelectionSyntax.ids(arguments.getFirst(), faults), faults);
      case "secruleupdatetargetbytag" -> updateTargets(name, arguments, byTag(arguments), faults);
      case "secruleupdatetargetbymsg" ->
          updateTargets(name, arguments, byMessage(arguments), faults);
      case "secruleupdateactionbyid" -> updateActions(name, arguments, faults);
      default -> null;
    };
  }

  private static RuleSelection byTag(List<Text> arguments) {
    return new RuleSelection.ByTag(arguments.getFirst().toString());
  }

  private static RuleSelection byMessage(List<Text> arguments) {
    return new RuleSelection.ByMessage(arguments.getFirst().toString());
  }

  private static @Nullable Directive removeById(Text name, List<Text> arguments, Faults faults) {
    List<RuleSelection.IdRange> ranges = new ArrayList<>();
    for (Text argument : arguments) {
      RuleSelection.ByIds ids = SelectionSyntax.ids(argument, faults);
      if (ids == null) {
        return null;
      }
      ranges.addAll(ids.ranges());
    }
    return new Directive.RemoveRules(name.position(), new RuleSelection.ByIds(List.copyOf(ranges)));
  }

  private static @Nullable Directive remove(
      Text name, List<Text> arguments, RuleSelection rules, Faults faults) {
    if (arguments.size() > 1) {
      faults.error(arguments.get(1).position(), name + " takes one argument");
      return null;
    }
    return new Directive.RemoveRules(name.position(), rules);
  }

  private static @Nullable Directive updateTargets(
      Text name, List<Text> arguments, @Nullable RuleSelection rules, Faults faults) {
    if (arguments.size() < 2 || arguments.size() > 3) {
      faults.error(name.position(), name + " takes the rules, and the variables to add");
      return null;
    }
    List<Target> targets = TargetSyntax.read(arguments.get(1), faults);
    List<Target> replaced =
        arguments.size() == 3 ? TargetSyntax.read(arguments.get(2), faults) : List.of();
    return rules == null || targets.isEmpty()
        ? null
        : new Directive.UpdateTargets(name.position(), rules, targets, replaced);
  }

  private static @Nullable Directive updateActions(Text name, List<Text> arguments, Faults faults) {
    if (arguments.size() != 2) {
      faults.error(name.position(), name + " takes a rule id, and the actions to add");
      return null;
    }
    Text which = arguments.get(0);
    int colon = which.indexOf(':', 0);
    int id = SelectionSyntax.number((colon < 0 ? which : which.slice(0, colon)).toString());
    int link = colon < 0 ? 0 : SelectionSyntax.number(which.slice(colon + 1).toString());
    if (id < 0 || link < 0) {
      faults.error(which.position(), which + " is no rule id");
      return null;
    }
    List<ActionCall> actions = ActionSyntax.read(arguments.get(1), faults);
    return new Directive.UpdateActions(name.position(), id, link, actions);
  }
}
