package gatehouse.regex;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Conjunctions of presence masks: a text must have a byte of each mask.
final class Masks {

  /// More masks than this cost more to test than they drop.
  private static final int MAX_MASKS = 8;

  private Masks() {}

  static List<Long> of(ByteSet set) {
    long mask = ByteGroups.mask(set);
    return mask == -1 ? List.of() : List.of(mask);
  }

  static List<Long> conjunction(List<Long> first, List<Long> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return first.isEmpty() ? second : first;
    }
    List<Long> all = new ArrayList<>(first);
    all.addAll(second);
    return strongest(all);
  }

  /// (a ∧ b) ∨ (c ∧ d) is (a ∨ c) ∧ (a ∨ d) ∧ (b ∨ c) ∧ (b ∨ d), and a mask's bits are a
  /// disjunction.
  static List<Long> disjunction(List<Long> first, List<Long> second) {
    List<Long> all = new ArrayList<>();
    for (long one : first) {
      for (long other : second) {
        if ((one | other) != -1) {
          all.add(one | other);
        }
      }
    }
    return strongest(all);
  }

  /// Drops masks another one implies, then all but the narrowest.
  private static List<Long> strongest(List<Long> masks) {
    List<Long> kept = new ArrayList<>();
    masks.sort(Comparator.comparingInt(Long::bitCount));
    for (long mask : masks) {
      boolean implied = false;
      for (long narrower : kept) {
        implied |= (narrower & mask) == narrower;
      }
      if (!implied && kept.size() < MAX_MASKS) {
        kept.add(mask);
      }
    }
    return kept;
  }
}
