package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;
import java.util.HashMap;
import java.util.Map;

/// The distinct byte strings of one transaction.
public final class ValuePool {
  private final Map<Bytes, Value> values = new HashMap<>();
  private final int operators;
  private final Value empty;

  /// `operators` is how many operators have a number under which their answers are remembered.
  public ValuePool(int operators) {
    this.operators = operators;
    this.empty = new Value(Bytes.EMPTY, this);
  }

  public Value of(Bytes bytes) {
    return bytes.isEmpty() ? empty : values.computeIfAbsent(bytes, b -> new Value(b, this));
  }

  int verdictWords() {
    return (2 * operators + 63) / 64;
  }
}
