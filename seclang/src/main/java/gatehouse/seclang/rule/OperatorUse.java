package gatehouse.seclang.rule;

import gatehouse.seclang.operator.Operator;
import gatehouse.seclang.operator.OperatorFault;
import gatehouse.seclang.operator.OperatorName;
import gatehouse.seclang.operator.Operators;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Macro;
import gatehouse.seclang.variable.Variables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The operator of one rule: ready made, or, when its parameter holds macros, made for each
/// transaction.
final class OperatorUse {
  /// Patterns made from macros are few in number; hostile values must not fill the memory.
  private static final int MAX_MADE = 64;

  private final OperatorName name;
  private final boolean negated;
  private final String parameter;
  private final @Nullable Operator fixed;
  private final @Nullable Function<Variables, Operator> bound;
  private boolean waits;
  private final Macro macro;
  private final Operators operators;

  /// The one made last: most macros are settings, the same for every request.
  private volatile @Nullable Made last;

  private final Map<Bytes, Operator> made =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Bytes, Operator> eldest) {
              return size() > MAX_MADE;
            }
          });

  private OperatorUse(
      OperatorName name,
      boolean negated,
      String parameter,
      @Nullable Operator fixed,
      @Nullable Function<Variables, Operator> bound,
      Operators operators) {
    this.name = name;
    this.negated = negated;
    this.parameter = parameter;
    this.fixed = fixed;
    this.bound = bound;
    this.macro = fixed == null && bound == null ? Macro.of(parameter) : Macro.EMPTY;
    this.operators = operators;
  }

  static OperatorUse fixed(
      OperatorName name,
      boolean negated,
      String parameter,
      Operator operator,
      Operators operators) {
    return new OperatorUse(name, negated, parameter, operator, null, operators);
  }

  static OperatorUse expanding(
      OperatorName name, boolean negated, String parameter, Operators operators) {
    return new OperatorUse(name, negated, parameter, null, null, operators);
  }

  /// One that reads or writes variables, so that each transaction has its own.
  static OperatorUse bound(
      OperatorName name,
      boolean negated,
      String parameter,
      Function<Variables, Operator> bound,
      Operators operators) {
    return new OperatorUse(name, negated, parameter, null, bound, operators);
  }

  /// One that may have to wait for somebody.
  static OperatorUse waiting(
      OperatorName name,
      boolean negated,
      String parameter,
      Operator operator,
      Operators operators) {
    OperatorUse use = bound(name, negated, parameter, _ -> operator, operators);
    use.waits = true;
    return use;
  }

  /// Whether it may have to wait for somebody.
  boolean waits() {
    return waits;
  }

  OperatorName name() {
    return name;
  }

  boolean isNegated() {
    return negated;
  }

  /// The parameter as written.
  String parameter() {
    return parameter;
  }

  /// The operator when it is the same for all transactions and looks at nothing but the value, else
  /// null.
  @Nullable Operator fixed() {
    return name.readsDocument() ? null : fixed;
  }

  /// The operator for this transaction.
  Operator operator(Variables variables) {
    Operator known = fixed;
    if (known != null) {
      return known;
    }
    Function<Variables, Operator> binding = bound;
    return binding == null ? make(macro.expand(variables)) : binding.apply(variables);
  }

  private record Made(Bytes parameter, Operator operator) {}

  private Operator make(Bytes expanded) {
    Made before = last;
    if (before != null && before.parameter.hasSameBytes(expanded)) {
      return before.operator;
    }
    boolean cheap = name != OperatorName.RX && name != OperatorName.RX_GLOBAL;
    if (cheap) {
      Bytes parameter = expanded.compact();
      Operator operator = create(parameter);
      last = new Made(parameter, operator);
      return operator;
    }
    Operator known = made.get(expanded);
    if (known == null) {
      Bytes key = expanded.compact();
      known = create(key);
      made.put(key, known);
    }
    return known;
  }

  /// A pattern that a macro made malformed matches nothing.
  private Operator create(Bytes expanded) {
    try {
      return operators.create(name, expanded, new ArrayList<>(0));
    } catch (OperatorFault fault) {
      return (value, probe) -> false;
    }
  }
}
