package gatehouse.regex;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// Derives a [Graph]'s parts from a program.
final class GraphBuilder {

  static final byte BYTE = 0;
  static final byte LOOK = 1;
  static final byte MATCH = 2;

  private static final int UNSEEN = Integer.MIN_VALUE;

  final Alphabet alphabet;
  final int start;
  int items;
  int[] targets;
  int[] rules;
  int forkCount;
  byte[] forkKinds;
  int[][] forks;

  private final Program program;
  private final byte[] kinds;
  private final int[] sources;
  private final boolean[] beforeWord;
  private final int[] references;
  private final int[] entries;
  private final Deque<Integer> pending = new ArrayDeque<>();

  GraphBuilder(Program program) {
    this.program = program;
    this.alphabet = new Alphabet(program);
    int bound = 2 * program.size();
    this.targets = new int[bound];
    this.rules = new int[bound];
    this.kinds = new byte[bound];
    this.sources = new int[bound];
    this.beforeWord = new boolean[bound];
    this.forkKinds = new byte[program.size()];
    this.forks = new int[program.size()][];
    this.references = new int[program.size()];
    Arrays.fill(references, UNSEEN);
    this.entries = countEntries();
    this.start = reference(program.start);
    while (!pending.isEmpty()) {
      connect(pending.pop());
    }
  }

  private int[] countEntries() {
    int[] counts = new int[program.size()];
    counts[program.start]++;
    for (int pc = 0; pc < program.size(); pc++) {
      if (program.nexts[pc] >= 0) {
        counts[program.nexts[pc]]++;
      }
      if (program.others[pc] >= 0) {
        counts[program.others[pc]]++;
      }
    }
    return counts;
  }

  /// The node for an instruction, made on first sight and connected later.
  private int reference(int instruction) {
    int pc = instruction;
    while (program.ops[pc] == Program.SAVE) {
      pc = program.nexts[pc];
    }
    if (references[pc] == UNSEEN) {
      references[pc] =
          switch (program.ops[pc]) {
            case Program.BYTE -> item(BYTE, pc);
            case Program.MATCH -> item(MATCH, pc);
            case Program.LOOK -> look(pc);
            default -> fork(Graph.ALL);
          };
      pending.push(pc);
    }
    return references[pc];
  }

  private int item(byte kind, int pc) {
    kinds[items] = kind;
    sources[items] = pc;
    rules[items] = kind == MATCH ? program.args[pc] : -1;
    return items++;
  }

  private int look(int pc) {
    return switch (program.look(pc)) {
      case TEXT_START -> fork(Graph.AT_START);
      case LINE_START -> fork(Graph.AT_LINE);
      case TEXT_END, FINAL_END, LINE_END -> item(LOOK, pc);
      case WORD_EDGE, NOT_WORD_EDGE -> fork(Graph.BY_WORD);
    };
  }

  private int fork(byte kind) {
    forkKinds[forkCount] = kind;
    return ~forkCount++;
  }

  private void connect(int pc) {
    int node = references[pc];
    if (node >= 0) {
      if (kinds[node] != MATCH) {
        targets[node] = reference(program.nexts[pc]);
      }
      return;
    }
    forks[~node] =
        switch (forkKinds[~node]) {
          case Graph.ALL -> branches(pc);
          case Graph.BY_WORD -> wordItems(pc);
          default -> new int[] {reference(program.nexts[pc])};
        };
  }

  /// The targets of a split and of all splits that only it leads to.
  private int[] branches(int pc) {
    int[] found = new int[4];
    int count = 0;
    Deque<Integer> open = new ArrayDeque<>();
    open.push(program.others[pc]);
    open.push(program.nexts[pc]);
    while (!open.isEmpty()) {
      int next = open.pop();
      if (program.ops[next] == Program.SPLIT && entries[next] == 1) {
        open.push(program.others[next]);
        open.push(program.nexts[next]);
      } else {
        if (count == found.length) {
          found = Arrays.copyOf(found, 2 * count);
        }
        found[count++] = reference(next);
      }
    }
    return Arrays.copyOf(found, count);
  }

  /// A word edge becomes two conditions on what follows; what came before chooses one.
  private int[] wordItems(int pc) {
    boolean edge = program.look(pc) == Look.WORD_EDGE;
    int[] chosen = new int[2];
    for (int i = 0; i < 2; i++) {
      int item = item(LOOK, pc);
      boolean afterWord = i == 0;
      beforeWord[item] = afterWord != edge;
      targets[item] = reference(program.nexts[pc]);
      chosen[i] = item;
    }
    return chosen;
  }

  long[][] satisfied() {
    long[][] bits = new long[alphabet.size()][(items + 63) >> 6];
    int[] sample = samples();
    for (int symbol = 0; symbol < bits.length; symbol++) {
      int consumed = alphabet.consumed(symbol);
      for (int item = 0; item < items; item++) {
        boolean holds =
            switch (kinds[item]) {
              case BYTE -> consumed >= 0 && set(item).contains(sample[consumed]);
              case LOOK -> lookHolds(item, symbol);
              default -> false;
            };
        if (holds) {
          bits[symbol][item >> 6] |= 1L << item;
        }
      }
    }
    return bits;
  }

  /// One byte of each class.
  private int[] samples() {
    int[] sample = new int[alphabet.size()];
    for (int value = 0; value < 256; value++) {
      sample[alphabet.of((byte) value)] = value;
    }
    return sample;
  }

  private ByteSet set(int item) {
    return program.sets[program.args[sources[item]]];
  }

  private boolean lookHolds(int item, int symbol) {
    Look look = program.look(sources[item]);
    if (look == Look.WORD_EDGE || look == Look.NOT_WORD_EDGE) {
      return alphabet.isWord(symbol) == beforeWord[item];
    }
    return alphabet.endsBefore(look, symbol);
  }

  long[] bits(byte kind) {
    long[] bits = new long[(items + 63) >> 6];
    for (int item = 0; item < items; item++) {
      if (kinds[item] == kind) {
        bits[item >> 6] |= 1L << item;
      }
    }
    return bits;
  }
}
