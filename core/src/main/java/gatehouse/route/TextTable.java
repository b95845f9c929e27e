package gatehouse.route;

import java.util.List;

/// A hash table whose keys are found inside a longer text, without cutting the text. The caller
/// feeds the hash character by character, forwards or backwards, as the keys were hashed.
///
/// A lookup among 10,000 keys costs what it misses in the cache. So the slots hold nothing but hash
/// and number (128 KiB for 10,000 keys), and all keys are one text (`RouterBench`).
final class TextTable {
  /// In place of the number of a key that is not there.
  static final int ABSENT = -1;

  /// A slot: the hash, then the number of the key plus one.
  private static final int FIELDS = 2;

  private final int mask;
  private final int[] slots;
  private final String keys;

  /// Where each key starts in the text of all, and in the end its length.
  private final int[] starts;

  /// Numbers the keys in their order, from 0.
  ///
  /// @param backwards whether lookups feed the hash from the end of the key
  TextTable(List<String> keys, boolean backwards) {
    int capacity = Integer.highestOneBit(Math.max(1, keys.size()) * 3 - 1);
    this.mask = capacity - 1;
    this.slots = new int[capacity * FIELDS];
    this.keys = String.join("", keys);
    this.starts = new int[keys.size() + 1];
    for (int number = 0; number < keys.size(); number++) {
      String key = keys.get(number);
      put(hash(key, backwards), number);
      starts[number + 1] = starts[number] + key.length();
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
    int at = first(hash);
    while (slots[at + 1] != 0) {
      int number = slots[at + 1] - 1;
      if (slots[at] == hash && length(number) == to - from && stands(number, text, from)) {
        return number;
      }
      at = after(at);
    }
    return ABSENT;
  }

  /// The lowest number of a key with that hash, or [#ABSENT]. Whether it stands in the text,
  /// [#stands] tells.
  int guess(int hash) {
    int at = first(hash);
    while (slots[at + 1] != 0) {
      if (slots[at] == hash) {
        return slots[at + 1] - 1;
      }
      at = after(at);
    }
    return ABSENT;
  }

  /// Whether a key stands in the text.
  boolean stands(int number, String text, int from) {
    return text.regionMatches(from, keys, starts[number], length(number));
  }

  private int length(int number) {
    return starts[number + 1] - starts[number];
  }

  /// Mixed thoroughly, because names that are counted up hash to a lattice: with one multiplication
  /// a lookup among 10,000 numbered hosts took twice as long.
  private int first(int hash) {
    int mixed = (hash ^ hash >>> 16) * 0x85EBCA6B;
    mixed = (mixed ^ mixed >>> 13) * 0xC2B2AE35;
    return ((mixed ^ mixed >>> 16) & mask) * FIELDS;
  }

  private int after(int slot) {
    return slot + FIELDS & slots.length - 1;
  }

  /// Lower numbers come first, so [#guess] meets them first.
  private void put(int hash, int number) {
    int at = first(hash);
    while (slots[at + 1] != 0) {
      at = after(at);
    }
    slots[at] = hash;
    slots[at + 1] = number + 1;
  }

  private static int hash(String key, boolean backwards) {
    int hash = 0;
    for (int i = 0; i < key.length(); i++) {
      hash = feed(hash, key.charAt(backwards ? key.length() - 1 - i : i));
    }
    return hash;
  }
}
