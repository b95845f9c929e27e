package gatehouse.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A hash table whose keys are found inside a longer text, without cutting the text. The caller
/// feeds the hash character by character, forwards or backwards, as the keys were hashed.
final class TextTable<V> {
  private final int mask;
  private final int[] hashes;
  private final @Nullable Slot<V>[] slots;

  /// @param backwards whether lookups feed the hash from the end of the key
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  TextTable(Map<String, V> entries, boolean backwards) {
    int capacity = Integer.highestOneBit(Math.max(4, entries.size()) * 4 - 1);
    mask = capacity - 1;
    hashes = new int[capacity];
    slots = new Slot[capacity];
    entries.forEach((key, value) -> put(key, hash(key, backwards), value));
  }

  /// The hash of one more character.
  static int feed(int hash, char c) {
    return hash * 31 + c;
  }

  /// The value whose key stands in the text; null if there is none.
  ///
  /// @param hash of the key, fed as the table wants it
  @Nullable V find(int hash, String text, int from, int to) {
    int at = spread(hash) & mask;
    Slot<V> slot = slots[at];
    while (slot != null) {
      if (hashes[at] == hash && slot.key.length() == to - from && text.startsWith(slot.key, from)) {
        return slot.value;
      }
      at = at + 1 & mask;
      slot = slots[at];
    }
    return null;
  }

  private void put(String key, int hash, V value) {
    int at = spread(hash) & mask;
    while (slots[at] != null) {
      at = at + 1 & mask;
    }
    hashes[at] = hash;
    slots[at] = new Slot<>(key, value);
  }

  private static int hash(String key, boolean backwards) {
    int hash = 0;
    for (int i = 0; i < key.length(); i++) {
      hash = feed(hash, key.charAt(backwards ? key.length() - 1 - i : i));
    }
    return hash;
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ mixed >>> 15;
  }

  private record Slot<V>(String key, V value) {}
}
