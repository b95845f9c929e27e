package gatehouse.seclang.rule;

import gatehouse.seclang.operator.Probe;
import gatehouse.seclang.variable.Entry;
import gatehouse.seclang.variable.EntryVisitor;
import gatehouse.seclang.variable.Variables;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a [LookAhead] over the values of one transaction and so finds the rules that have to be
/// evaluated.
final class Scan implements EntryVisitor {
  private final Variables variables;
  private final Probe probe;
  private @Nullable LookAhead plan;
  private @Nullable KeySlots slots;
  private long[] active = {};

  Scan(Variables variables, Probe probe) {
    this.variables = variables;
    this.probe = probe;
  }

  /// The rules, by their places, that may match or have to run anyway.
  long[] active(LookAhead ahead) {
    plan = ahead;
    active = ahead.others.clone();
    List<LookAhead.Place> places = ahead.places;
    for (int i = 0; i < places.size() && !probe.isExhausted(); i++) {
      LookAhead.Place place = places.get(i);
      slots = place.slots();
      TargetUse xml = place.xml();
      if (xml != null) {
        xml.visit(variables, this);
      } else {
        variables.of(place.variable()).forEach(this);
      }
    }
    return active;
  }

  @Override
  public void visit(Entry entry) {
    LookAhead ahead = plan;
    KeySlots known = slots;
    if (ahead == null || known == null || probe.isExhausted()) {
      return;
    }
    Slot slot = known.of(entry.key());
    if (slot == null) {
      return;
    }
    ahead.matcher.look(entry.value(), slot.tests, slot.isField, probe);
    long[] hits = entry.value().hits();
    if (hits != null) {
      activate(ahead, slot, hits);
    }
  }

  private void activate(LookAhead ahead, Slot slot, long[] hits) {
    long[] asked = slot.tests;
    for (int i = 0; i < hits.length; i++) {
      for (long left = hits[i] & asked[i]; left != 0; left &= left - 1) {
        long[] askers = ahead.askers[i * 64 + Long.numberOfTrailingZeros(left)];
        if (askers != null) {
          for (int j = 0; j < active.length; j++) {
            active[j] |= askers[j] & slot.rules[j];
          }
        }
      }
    }
  }
}
