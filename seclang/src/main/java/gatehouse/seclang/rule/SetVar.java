package gatehouse.seclang.rule;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Entry;
import gatehouse.seclang.variable.Macro;
import gatehouse.seclang.variable.Store;
import gatehouse.seclang.variable.Value;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import org.jspecify.annotations.Nullable;

/// A `setvar` action.
///
/// @param constant what is set in TX when it is the same for all transactions; null otherwise
record SetVar(
    VariableName collection, Macro name, Kind kind, Macro value, @Nullable Entry constant) {
  enum Kind {
    SET,
    ADD,
    SUBTRACT,
    REMOVE
  }

  /// Reads `tx.a=1`, `!tx.a`, `ip:a=+%{tx.b}`, or gives null when it is none.
  static @Nullable SetVar parse(String text) {
    boolean removes = text.startsWith("!");
    String rest = removes ? text.substring(1) : text;
    int dot = 0;
    while (dot < rest.length() && rest.charAt(dot) != '.' && rest.charAt(dot) != ':') {
      dot++;
    }
    VariableName collection = VariableName.of(rest.substring(0, dot));
    boolean writable =
        collection != null && (collection == VariableName.TX || collection.isPersistent());
    if (collection == null || !writable || dot + 1 >= rest.length()) {
      return null;
    }
    int equals = equalsSign(rest, dot + 1);
    String name = rest.substring(dot + 1, equals < 0 ? rest.length() : equals).trim();
    if (removes) {
      return new SetVar(collection, Macro.of(name), Kind.REMOVE, Macro.EMPTY, null);
    }
    String value = equals < 0 ? "1" : rest.substring(equals + 1);
    Kind kind = value.startsWith("+") ? Kind.ADD : value.startsWith("-") ? Kind.SUBTRACT : Kind.SET;
    Macro key = Macro.of(name);
    Macro content = Macro.of(kind == Kind.SET ? value : value.substring(1));
    Bytes fixedKey = key.constant();
    Bytes fixedContent = content.constant();
    boolean constant = collection == VariableName.TX && kind == Kind.SET;
    return new SetVar(
        collection,
        key,
        kind,
        content,
        constant && fixedKey != null && fixedContent != null
            ? new Entry(fixedKey, new Value(fixedContent))
            : null);
  }

  /// The first `=` outside of a macro, whose key may hold one.
  private static int equalsSign(String text, int from) {
    boolean inMacro = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      inMacro = inMacro ? c != '}' : text.startsWith("%{", i);
      if (c == '=' && !inMacro) {
        return i;
      }
    }
    return -1;
  }

  /// Whether its name, as far as it is the same for all transactions, is or may become `key`, which
  /// is in lower case.
  boolean mayWrite(Bytes key) {
    Bytes text = name.constant();
    return text == null ? key.startsWith(name.head().lower(), 0) : key.equals(text.lower());
  }

  /// Writes. Before a persistent collection is opened, writes are lost.
  void run(Variables variables, ScoreSink scores) {
    Entry fixed = constant;
    if (fixed != null) {
      variables.tx().set(fixed);
      return;
    }
    Store store = variables.store(collection);
    if (store == null) {
      return;
    }
    Bytes key = name.expand(variables);
    switch (kind) {
      case REMOVE -> store.remove(key);
      case SET -> store.set(key, value.expand(variables));
      case ADD, SUBTRACT -> {
        long amount = value.expand(variables).number();
        long signed = kind == Kind.ADD ? amount : -amount;
        store.add(key, signed);
        if (collection == VariableName.TX) {
          scores.added(key, signed);
        }
      }
    }
  }

  /// Learns what a rule added to which variable of TX, so that a log can say what a match cost.
  @FunctionalInterface
  interface ScoreSink {
    void added(Bytes name, long amount);
  }
}
