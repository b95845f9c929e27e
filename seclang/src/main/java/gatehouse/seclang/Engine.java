package gatehouse.seclang;

import gatehouse.seclang.injection.MarkupInjection;
import gatehouse.seclang.injection.SqlInjection;
import gatehouse.seclang.operator.Operators;
import gatehouse.seclang.rule.OperatorCache;
import gatehouse.seclang.rule.Shared;
import gatehouse.seclang.variable.PersistentStore;
import java.time.InstantSource;

/// What all rule sets of one process share: rules and operators that are equal, persistent
/// collections, the clock. Make one and build every [Waf] from it. Thread-safe.
public final class Engine {
  private final Shared shared;
  private final PersistentStore persistent;
  private final InstantSource clock;
  private final WarmUp warmUp = new WarmUp();

  public Engine(InstantSource clock) {
    this.shared =
        new Shared(new OperatorCache(new Operators(new SqlInjection(), new MarkupInjection())));
    this.persistent = new PersistentStore(PersistentStore.DEFAULT_MAX_RECORDS);
    this.clock = clock;
  }

  /// Begins a rule set.
  public WafBuilder waf() {
    return new WafBuilder(this);
  }

  WarmUp warmUp() {
    return warmUp;
  }

  Shared shared() {
    return shared;
  }

  PersistentStore persistent() {
    return persistent;
  }

  InstantSource clock() {
    return clock;
  }
}
