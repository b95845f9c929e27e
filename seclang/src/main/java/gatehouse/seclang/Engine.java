package gatehouse.seclang;

import gatehouse.seclang.operator.InjectionDetector;
import gatehouse.seclang.operator.Operators;
import gatehouse.seclang.rule.Matchers;
import gatehouse.seclang.rule.OperatorCache;
import gatehouse.seclang.variable.PersistentStore;
import java.time.InstantSource;

/// What all rule sets of one process share: operators that are equal, persistent collections, the
/// clock. Make one and build every [Waf] from it. Thread-safe.
public final class Engine {
  private final OperatorCache operators;
  private final Matchers matchers = new Matchers();
  private final PersistentStore persistent;
  private final InstantSource clock;

  public Engine(InjectionDetector sqli, InjectionDetector xss, InstantSource clock) {
    this.operators = new OperatorCache(new Operators(sqli, xss));
    this.persistent = new PersistentStore(PersistentStore.DEFAULT_MAX_RECORDS);
    this.clock = clock;
  }

  /// Begins a rule set.
  public WafBuilder waf() {
    return new WafBuilder(this);
  }

  OperatorCache operators() {
    return operators;
  }

  Matchers matchers() {
    return matchers;
  }

  PersistentStore persistent() {
    return persistent;
  }

  InstantSource clock() {
    return clock;
  }
}
