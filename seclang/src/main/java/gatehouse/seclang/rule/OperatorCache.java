package gatehouse.seclang.rule;

import gatehouse.seclang.operator.Operator;
import gatehouse.seclang.operator.OperatorFault;
import gatehouse.seclang.operator.OperatorName;
import gatehouse.seclang.operator.Operators;
import gatehouse.seclang.text.Bytes;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Operators by name and parameter, so that equal ones are one object, automaton included: within a
/// rule set, between the rule sets of all routes, and over reloads. Those that no program uses any
/// more are let go. Thread-safe.
public final class OperatorCache {
  private record Key(OperatorName name, Bytes parameter) {}

  /// An operator, and what was odd about its parameter.
  record Made(Operator operator, List<String> warnings) {}

  private record Held(WeakReference<Operator> operator, List<String> warnings) {}

  private final Operators operators;
  private final Map<Key, Held> held = new ConcurrentHashMap<>();

  public OperatorCache(Operators operators) {
    this.operators = operators;
  }

  Operators operators() {
    return operators;
  }

  Made get(OperatorName name, Bytes parameter) throws OperatorFault {
    Key key = new Key(name, parameter);
    Held known = held.get(key);
    Operator operator = known == null ? null : known.operator.get();
    if (known != null && operator != null) {
      return new Made(operator, known.warnings);
    }
    List<String> warnings = new ArrayList<>();
    Operator made = operators.create(name, parameter, warnings);
    held.values().removeIf(h -> h.operator.refersTo(null));
    held.put(key, new Held(new WeakReference<>(made), List.copyOf(warnings)));
    return new Made(made, warnings);
  }
}
