package gatehouse.regex;

import java.util.Arrays;

/// A conjunction of presence masks: a text must have a byte of each mask. Immutable.
final class Masks {

  /// More masks than this cost more to test than they drop.
  private static final int MAX_MASKS = 8;

  private static final int EVERY_GROUP = -1;

  static final Masks NONE = new Masks(new long[0]);

  private final long[] masks;

  private Masks(long[] masks) {
    this.masks = masks;
  }

  static Masks of(ByteSet set) {
    long mask = ByteGroups.mask(set);
    return mask == EVERY_GROUP ? NONE : new Masks(new long[] {mask});
  }

  long[] toArray() {
    return masks.clone();
  }

  Masks and(Masks other) {
    if (masks.length == 0 || other.masks.length == 0) {
      return masks.length == 0 ? other : this;
    }
    Collector all = new Collector();
    for (long mask : masks) {
      all.add(mask);
    }
    for (long mask : other.masks) {
      all.add(mask);
    }
    return all.masks();
  }

  /// (a ∧ b) ∨ (c ∧ d) is (a ∨ c) ∧ (a ∨ d) ∧ (b ∨ c) ∧ (b ∨ d), and a mask's bits are a
  /// disjunction.
  Masks or(Masks other) {
    Collector all = new Collector();
    for (long one : masks) {
      for (long another : other.masks) {
        all.add(one | another);
      }
    }
    return all.masks();
  }

  /// Keeps the narrowest masks, ascending by width, none of which implies another.
  private static final class Collector {
    private final long[] kept = new long[MAX_MASKS + 1];
    private int count;

    void add(long mask) {
      if (mask == EVERY_GROUP) {
        return;
      }
      int left = 0;
      int place = 0;
      for (int i = 0; i < count; i++) {
        if ((kept[i] & mask) == kept[i]) {
          return;
        }
      }
      for (int i = 0; i < count; i++) {
        if ((kept[i] & mask) != mask) {
          place += Long.bitCount(kept[i]) <= Long.bitCount(mask) ? 1 : 0;
          kept[left++] = kept[i];
        }
      }
      System.arraycopy(kept, place, kept, place + 1, left - place);
      kept[place] = mask;
      count = Math.min(left + 1, MAX_MASKS);
    }

    Masks masks() {
      return count == 0 ? NONE : new Masks(Arrays.copyOf(kept, count));
    }
  }
}
