package gatehouse.seclang.operator;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.TransformationName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A regular expression over bytes, however it is matched.
interface Pattern {
  /// Compiles a pattern: to a linear automaton where that can be, else to a backtracking matcher
  /// with a step limit. `warnings` then receives why.
  static Pattern compile(Bytes pattern, List<String> warnings) throws OperatorFault {
    return LinearPattern.compile(pattern, warnings);
  }

  /// Whether the value contains a match.
  boolean find(Bytes value, Probe probe);

  /// What a value needs to contain a match, null when nothing is known.
  @Nullable Screen screen();

  /// The pattern that is found in a value exactly when this one is found in the transformed value;
  /// null when there is none.
  default @Nullable Pattern behind(TransformationName step) {
    return null;
  }

  /// Where the first match at or after `start` and its groups are: pairs of indexes into the value,
  /// -1 for a group that took no part. An empty array when there is none.
  int[] groups(Bytes value, int start, Probe probe);
}
