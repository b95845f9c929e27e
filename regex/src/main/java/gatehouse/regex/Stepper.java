package gatehouse.regex;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Computes which items are live after a symbol, from those that were live before it. The search's
/// own beginning, possible at every place, is not kept in the sets: its step depends on the context
/// and the symbol only, is computed once and then merged in as bits.
///
/// Not thread-safe: the result stands in the fields until the next call.
final class Stepper {

  private static final char[] NO_ITEMS = {};

  private final Graph graph;
  private final boolean anchored;
  private final long[] next;
  private final long[] now;
  private final int[] forkStamps;
  private final int[] stack;
  private final char[][] startItems = new char[Graph.CONTEXTS][];
  private final int[] canonical = new int[Graph.CONTEXTS];
  private final long[] @Nullable [][] startSteps;
  private final boolean beginsOnlyAtStart;
  private int stamp;
  private long work;

  /// The items live now, ascending; a copy of its own.
  char[] items = NO_ITEMS;

  /// What came before, as far as it matters for what follows.
  int context;

  /// True when a match item is live.
  boolean matched;

  Stepper(Graph graph, boolean anchored) {
    this.graph = graph;
    this.anchored = anchored;
    this.next = new long[graph.words];
    this.now = new long[graph.words];
    this.forkStamps = new int[graph.forks.length];
    this.stack = new int[graph.forks.length + 1];
    this.startSteps = new long[Graph.CONTEXTS][graph.alphabet.size()][];
    boolean looks = false;
    boolean empty = true;
    for (int before = 0; before < Graph.CONTEXTS; before++) {
      clearNext();
      if (!anchored || before == Graph.START) {
        add(next, graph.start, before);
      }
      startItems[before] = extract(next);
      looks |= graph.holdsLook(next);
      empty &= before == Graph.START || startItems[before].length == 0;
    }
    this.beginsOnlyAtStart = empty;
    for (int before = 0; before < Graph.CONTEXTS; before++) {
      canonical[before] = looks ? before : sameStart(before);
    }
  }

  private int sameStart(int before) {
    for (int other = Graph.START + 1; other < before; other++) {
      if (Arrays.equals(startItems[other], startItems[before])) {
        return other;
      }
    }
    return before;
  }

  /// The state before the first symbol.
  void begin() {
    clearNext();
    add(next, graph.start, Graph.START);
    matched = graph.holdsMatch(next);
    items = anchored || matched ? extract(next) : NO_ITEMS;
    context = Graph.START;
  }

  /// Nothing is live and nothing can begin any more.
  boolean isDead() {
    return items.length == 0 && beginsOnlyAtStart && context != Graph.START;
  }

  /// Work done since the last call, in items and forks visited.
  long takeWork() {
    long done = work;
    work = 0;
    return done;
  }

  void step(char[] before, int contextBefore, int symbol) {
    long[] begun = anchored ? null : startStep(contextBefore, symbol);
    clearNext();
    if (begun != null) {
      for (int i = 0; i < begun.length; i++) {
        next[i] = begun[i];
      }
    }
    consume(before, contextBefore, symbol);
    matched = graph.holdsMatch(next);
    int after = graph.contextAfter(symbol);
    context = graph.holdsLook(next) ? after : canonical[after];
    items = extract(next);
  }

  private long @Nullable [] startStep(int before, int symbol) {
    long[] known = startSteps[before][symbol];
    if (known == null) {
      clearNext();
      consume(startItems[before], before, symbol);
      known = next.clone();
      startSteps[before][symbol] = known;
    }
    return known;
  }

  private void consume(char[] before, int contextBefore, int symbol) {
    long[] satisfied = graph.satisfied[symbol];
    int after = graph.contextAfter(symbol);
    boolean looks = false;
    stamp++;
    // The sets are gone through as wholes, too.
    work += before.length + graph.words / 4 + 4;
    for (char item : before) {
      if ((satisfied[item >> 6] >>> item & 1) != 0) {
        if ((graph.lookItems[item >> 6] >>> item & 1) != 0) {
          looks = true;
        } else {
          add(next, graph.targets[item], after);
        }
      }
    }
    if (looks) {
      resolve(before, contextBefore, symbol, after);
    }
  }

  /// Follows the conditions that hold before `symbol`, at the place they stand, then consumes it
  /// from what they lead to.
  private void resolve(char[] before, int contextBefore, int symbol, int after) {
    Arrays.fill(now, 0);
    stamp++;
    for (char item : before) {
      follow(item, contextBefore, symbol);
    }
    long[] done = new long[now.length];
    for (boolean more = true; more; ) {
      more = false;
      for (int i = 0; i < now.length; i++) {
        long fresh = now[i] & graph.lookItems[i] & ~done[i];
        done[i] |= fresh;
        for (; fresh != 0; fresh &= fresh - 1) {
          follow(i * 64 + Long.numberOfTrailingZeros(fresh), contextBefore, symbol);
          more = true;
        }
      }
    }
    stamp++;
    for (int i = 0; i < now.length; i++) {
      next[i] |= now[i] & graph.matchItems[i];
      long live = now[i] & graph.satisfied[symbol][i] & ~graph.lookItems[i];
      for (; live != 0; live &= live - 1) {
        add(next, graph.targets[i * 64 + Long.numberOfTrailingZeros(live)], after);
        work++;
      }
    }
  }

  private void follow(int item, int contextBefore, int symbol) {
    work++;
    if ((graph.satisfied[symbol][item >> 6] & graph.lookItems[item >> 6] & 1L << item) != 0) {
      add(now, graph.targets[item], contextBefore);
    }
  }

  /// Adds a node and all that is reached from it without consuming.
  private void add(long[] set, int node, int before) {
    if (node >= 0) {
      set[node >> 6] |= 1L << node;
      return;
    }
    int top = push(~node, 0);
    while (top > 0) {
      int fork = stack[--top];
      int[] ways = graph.forks[fork];
      int from = graph.firstWay(fork, before);
      int to = graph.endOfWays(fork, before);
      work += to - from + 1;
      for (int i = from; i < to; i++) {
        int way = ways[i];
        if (way >= 0) {
          set[way >> 6] |= 1L << way;
        } else {
          top = push(~way, top);
        }
      }
    }
  }

  /// Each fork is followed once between two stamps, so the stack never holds more than all forks.
  private int push(int fork, int top) {
    if (forkStamps[fork] == stamp) {
      return top;
    }
    forkStamps[fork] = stamp;
    stack[top] = fork;
    return top + 1;
  }

  private void clearNext() {
    Arrays.fill(next, 0);
    stamp++;
  }

  private static char[] extract(long[] set) {
    int count = 0;
    for (long word : set) {
      count += Long.bitCount(word);
    }
    if (count == 0) {
      return NO_ITEMS;
    }
    char[] items = new char[count];
    int at = 0;
    for (int i = 0; i < set.length; i++) {
      for (long word = set[i]; word != 0; word &= word - 1) {
        items[at++] = (char) (i * 64 + Long.numberOfTrailingZeros(word));
      }
    }
    return items;
  }
}
