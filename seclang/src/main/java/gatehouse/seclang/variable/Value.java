package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.Transformation;
import gatehouse.seclang.transform.TransformationName;
import org.jspecify.annotations.Nullable;

/// One distinct byte string of a transaction, with what is already known of it: its transformed
/// forms, and which operators match it. Equal strings are the same object ([ValuePool]), so each is
/// transformed and tested once however many variables hold it.
public final class Value {
  private final Bytes bytes;
  private final ValuePool pool;
  private @Nullable Value @Nullable [] derived;

  /// A bit an operator: whether its answer is known, and what it is.
  private long @Nullable [] decided;

  private long @Nullable [] matched;
  private boolean screened;

  Value(Bytes bytes, ValuePool pool) {
    this.bytes = bytes;
    this.pool = pool;
  }

  public Bytes bytes() {
    return bytes;
  }

  /// The value that a transformation makes of this one.
  public Value through(Transformation transformation) {
    if (transformation.changesNothing(bytes)) {
      return this;
    }
    int index = transformation.name().index();
    @Nullable Value[] known = derived;
    if (known == null) {
      known = new Value[TransformationName.count()];
      derived = known;
    }
    Value result = known[index];
    if (result == null) {
      Bytes transformed = transformation.run(bytes);
      result = transformed.equals(bytes) ? this : pool.of(transformed);
      known[index] = result;
    }
    return result;
  }

  /// Whether the answer of an operator is known.
  public boolean isDecided(int operator) {
    return bit(decided, operator);
  }

  /// The known answer of an operator.
  public boolean matched(int operator) {
    return bit(matched, operator);
  }

  /// Remembers the answer of an operator that depends on nothing but the value.
  public void decide(int operator, boolean matches) {
    long[] known = decidedBits();
    known[operator >> 6] |= 1L << operator;
    if (matches) {
      long[] bits = matched;
      if (bits == null) {
        bits = new long[pool.words()];
        matched = bits;
      }
      bits[operator >> 6] |= 1L << operator;
    }
  }

  /// Decides, once, all operators that certainly do not match.
  public void screen() {
    if (!screened) {
      screened = true;
      pool.screen(bytes, decidedBits());
    }
  }

  private long[] decidedBits() {
    long[] known = decided;
    if (known == null) {
      known = new long[pool.words()];
      decided = known;
    }
    return known;
  }

  private static boolean bit(long @Nullable [] bits, int index) {
    return bits != null && (bits[index >> 6] & (1L << index)) != 0;
  }

  @Override
  public String toString() {
    return bytes.toString();
  }
}
