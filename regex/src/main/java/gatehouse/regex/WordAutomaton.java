package gatehouse.regex;

import java.util.List;

/// Runs over a text in step with a [WordTrie]. Up to 65,536 nodes and 8 MiB every step is one load
/// from a table of `char` cells; a larger list walks the tree, about four times as slowly.
final class WordAutomaton {

  private static final int MAX_CELLS = 4 << 20;

  final WordTrie trie;
  private final int shift;
  private final char[] cells;

  WordAutomaton(List<byte[]> words, boolean ignoreCase) {
    for (byte[] word : words) {
      if (word.length == 0) {
        throw new IllegalArgumentException("an empty word is in every text");
      }
    }
    this.trie = new WordTrie(words, ignoreCase);
    this.shift = 32 - Integer.numberOfLeadingZeros(trie.classCount - 1);
    boolean fits = trie.size <= 1 << 16 && (long) trie.size << shift <= MAX_CELLS;
    this.cells = fits ? table() : new char[0];
  }

  /// Each row begins as the row of the node's failure, which is nearer the root and so comes first.
  private char[] table() {
    char[] table = new char[trie.size << shift];
    for (int node : byDepth()) {
      int row = node << shift;
      if (node != 0) {
        System.arraycopy(table, trie.failures[node] << shift, table, row, 1 << shift);
      }
      for (int i = trie.childOffsets[node]; i < trie.childOffsets[node + 1]; i++) {
        table[row + (trie.childClasses[i] & 0xFF)] = (char) trie.childNodes[i];
      }
    }
    return table;
  }

  private int[] byDepth() {
    int[] order = new int[trie.size];
    int end = 1;
    for (int i = 0; i < end; i++) {
      for (int j = trie.childOffsets[order[i]]; j < trie.childOffsets[order[i] + 1]; j++) {
        order[end++] = trie.childNodes[j];
      }
    }
    return order;
  }

  /// Steps over the text from `from` and `start` until a word ends or the text does; the node and
  /// the place behind the last byte read come back in one number, so that nothing is allocated.
  long advance(byte[] text, int from, int to, int start) {
    int node = start;
    int at = from;
    byte[] classes = trie.classes;
    int accepting = trie.accepting;
    char[] table = cells;
    while (at < to) {
      int label = classes[text[at++] & 0xFF] & 0xFF;
      node = table.length > 0 ? table[(node << shift) + label] : trie.step(node, label);
      if (node >= accepting) {
        break;
      }
    }
    return (long) at << 32 | node;
  }

  static int node(long place) {
    return (int) place;
  }

  static int at(long place) {
    return (int) (place >> 32);
  }

  long bytes() {
    return 2L * cells.length + 14L * trie.size;
  }
}
