package gatehouse.seclang.rule;

import gatehouse.seclang.parse.ActionCall;
import gatehouse.seclang.parse.Faults;
import gatehouse.seclang.parse.OperatorCall;
import gatehouse.seclang.parse.Text;
import gatehouse.seclang.variable.VariableName;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds macros that name no variable: they expand to nothing, without a word.
record MacroLint(Faults faults) {
  private static final Pattern NAME = Pattern.compile("%\\{([A-Za-z0-9_]+)[.:}]");

  void look(RuleDraft.LinkDraft link) {
    for (ActionCall action : link.actions) {
      look(action.value());
    }
    OperatorCall operator = link.operator;
    if (operator != null && operator.name().expandsMacros()) {
      look(operator.parameter());
    }
  }

  private void look(Text text) {
    String chars = text.toString();
    if (chars.indexOf("%{") < 0) {
      return;
    }
    Matcher found = NAME.matcher(chars);
    while (found.find()) {
      if (VariableName.of(found.group(1)) == null) {
        faults.warn(
            text.position(found.start()),
            "unknown variable " + found.group(1) + ": the macro expands to nothing");
      }
    }
  }
}
