package gatehouse.regex;

import java.util.ArrayList;
import java.util.List;

/// Many owners' words in one pass over a text: which owners have a word in it? Ignores ASCII case.
/// The firewall's first sieve: a rule none of whose required [literals][Facts#literals] occurs
/// cannot match. Immutable, shared by all threads.
public final class Literals {

  /// Passed over for every value: all nodes have a row.
  private static final int MAX_CELLS = 4 << 20;

  private final WordAutomaton automaton;
  private final int words;
  private final long[] owners;

  private Literals(WordAutomaton automaton, int words, long[] owners) {
    this.automaton = automaton;
    this.words = words;
    this.owners = owners;
  }

  /// Compiles the words of each owner; the owner's number is its place in the list. Words are bytes
  /// of any length but 0, in any case.
  public static Literals of(List<List<byte[]>> wordsByOwner) {
    List<byte[]> all = new ArrayList<>();
    for (List<byte[]> each : wordsByOwner) {
      all.addAll(each);
    }
    WordAutomaton automaton = new WordAutomaton(all, true, MAX_CELLS);
    WordTrie trie = automaton.trie;
    int words = (wordsByOwner.size() + 63) >> 6;
    long[] owners = new long[words * (trie.size - trie.accepting)];
    for (int owner = 0; owner < wordsByOwner.size(); owner++) {
      for (byte[] word : wordsByOwner.get(owner)) {
        int node = 0;
        for (byte value : word) {
          node = trie.child(node, trie.classes[value & 0xFF] & 0xFF);
        }
        owners[(node - trie.accepting) * words + (owner >> 6)] |= 1L << owner;
      }
    }
    inherit(trie, words, owners);
    return new Literals(automaton, words, owners);
  }

  /// A node also has the owners of the shorter words that end in it. Within the accepting nodes the
  /// shorter one always has the lower number.
  private static void inherit(WordTrie trie, int words, long[] owners) {
    for (int i = 0; i < trie.shorter.length; i++) {
      if (trie.shorter[i] >= 0) {
        int source = (trie.shorter[i] - trie.accepting) * words;
        for (int j = 0; j < words; j++) {
          owners[i * words + j] |= owners[source + j];
        }
      }
    }
  }

  /// Number of `long`s that [#scan] fills.
  public int words() {
    return words;
  }

  /// Sets the bit of every owner one of whose words occurs in the text. Other bits stay. Once those
  /// of all `wanted` are set the rest of the text is not looked at.
  public void scan(byte[] text, int from, int to, long[] wanted, long[] found) {
    int node = 0;
    int at = from;
    int accepting = automaton.trie.accepting;
    while (at < to) {
      long place = automaton.advance(text, at, to, node);
      node = WordAutomaton.node(place);
      at = WordAutomaton.at(place);
      if (node >= accepting) {
        int row = (node - accepting) * words;
        long missing = 0;
        for (int i = 0; i < words; i++) {
          found[i] |= owners[row + i];
          missing |= wanted[i] & ~found[i];
        }
        if (missing == 0) {
          return;
        }
      }
    }
  }

  /// Memory in bytes, about.
  public long bytes() {
    return automaton.bytes() + 8L * owners.length;
  }
}
