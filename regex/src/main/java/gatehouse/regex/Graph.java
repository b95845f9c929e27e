package gatehouse.regex;

import java.util.Arrays;
import java.util.List;

/// A program seen by an automaton: *items* that wait for the next symbol (a byte set, a condition
/// on what follows, a match) and *forks* between them that consume nothing. Chains of splits are
/// flattened into one fork and slots are gone, so that a step touches few nodes.
///
/// A node reference is an item's number, or the complement of a fork's.
final class Graph {

  /// What came before a place. The first is the start of the text.
  static final int START = 0;

  static final int OTHER = 1;
  static final int WORD = 2;
  static final int NEWLINE = 3;
  static final int CONTEXTS = 4;

  /// A fork that goes to all its targets.
  static final byte ALL = 0;

  /// A fork that goes to its target at the start of the text only.
  static final byte AT_START = 1;

  /// Likewise, and after a `\n` that begins a line.
  static final byte AT_LINE = 2;

  /// A fork to its first target after a word byte, to its second otherwise.
  static final byte BY_WORD = 3;

  final Alphabet alphabet;
  final int items;
  final int words;
  final int start;

  /// Where each item goes once its symbol came or its condition holds.
  final int[] targets;

  /// The number of the rule each match item ends, -1 for other items.
  final int[] rules;

  /// Per symbol, the bits of the items it satisfies; the end satisfies conditions only.
  final long[][] satisfied;

  final long[] matchItems;
  final long[] lookItems;
  final byte[] forkKinds;
  final int[][] forks;
  private final boolean usesWords;
  private final boolean usesLines;

  /// The graph of one tree.
  static Graph of(Node tree) {
    return new Graph(ProgramBuilder.sideBySide(List.of(tree)));
  }

  Graph(Program program) {
    GraphBuilder built = new GraphBuilder(program);
    this.alphabet = built.alphabet;
    this.items = built.items;
    this.words = (items + 63) >> 6;
    this.start = built.start;
    this.targets = Arrays.copyOf(built.targets, items);
    this.rules = Arrays.copyOf(built.rules, items);
    this.satisfied = built.satisfied();
    this.matchItems = built.bits(GraphBuilder.MATCH);
    this.lookItems = built.bits(GraphBuilder.LOOK);
    this.forkKinds = Arrays.copyOf(built.forkKinds, built.forkCount);
    this.forks = Arrays.copyOf(built.forks, built.forkCount);
    this.usesWords = has(BY_WORD);
    this.usesLines = has(AT_LINE);
  }

  /// The context after `symbol` was consumed.
  int contextAfter(int symbol) {
    if (usesWords && alphabet.isWord(symbol)) {
      return WORD;
    }
    return usesLines && alphabet.beginsLine(symbol) ? NEWLINE : OTHER;
  }

  private boolean has(byte forkKind) {
    for (byte kind : forkKinds) {
      if (kind == forkKind) {
        return true;
      }
    }
    return false;
  }

  /// The first way of a fork that is open where that came before.
  int firstWay(int fork, int before) {
    return forkKinds[fork] == BY_WORD && before != WORD ? 1 : 0;
  }

  /// The way behind the last one that is open there.
  int endOfWays(int fork, int before) {
    return switch (forkKinds[fork]) {
      case AT_START -> before == START ? 1 : 0;
      case AT_LINE -> before == START || before == NEWLINE ? 1 : 0;
      case BY_WORD -> before == WORD ? 1 : 2;
      default -> forks[fork].length;
    };
  }

  boolean holdsLook(long[] set) {
    return intersects(set, lookItems);
  }

  boolean holdsMatch(long[] set) {
    return intersects(set, matchItems);
  }

  private static boolean intersects(long[] set, long[] other) {
    for (int i = 0; i < set.length; i++) {
      if ((set[i] & other[i]) != 0) {
        return true;
      }
    }
    return false;
  }
}
