package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;
import org.jspecify.annotations.Nullable;

/// One value of a transaction, with what a matcher that looked at it ahead of the rules found out.
public final class Value {
  private final Bytes bytes;
  private @Nullable Object matcher;
  private long[] known = NONE;
  private long @Nullable [] hits;

  private static final long[] NONE = {};

  public Value(Bytes bytes) {
    this.bytes = bytes;
  }

  public Bytes bytes() {
    return bytes;
  }

  /// The tests, by their numbers with that matcher, whose outcome is known; empty when it is
  /// another matcher's.
  @SuppressWarnings("ReferenceEquality") // The same matcher is meant.
  public long[] known(Object by) {
    return matcher == by ? known : NONE;
  }

  /// Those of them that came out true; null when none did.
  public long @Nullable [] hits() {
    return hits;
  }

  /// Whether that matcher knows the outcome of a test.
  public boolean isKnown(Object by, int test) {
    long[] tests = known(by);
    return tests.length > 0 && (tests[test >> 6] >>> test & 1) != 0;
  }

  /// The known outcome of a test.
  public boolean isHit(int test) {
    long[] bits = hits;
    return bits != null && (bits[test >> 6] >>> test & 1) != 0;
  }

  /// Keeps what a matcher found out, in place of what was known before. The arrays are not written
  /// to any more.
  public void keep(Object by, long[] tests, long @Nullable [] found) {
    matcher = by;
    known = tests;
    hits = found;
  }

  @Override
  public String toString() {
    return bytes.toString();
  }
}
