package gatehouse.regex;

import java.util.List;

/// Runs over a text in step with a [WordTrie]. Where a text is most of the time, near the root, a
/// step is one load from a table of `char` cells; deeper nodes, far more and hardly ever reached,
/// have no row and are walked.
final class WordAutomaton {

  final WordTrie trie;
  private final int shift;
  private final char[] cells;

  /// The nodes below this number have a row of cells.
  private final int rows;

  /// `maxCells` bounds the table, two bytes each.
  WordAutomaton(List<byte[]> words, boolean ignoreCase, int maxCells) {
    for (byte[] word : words) {
      if (word.length == 0) {
        throw new IllegalArgumentException("an empty word is in every text");
      }
    }
    this.trie = new WordTrie(words, ignoreCase);
    this.shift = 32 - Integer.numberOfLeadingZeros(trie.classCount - 1);
    this.rows = trie.size <= 1 << 16 ? Math.min(trie.size, maxCells >> shift) : 0;
    this.cells = table();
  }

  /// Each row begins as the row of the node's failure, whose number is always lower.
  private char[] table() {
    char[] table = new char[rows << shift];
    for (int node = 0; node < rows; node++) {
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
      node = node < rows ? table[(node << shift) + label] : walk(node, label);
      if (node >= accepting) {
        break;
      }
    }
    return (long) at << 32 | node;
  }

  /// The step from a node without a row.
  private int walk(int from, int label) {
    int node = from;
    while (node >= rows) {
      int child = trie.child(node, label);
      if (child >= 0 || node == 0) {
        return Math.max(child, 0);
      }
      node = trie.failures[node];
    }
    return cells[(node << shift) + label];
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
