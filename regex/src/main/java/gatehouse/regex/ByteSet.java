package gatehouse.regex;

import org.jspecify.annotations.Nullable;

/// A set of byte values (0 to 255), one bit each.
record ByteSet(long bits0, long bits1, long bits2, long bits3) {

  /// Most sets of most patterns are one byte, or one letter in both cases: kept once.
  private static final ByteSet[] SINGLES = new ByteSet[256];

  private static final @Nullable ByteSet[] LETTERS = new ByteSet[256];

  static {
    for (int value = 0; value < 256; value++) {
      SINGLES[value] = range(value, value);
    }
    for (int value = 'a'; value <= 'z'; value++) {
      LETTERS[value] = SINGLES[value].or(SINGLES[value - 32]);
      LETTERS[value - 32] = LETTERS[value];
    }
  }

  static final ByteSet NONE = new ByteSet(0, 0, 0, 0);
  static final ByteSet ALL = new ByteSet(-1, -1, -1, -1);
  static final ByteSet NEWLINE = of('\n');
  static final ByteSet DIGIT = range('0', '9');
  static final ByteSet UPPER = range('A', 'Z');
  static final ByteSet LOWER = range('a', 'z');
  static final ByteSet WORD = DIGIT.or(UPPER).or(LOWER).or(of('_'));
  static final ByteSet SPACE = range(9, 13).or(of(' '));
  static final ByteSet HORIZONTAL = of('\t').or(of(' ')).or(of(0xA0));
  static final ByteSet VERTICAL = range(10, 13).or(of(0x85));

  /// The bits of `A` to `Z` within the second word; those of `a` to `z` lie 32 higher.
  private static final long UPPER_BITS = 0x07FF_FFFEL;

  static ByteSet of(int value) {
    return SINGLES[value];
  }

  /// A byte in either case.
  static ByteSet ofAnyCase(int value) {
    ByteSet letters = LETTERS[value];
    return letters == null ? SINGLES[value] : letters;
  }

  static ByteSet range(int low, int high) {
    long[] words = new long[4];
    for (int value = low; value <= high; value++) {
      words[value >> 6] |= 1L << value;
    }
    return new ByteSet(words[0], words[1], words[2], words[3]);
  }

  boolean contains(int value) {
    long word =
        switch (value >> 6) {
          case 0 -> bits0;
          case 1 -> bits1;
          case 2 -> bits2;
          default -> bits3;
        };
    return (word >>> value & 1) != 0;
  }

  ByteSet or(ByteSet other) {
    return new ByteSet(
        bits0 | other.bits0, bits1 | other.bits1, bits2 | other.bits2, bits3 | other.bits3);
  }

  ByteSet not() {
    return new ByteSet(~bits0, ~bits1, ~bits2, ~bits3);
  }

  /// Adds the other case of every ASCII letter in the set.
  ByteSet foldCase() {
    long letters = (bits1 | bits1 >>> 32) & UPPER_BITS;
    return new ByteSet(bits0, bits1 | letters | letters << 32, bits2, bits3);
  }

  /// The bytes that `map` sends into this set: `{b : map[b] ∈ this}`.
  ByteSet preimage(byte[] map) {
    long[] words = new long[4];
    for (int value = 0; value < 256; value++) {
      if (contains(map[value] & 0xFF)) {
        words[value >> 6] |= 1L << value;
      }
    }
    return new ByteSet(words[0], words[1], words[2], words[3]);
  }

  /// Written out: a record's own goes through method handles, which cost most of a cold load.
  @Override
  public int hashCode() {
    long mixed = ((bits0 * 31 + bits1) * 31 + bits2) * 31 + bits3;
    return (int) (mixed ^ mixed >>> 29);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ByteSet set
        && bits0 == set.bits0
        && bits1 == set.bits1
        && bits2 == set.bits2
        && bits3 == set.bits3;
  }

  boolean isEmpty() {
    return (bits0 | bits1 | bits2 | bits3) == 0;
  }

  int size() {
    return Long.bitCount(bits0)
        + Long.bitCount(bits1)
        + Long.bitCount(bits2)
        + Long.bitCount(bits3);
  }
}
