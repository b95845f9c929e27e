package gatehouse.seclang.operator;

import gatehouse.seclang.text.Bytes;
import org.jspecify.annotations.Nullable;

/// `@within`: the value occurs in the parameter. Rule sets ask it of every header's name against a
/// list of some hundred bytes, so what begins unlike anything in the list is told by one look.
final class Within implements Operator {
  /// A shorter parameter is searched as fast.
  private static final int LONG = 64;

  private static final int GRAM = 4;
  private static final int SLOTS = 1 << 12;

  /// Macros may make a parameter for one request only: it has to be asked some times first.
  private static final int ENOUGH_USES = 4;

  private final Bytes parameter;
  private int uses;

  /// A bit for each hash of four bytes in a row.
  private volatile long @Nullable [] grams;

  Within(Bytes parameter) {
    this.parameter = parameter;
  }

  @Override
  public boolean matches(Bytes value, Probe probe) {
    return mayOccur(value) && parameter.indexOf(value, 0) >= 0;
  }

  private boolean mayOccur(Bytes value) {
    if (value.length() < GRAM || parameter.length() < LONG) {
      return true;
    }
    long[] known = grams;
    if (known == null) {
      if (++uses < ENOUGH_USES) {
        return true;
      }
      known = grams(parameter);
      grams = known;
    }
    int slot = slot(value, 0);
    return (known[slot >> 6] >>> slot & 1) != 0;
  }

  private static long[] grams(Bytes text) {
    long[] found = new long[SLOTS / 64];
    for (int i = 0; i + GRAM <= text.length(); i++) {
      int slot = slot(text, i);
      found[slot >> 6] |= 1L << slot;
    }
    return found;
  }

  private static int slot(Bytes text, int at) {
    int gram = text.at(at) << 24 | text.at(at + 1) << 16 | text.at(at + 2) << 8 | text.at(at + 3);
    return gram * 0x9E37_79B9 >>> 20;
  }
}
