package gatehouse.regex;

import java.util.Arrays;

/// Where a pattern matched and what its groups took. Made by [Regex#newMatch] and filled again by
/// each call it is handed to, so that matching allocates nothing. Offsets are indexes into the
/// array that was searched. Holds nothing of use after a call that was not [Outcome#MATCH].
public final class Match {

  private final Regex regex;
  final int[] slots;

  Match(Regex regex) {
    this.regex = regex;
    this.slots = new int[2 * regex.groupCount() + 2];
    Arrays.fill(slots, -1);
  }

  /// The pattern this belongs to.
  public Regex regex() {
    return regex;
  }

  /// Offset of the first byte of the match.
  public int start() {
    return slots[0];
  }

  /// Offset behind the last byte of the match.
  public int end() {
    return slots[1];
  }

  /// Offset of the first byte of a group (0 is the match), -1 when the group took no part.
  public int start(int group) {
    return slots[2 * group];
  }

  /// Offset behind the last byte of a group, -1 when the group took no part.
  public int end(int group) {
    return slots[2 * group + 1];
  }
}
