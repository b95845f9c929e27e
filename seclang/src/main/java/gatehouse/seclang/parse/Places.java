package gatehouse.seclang.parse;

import java.util.Arrays;

/// Where each char of a text stands in its file, kept as the few runs in which both go on together:
/// rule texts are kept for reloads, and a number for each char would be the largest part of them.
final class Places {
  private final int[] starts;
  private final int[] offsets;

  private Places(int[] starts, int[] offsets) {
    this.starts = starts;
    this.offsets = offsets;
  }

  /// From the place of each of `count` chars.
  static Places of(int[] places, int count) {
    int[] starts = new int[8];
    int[] offsets = new int[8];
    int runs = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || places[i] != places[i - 1] + 1) {
        if (runs == starts.length) {
          starts = Arrays.copyOf(starts, 2 * runs);
          offsets = Arrays.copyOf(offsets, 2 * runs);
        }
        starts[runs] = i;
        offsets[runs++] = places[i];
      }
    }
    return new Places(Arrays.copyOf(starts, runs), Arrays.copyOf(offsets, runs));
  }

  int of(int index) {
    int found = Arrays.binarySearch(starts, index);
    int run = found >= 0 ? found : -found - 2;
    return offsets[run] + index - starts[run];
  }
}
