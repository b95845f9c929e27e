package gatehouse.regex;

/// The work a caller grants to one match, or to all matches of one request: instructions visited
/// while automaton states are built or threads are simulated. Running over a warm table is free, so
/// the budget bounds what is dear and leaves alone what is linear and cheap.
///
/// One unit took 2 to 10 ns on the machine of the design's figures. Not thread-safe.
public final class Budget {

  /// Never runs out; holds no state, so all threads may share it.
  static final Budget UNLIMITED = new Budget(Long.MAX_VALUE);

  private long left;

  private Budget(long units) {
    this.left = units;
  }

  /// A budget of so many units, at least 0.
  public static Budget of(long units) {
    if (units < 0) {
      throw new IllegalArgumentException("a budget cannot be negative: " + units);
    }
    return new Budget(units == Long.MAX_VALUE ? units - 1 : units);
  }

  /// True once more was spent than granted; every later match is [Outcome#EXHAUSTED] as soon as it
  /// needs work.
  public boolean isExhausted() {
    return left < 0;
  }

  /// Units left, 0 when exhausted.
  public long left() {
    return Math.max(left, 0);
  }

  /// Grants so many units more, when it turns out that there is more to look at.
  public void grant(long units) {
    if (this != UNLIMITED && left >= 0) {
      left = Math.min(left, Long.MAX_VALUE - 1 - units) + units;
    }
  }

  /// Takes `units`; false when that was more than was left. Callers take what their own passes over
  /// a text cost.
  public boolean spend(long units) {
    if (this == UNLIMITED) {
      return true;
    }
    left -= units;
    return left >= 0;
  }
}
