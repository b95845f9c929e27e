package gatehouse.plugin.waf;

import gatehouse.seclang.Exclusion;
import gatehouse.seclang.Transaction;
import gatehouse.seclang.Waf;
import gatehouse.seclang.variable.VariableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One of a configuration's exclusions, ready to apply: on some paths some rules are left out, or
/// some of what they look at.
record RuleExclusion(List<PathPattern> paths, List<Exclusion> parts) {

  /// @throws IllegalArgumentException if the configuration cannot mean anything
  static RuleExclusion of(Waf waf, WafPlugin.RuleExclusionConfig config) {
    List<Exclusion> parts = new ArrayList<>();
    if (config.arguments().isEmpty()) {
      parts.add(waf.exclusion(config.rules(), null));
    }
    for (String argument : config.arguments()) {
      parts.add(waf.exclusion(config.rules(), target(argument)));
    }
    return new RuleExclusion(config.paths().stream().map(PathPattern::of).toList(), parts);
  }

  /// A plain name is an argument's; `COLLECTION`, `COLLECTION:key` and `COLLECTION:/regex/` are
  /// SecLang's.
  private static String target(String argument) {
    int colon = argument.indexOf(':');
    String name = colon < 0 ? argument : argument.substring(0, colon);
    boolean isVariable =
        VariableName.of(name) != null && name.equals(name.toUpperCase(Locale.ROOT));
    return isVariable ? argument : "ARGS:" + argument;
  }

  void applyTo(Transaction transaction, String path) {
    if (!paths.isEmpty() && paths.stream().noneMatch(pattern -> pattern.matches(path))) {
      return;
    }
    for (Exclusion part : parts) {
      transaction.exclude(part);
    }
  }
}
