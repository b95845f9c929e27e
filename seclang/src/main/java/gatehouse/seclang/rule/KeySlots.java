package gatehouse.seclang.rule;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The slots of one variable by key, in any case, without making a lower-case copy of each key that
/// is looked up. The keys are the rules', so a client cannot lengthen the search.
final class KeySlots {
  private final @Nullable Bytes[] keys;
  private final @Nullable Slot[] slots;
  private final @Nullable Slot other;

  /// `other` is the slot of keys that are not listed, null when rules leave them alone.
  KeySlots(Map<Bytes, Slot> byKey, @Nullable Slot other) {
    int size = Integer.highestOneBit(Math.max(byKey.size(), 1)) * 4;
    this.keys = new Bytes[size];
    this.slots = new Slot[size];
    this.other = other;
    byKey.forEach(this::put);
  }

  private void put(Bytes key, Slot slot) {
    int place = place(key);
    while (keys[place] != null) {
      place = place + 1 & keys.length - 1;
    }
    keys[place] = key;
    slots[place] = slot;
  }

  @Nullable Slot of(Bytes key) {
    for (int place = place(key); ; place = place + 1 & keys.length - 1) {
      Bytes known = keys[place];
      if (known == null) {
        return other;
      }
      if (known.equalsIgnoreCase(key)) {
        return slots[place];
      }
    }
  }

  private int place(Bytes key) {
    int length = key.length();
    int mixed = length;
    if (length > 0) {
      int middle = Ascii.lower(key.at(length / 2));
      mixed = ((length * 31 + Ascii.lower(key.at(0))) * 31 + middle) * 31;
      mixed += Ascii.lower(key.at(length - 1));
    }
    return (mixed ^ mixed >>> 7) & keys.length - 1;
  }
}
