package gatehouse.seclang.rule;

import gatehouse.seclang.text.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Remembers which tests of a set came out true for a byte string. Names, headers and enumerations
/// come with every request; the same texts need not be looked at again. All bytes are compared: a
/// hash is no proof. A fixed number of places, where the newest text wins; threads share them
/// without a lock, since an entry is immutable.
final class Verdicts {
  private static final int PLACES = 1 << 13;
  private static final int MAX_LENGTH = 128;

  static final class Entry {
    private final Tests tests;
    private final int hash;
    private final byte[] text;

    /// The tests that are true, null when none is. Never written to.
    final long @Nullable [] hits;

    Entry(Tests tests, int hash, byte[] text, long @Nullable [] hits) {
      this.tests = tests;
      this.hash = hash;
      this.text = text;
      this.hits = hits;
    }
  }

  private final @Nullable Entry[] entries = new Entry[PLACES];

  /// What was seen once: only a text that comes again is worth keeping.
  private final int[] seen = new int[PLACES];

  /// What is known of a text, null when nothing is.
  @SuppressWarnings("ReferenceEquality") // A set of tests is one object.
  @Nullable Entry find(Bytes text, Tests tests) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    int hash = hash(text, tests);
    Entry entry = entries[hash & PLACES - 1];
    boolean known =
        entry != null
            && entry.hash == hash
            && entry.tests == tests
            && Arrays.equals(
                text.array(), text.from(), text.to(), entry.text, 0, entry.text.length);
    return known ? entry : null;
  }

  void add(Bytes text, Tests tests, long @Nullable [] hits) {
    if (text.length() > MAX_LENGTH) {
      return;
    }
    int hash = hash(text, tests);
    int place = hash & PLACES - 1;
    if (seen[place] == hash) {
      entries[place] = new Entry(tests, hash, text.toArray(), hits);
    } else {
      seen[place] = hash;
    }
  }

  private static int hash(Bytes text, Tests tests) {
    int mixed = (text.hashCode() + tests.salt) * 0x85EB_CA6B;
    return mixed ^ mixed >>> 15;
  }
}
