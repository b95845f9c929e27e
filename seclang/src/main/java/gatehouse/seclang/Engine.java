package gatehouse.seclang;

import gatehouse.seclang.injection.MarkupInjection;
import gatehouse.seclang.injection.SqlInjection;
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

  public Engine(InstantSource clock) {
    this.operators = new OperatorCache(new Operators(new SqlInjection(), new MarkupInjection()));
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
