package gatehouse.plugin.mask;

import gatehouse.plugin.mask.detect.Detector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One rule: which values it means, and what becomes of them.
///
/// @param index its place, from 0; at most 63
/// @param fields names of members, in lower case
/// @param path null unless the rule names values by their path
/// @param detector null unless the rule finds values by what they look like
/// @param maskChar a code point
/// @param replacement in UTF-8
/// @param key of the hash; null unless the rule hashes
@SuppressWarnings("ArrayRecordComponent") // never compared
record MaskRule(
    int index,
    List<String> fields,
    @Nullable JsonPath path,
    @Nullable Detector detector,
    Action action,
    int keepFirst,
    int keepLast,
    int maskChar,
    byte[] replacement,
    byte @Nullable [] key,
    List<String> unlessGroups) {

  /// What becomes of a value.
  enum Action {
    /// Its characters are covered.
    MASK,
    /// It is taken away.
    REMOVE,
    /// Another text takes its place.
    REPLACE,
    /// Its digest takes its place.
    HASH
  }

  /// The rule's bit in a set of rules.
  long bit() {
    return 1L << index;
  }
}
