package gatehouse.regex;

import java.util.Arrays;
import java.util.List;

/// The tree of letters that a list of words spells, with for each node the longest proper end of it
/// that is in the tree as well (Aho and Corasick's failure link), which always has a lower number.
/// Nodes in which a word ends, or a word that is such an end, have the highest numbers; node 0 is
/// the root.
final class WordTrie {

  /// Number of nodes.
  final int size;

  /// The lowest number of a node in which a word ends.
  final int accepting;

  /// The class of each byte, unsigned: bytes that occur in no word share class 0.
  final byte[] classes;

  final int classCount;

  /// The children of node `n` are `[childOffsets[n], childOffsets[n + 1])`, ascending by class.
  final int[] childOffsets;

  final byte[] childClasses;
  final int[] childNodes;
  final int[] failures;

  /// The longest word ending in each node from [#accepting] on, and the next shorter such node or
  /// -1.
  final int[] words;

  final int[] shorter;

  WordTrie(List<byte[]> words, boolean ignoreCase) {
    this.classes = new byte[256];
    this.classCount = classify(words, ignoreCase, classes);
    Builder builder = new Builder(words, classes);
    int[] order = builder.breadthFirst();
    int[] failure = builder.failures(order, classCount);
    int[] shorterOld = new int[builder.count];
    boolean[] accepts = new boolean[builder.count];
    for (int node : order) {
      int link = node == 0 ? -1 : failure[node];
      shorterOld[node] = link < 0 ? -1 : builder.word[link] >= 0 ? link : shorterOld[link];
      accepts[node] = builder.word[node] >= 0 || shorterOld[node] >= 0;
    }
    int[] number = new int[builder.count];
    int next = 0;
    for (int pass = 0; pass < 2; pass++) {
      if (pass == 1) {
        builder.firstAccepting = next;
      }
      for (int node : order) {
        if (accepts[node] == (pass == 1)) {
          number[node] = next++;
        }
      }
    }
    this.size = builder.count;
    this.accepting = builder.firstAccepting;
    this.childOffsets = new int[size + 1];
    this.childClasses = new byte[size - 1];
    this.childNodes = new int[size - 1];
    this.failures = new int[size];
    this.words = new int[size - accepting];
    this.shorter = new int[size - accepting];
    fill(builder, number, failure, shorterOld);
  }

  private void fill(Builder builder, int[] number, int[] failure, int[] shorterOld) {
    int[] old = new int[size];
    for (int node = 0; node < size; node++) {
      old[number[node]] = node;
    }
    int edge = 0;
    for (int node = 0; node < size; node++) {
      int source = old[node];
      childOffsets[node] = edge;
      for (int child = builder.firstChild[source]; child >= 0; child = builder.sibling[child]) {
        childClasses[edge] = builder.label[child];
        childNodes[edge++] = number[child];
      }
      failures[node] = number[failure[source]];
      if (node >= accepting) {
        int before = shorterOld[source];
        words[node - accepting] = builder.word[source];
        shorter[node - accepting] = before < 0 ? -1 : number[before];
      }
    }
    childOffsets[size] = edge;
  }

  private static int classify(List<byte[]> words, boolean ignoreCase, byte[] classes) {
    ByteSet used = ByteSet.NONE;
    for (byte[] word : words) {
      for (byte value : word) {
        used = used.contains(value & 0xFF) ? used : used.or(ByteSet.of(value & 0xFF));
      }
    }
    used = ignoreCase ? used.foldCase() : used;
    int next = used.size() == 256 ? 0 : 1;
    for (int value = 0; value < 256; value++) {
      if (used.contains(value)) {
        boolean folded = ignoreCase && ByteSet.LOWER.contains(value);
        classes[value] = folded ? classes[value - 32] : (byte) next++;
      }
    }
    return next;
  }

  /// The child of a node by a byte of class `label`, -1 when there is none.
  int child(int node, int label) {
    int place =
        Arrays.binarySearch(childClasses, childOffsets[node], childOffsets[node + 1], (byte) label);
    return place < 0 ? -1 : childNodes[place];
  }

  /// The tree while it grows: children as linked lists, ascending by signed class.
  private static final class Builder {
    private int[] firstChild = new int[64];
    private int[] sibling = new int[64];
    private int[] word = new int[64];
    private byte[] label = new byte[64];
    private int count;
    private int firstAccepting;

    Builder(List<byte[]> words, byte[] classes) {
      add((byte) 0);
      for (int i = 0; i < words.size(); i++) {
        int node = 0;
        for (byte value : words.get(i)) {
          node = descend(node, classes[value & 0xFF]);
        }
        word[node] = word[node] < 0 ? i : word[node];
      }
    }

    private int add(byte label) {
      if (count == word.length) {
        firstChild = Arrays.copyOf(firstChild, 2 * count);
        sibling = Arrays.copyOf(sibling, 2 * count);
        word = Arrays.copyOf(word, 2 * count);
        this.label = Arrays.copyOf(this.label, 2 * count);
      }
      firstChild[count] = -1;
      sibling[count] = -1;
      word[count] = -1;
      this.label[count] = label;
      return count++;
    }

    private int descend(int node, byte wanted) {
      int before = -1;
      int child = firstChild[node];
      while (child >= 0 && label[child] < wanted) {
        before = child;
        child = sibling[child];
      }
      if (child >= 0 && label[child] == wanted) {
        return child;
      }
      int added = add(wanted);
      sibling[added] = child;
      if (before < 0) {
        firstChild[node] = added;
      } else {
        sibling[before] = added;
      }
      return added;
    }

    int[] breadthFirst() {
      int[] order = new int[count];
      int end = 1;
      for (int i = 0; i < end; i++) {
        for (int child = firstChild[order[i]]; child >= 0; child = sibling[child]) {
          order[end++] = child;
        }
      }
      return order;
    }

    int[] failures(int[] order, int classCount) {
      int[] failures = new int[count];
      int[] roots = new int[classCount];
      for (int child = firstChild[0]; child >= 0; child = sibling[child]) {
        roots[label[child] & 0xFF] = child;
      }
      for (int node : order) {
        for (int child = firstChild[node]; child >= 0; child = sibling[child]) {
          if (node != 0) {
            failures[child] = failure(failures[node], label[child], failures, roots);
          }
        }
      }
      return failures;
    }

    private int failure(int from, byte wanted, int[] failures, int[] roots) {
      for (int node = from; node != 0; node = failures[node]) {
        for (int child = firstChild[node]; child >= 0; child = sibling[child]) {
          if (label[child] == wanted) {
            return child;
          }
        }
      }
      return roots[wanted & 0xFF];
    }
  }
}
