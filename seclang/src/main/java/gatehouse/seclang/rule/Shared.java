package gatehouse.seclang.rule;

import gatehouse.seclang.parse.ScriptCache;

/// What the rule sets of one process have in common: the more routes, the more of it. Thread-safe.
///
/// @param scripts texts that were read
/// @param bodies rules that were compiled
/// @param operators their operators
/// @param matchers what looks at values ahead of rules
public record Shared(
    ScriptCache scripts, RuleBodies bodies, OperatorCache operators, Matchers matchers) {
  public Shared(OperatorCache operators) {
    this(new ScriptCache(), new RuleBodies(), operators, new Matchers());
  }
}
