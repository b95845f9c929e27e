package gatehouse.seclang.rule;

/// Sets of tests by their numbers with one matcher, and other sets of numbers, as bits.
final class Tests {
  private Tests() {}

  /// Whether a set, empty or as long as `wanted`, has all of these.
  @SuppressWarnings("ReferenceEquality") // Only spares the comparison.
  static boolean hasAll(long[] set, long[] wanted) {
    if (set == wanted) {
      return true;
    }
    if (set.length == 0) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if ((wanted[i] & ~set[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  static boolean intersect(long[] one, long[] other) {
    for (int i = 0; i < one.length; i++) {
      if ((one[i] & other[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  static boolean isEmpty(long[] bits) {
    for (long word : bits) {
      if (word != 0) {
        return false;
      }
    }
    return true;
  }

  static void set(long[] bits, int index) {
    bits[index >> 6] |= 1L << index;
  }

  static boolean has(long[] bits, int index) {
    return (bits[index >> 6] >>> index & 1) != 0;
  }

  static void addAll(long[] bits, long[] more) {
    for (int i = 0; i < more.length; i++) {
      bits[i] |= more[i];
    }
  }

  static void removeAll(long[] bits, long[] less) {
    for (int i = 0; i < less.length; i++) {
      bits[i] &= ~less[i];
    }
  }

  /// The next member at or after `from` and before `to`, or -1.
  static int next(long[] bits, int from, int to) {
    int word = from >> 6;
    if (from >= to) {
      return -1;
    }
    long left = bits[word] & -1L << from;
    while (left == 0) {
      if (++word >= bits.length) {
        return -1;
      }
      left = bits[word];
    }
    int found = word * 64 + Long.numberOfTrailingZeros(left);
    return found < to ? found : -1;
  }
}
