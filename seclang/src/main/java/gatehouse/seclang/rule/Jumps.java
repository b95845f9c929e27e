package gatehouse.seclang.rule;

import gatehouse.seclang.parse.Faults;
import gatehouse.seclang.parse.Position;
import java.util.BitSet;
import java.util.List;

/// Where a rule's `skipAfter` leads within its phase.
///
/// @param members the rules of the phase among all rules
/// @param rule the rule that jumps
record Jumps(List<Drafts.Marker> markers, BitSet members, int rule, Faults faults) {

  /// The index, among the phase's rules, of the first one behind the next marker of that label; the
  /// phase's end when there is none.
  int target(String label, Position at) {
    for (Drafts.Marker marker : markers) {
      if (marker.rulesBefore() > rule && marker.label().equals(label)) {
        return members.get(0, marker.rulesBefore()).cardinality();
      }
    }
    faults.warn(at, "no marker " + label + " follows: the rest of the phase would be skipped");
    return members.cardinality();
  }
}
