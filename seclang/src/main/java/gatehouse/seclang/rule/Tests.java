package gatehouse.seclang.rule;

/// A set of tests by their numbers with one matcher. The matcher has one object for each set, so
/// that sets compare by identity.
final class Tests {
  /// Never written to.
  final long[] bits;

  /// Spreads equal texts under different sets over the table of verdicts.
  final int salt;

  Tests(long[] bits, int number) {
    this.bits = bits;
    this.salt = number * 0x9E37_79B9;
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
