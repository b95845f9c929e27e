package gatehouse.regex;

import java.util.List;

/// What every text with a match of a pattern has. Necessary conditions only: a text that lacks one
/// of them certainly has no match, a text that has them all may or may not.
public final class Facts {

  private final int minLength;
  private final List<byte[]> literals;
  private final long[] masks;

  Facts(int minLength, List<byte[]> literals, long[] masks) {
    this.minLength = minLength;
    this.literals = literals;
    this.masks = masks;
  }

  /// Least length of a match in bytes.
  public int minLength() {
    return minLength;
  }

  /// Words of 2 to 6 bytes in lower case. When there are any, every match contains one of them,
  /// ignoring ASCII case. Empty when no such set is known. The arrays are the caller's to read
  /// only.
  public List<byte[]> literals() {
    return literals;
  }

  /// Number of presence masks; with none and no literals, only the length tells anything.
  public int maskCount() {
    return masks.length;
  }

  /// A presence mask: every text with a match has a byte of one of its groups.
  public long mask(int index) {
    return masks[index];
  }

  /// False when a text of that length and [presence][ByteGroups#presence] cannot contain a match.
  public boolean allow(int length, long presence) {
    if (length < minLength) {
      return false;
    }
    for (long mask : masks) {
      if ((presence & mask) == 0) {
        return false;
      }
    }
    return true;
  }
}
