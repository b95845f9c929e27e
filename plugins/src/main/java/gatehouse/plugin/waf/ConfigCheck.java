package gatehouse.plugin.waf;

import gatehouse.seclang.Waf;
import gatehouse.seclang.parse.Fault;
import gatehouse.seclang.parse.Position;
import gatehouse.spi.schema.Check;

/// Compiles the rules of a configuration while it is checked, so that nothing is served from rules
/// that cannot be used, and reports what is wrong at the line of the configuration.
final class ConfigCheck {
  private final WafPlugin.Config config;
  private final Check check;

  ConfigCheck(WafPlugin.Config config, Check check) {
    this.config = config;
    this.check = check;
  }

  void run() {
    RuleSet set;
    try {
      set = RuleSets.SHARED.get(config.text());
    } catch (IllegalArgumentException e) {
      check.fault("crs", String.valueOf(e.getMessage()));
      return;
    }
    for (Fault fault : set.faults()) {
      if (fault.level() != Fault.Level.NOTE) {
        tell(fault);
      }
    }
    Waf waf = set.waf();
    if (waf != null) {
      for (int i = 0; i < config.exclusions().size(); i++) {
        check(waf, config.exclusions().get(i), i);
      }
    }
  }

  private void check(Waf waf, WafPlugin.RuleExclusionConfig exclusion, int index) {
    try {
      for (var part : RuleExclusion.of(waf, exclusion).parts()) {
        String nothing = part.fault();
        if (nothing != null) {
          check.warn(
              "exclusions",
              "exclusion " + (index + 1) + " does nothing, or not all it says: " + nothing);
        }
      }
    } catch (IllegalArgumentException e) {
      check.fault("exclusions", "exclusion " + (index + 1) + ": " + e.getMessage());
    }
  }

  private void tell(Fault fault) {
    Position at = fault.at();
    boolean isField =
        at.file().equals(RuleSetText.DIRECTIVES) || at.file().equals(RuleSetText.DIRECTIVES_AFTER);
    String field = isField ? at.file() : "crs";
    String message = isField ? fault.message() : fault.toString();
    if (fault.isError()) {
      check.faultInText(field, isField ? at.line() : 0, at.column(), message);
    } else {
      check.warnInText(field, isField ? at.line() : 0, at.column(), message);
    }
  }
}
