package gatehouse.seclang.rule;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Macro;
import gatehouse.seclang.variable.PersistentStore;
import gatehouse.seclang.variable.Store;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.util.BitSet;
import java.util.function.Consumer;

/// What a rule does once it has matched as a whole, other than to stop or to jump.
sealed interface Effect {
  /// A `ctl` that sets one value.
  record Control(Consumer<Controls> change) implements Effect {}

  record RemoveRules(BitSet rules) implements Effect {}

  record RemoveTarget(BitSet rules, VariableName variable, KeyMatcher keys) implements Effect {}

  /// `initcol`, `setsid`, `setuid`, `setrsc`: opens a record of a persistent collection.
  record Open(VariableName collection, Macro key) implements Effect {}

  record Expire(VariableName collection, Macro name, Macro seconds) implements Effect {}

  record SetEnvironment(Macro name, Macro value) implements Effect {}

  /// What effects act on.
  record Scope(
      Variables variables, Controls controls, PersistentStore persistent, Settings settings) {}

  default void run(Scope scope) {
    switch (this) {
      case Control control -> control.change.accept(scope.controls);
      case RemoveRules removal -> scope.controls.removeRules(removal.rules);
      case RemoveTarget target ->
          scope.controls.removeTarget(target.rules, target.variable, target.keys);
      case Open open -> open(open, scope);
      case Expire expire -> expire(expire, scope.variables);
      case SetEnvironment environment -> {
        Store store = scope.variables.store(VariableName.ENV);
        if (store != null) {
          store.set(
              environment.name.expand(scope.variables), environment.value.expand(scope.variables));
        }
      }
    }
  }

  private static void open(Open open, Scope scope) {
    Variables variables = scope.variables;
    Bytes key = open.key.expand(variables);
    variables.open(
        scope.persistent,
        open.collection,
        scope.settings.webAppId(),
        key,
        scope.settings.collectionTimeout());
    if (open.collection == VariableName.SESSION) {
      variables.set(VariableName.SESSIONID, key);
    } else if (open.collection == VariableName.USER) {
      variables.set(VariableName.USERID, key);
    }
  }

  private static void expire(Expire expire, Variables variables) {
    Store store = variables.store(expire.collection);
    long seconds = expire.seconds.expand(variables).number();
    if (store != null && seconds > 0) {
      store.expire(expire.name.expand(variables), seconds);
    }
  }
}
