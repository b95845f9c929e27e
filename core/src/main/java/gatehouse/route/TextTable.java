package gatehouse.route;

import java.util.List;

/// A hash table whose keys are found inside a longer text, without cutting the text. The caller
/// feeds the hash character by character, forwards or backwards, as the keys were hashed.
///
/// It lies flat in one array, because a lookup among 10,000 keys costs what it misses in the cache
/// (`RouterBench`).
final class TextTable {
  /// In place of the number or slot of a key that is not there.
  static final int ABSENT = -1;

  /// A slot: hash, where the key starts in [#keys], how long it is, and its number plus one.
  private static final int FIELDS = 4;

  private static final int START = 1;
  private static final int LENGTH = 2;
  private static final int NUMBER = 3;

  private final int mask;
  private final int[] slots;
  private final String keys;

  /// Numbers the keys in their order, from 0.
  ///
  /// @param backwards whether lookups feed the hash from the end of the key
  TextTable(List<String> keys, boolean backwards) {
    int capacity = Integer.highestOneBit(Math.max(2, keys.size()) * 4 - 1);
    this.mask = capacity - 1;
    this.slots = new int[capacity * FIELDS];
    this.keys = String.join("", keys);
    int start = 0;
    for (int number = 0; number < keys.size(); number++) {
      String key = keys.get(number);
      put(hash(key, backwards), start, key.length(), number);
      start += key.length();
    }
  }

  /// The hash of one more character.
  static int feed(int hash, char c) {
    return hash * 31 + c;
  }

  /// The number of the key that stands in the text, or [#ABSENT].
  ///
  /// @param hash of the key, fed as the table wants it
  int find(int hash, String text, int from, int to) {
    int slot = next(first(hash), hash, to - from);
    while (slot != ABSENT && !stands(slot, text, from)) {
      slot = next(slot + FIELDS & slots.length - 1, hash, to - from);
    }
    return slot == ABSENT ? ABSENT : number(slot);
  }

  /// The slot of the key of that hash and length, or [#ABSENT]. If there are several, it is the one
  /// with the lowest number. Whether it stands in the text, [#stands] tells.
  int guess(int hash, int length) {
    return next(first(hash), hash, length);
  }

  /// The number of the key in a slot.
  int number(int slot) {
    return slots[slot + NUMBER] - 1;
  }

  /// Whether the key in a slot stands in the text.
  boolean stands(int slot, String text, int from) {
    return text.regionMatches(from, keys, slots[slot + START], slots[slot + LENGTH]);
  }

  private int next(int from, int hash, int length) {
    int at = from;
    while (slots[at + NUMBER] != 0) {
      if (slots[at] == hash && slots[at + LENGTH] == length) {
        return at;
      }
      at = at + FIELDS & slots.length - 1;
    }
    return ABSENT;
  }

  private int first(int hash) {
    int mixed = hash * 0x9E3779B9;
    return ((mixed ^ mixed >>> 15) & mask) * FIELDS;
  }

  private void put(int hash, int start, int length, int number) {
    int at = first(hash);
    while (slots[at + NUMBER] != 0) {
      at = at + FIELDS & slots.length - 1;
    }
    slots[at] = hash;
    slots[at + START] = start;
    slots[at + LENGTH] = length;
    slots[at + NUMBER] = number + 1;
  }

  private static int hash(String key, boolean backwards) {
    int hash = 0;
    for (int i = 0; i < key.length(); i++) {
      hash = feed(hash, key.charAt(backwards ? key.length() - 1 - i : i));
    }
    return hash;
  }
}
