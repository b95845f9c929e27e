package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;
import java.util.HashMap;
import java.util.Map;

/// The distinct byte strings of one transaction.
public final class ValuePool {
  private final Map<Bytes, Value> values = new HashMap<>();
  private final Screener screener;
  private final int words;
  private final long[] scratch;
  private final Value empty;

  /// `operators` is how many operators have a number under which their answers are remembered.
  public ValuePool(int operators, Screener screener) {
    this.screener = screener;
    this.words = (operators + 63) / 64;
    this.scratch = new long[words];
    this.empty = new Value(Bytes.EMPTY, this);
  }

  public Value of(Bytes bytes) {
    return bytes.isEmpty() ? empty : values.computeIfAbsent(bytes, b -> new Value(b, this));
  }

  int words() {
    return words;
  }

  void screen(Bytes bytes, long[] decided) {
    screener.decide(bytes, decided, scratch);
  }
}
