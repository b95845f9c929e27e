package gatehouse.regex;

import java.util.Arrays;

/// Computes which items are live after a symbol, the preferred first, and whether a match ends
/// before it. What stands behind a match in that order is dropped, as a backtracking matcher would
/// never come to it; or kept, when all ends of matches are wanted.
///
/// Not thread-safe: the result stands in the fields until the next call.
final class RankedStepper {

  private final Graph graph;

  /// Only the preferred match is of interest.
  private final boolean prefers;

  private final int[] itemsNow;
  private final int[] itemsNext;
  private final int[] forksNow;
  private final int[] forksNext;
  private final boolean startsDiffer;
  private int[] stack = new int[32];
  private int[] outer = new int[32];
  private char[] list = new char[16];
  private int count;
  private int stamp;
  private boolean looks;

  /// A match stands in the list, and what follows it does not matter.
  private boolean closed;

  private long work;

  /// True when a match ends right before the symbol.
  boolean matched;

  /// What came before the next symbol, as far as it matters.
  int context;

  RankedStepper(Graph graph, boolean prefers) {
    this.graph = graph;
    this.prefers = prefers;
    this.itemsNow = new int[graph.items];
    this.itemsNext = new int[graph.items];
    this.forksNow = new int[graph.forks.length];
    this.forksNext = new int[graph.forks.length];
    this.startsDiffer = startsDiffer();
  }

  private boolean startsDiffer() {
    char[] first = begin(Graph.OTHER);
    return !Arrays.equals(first, begin(Graph.WORD))
        || !Arrays.equals(first, begin(Graph.NEWLINE))
        || looks;
  }

  /// The items that a match beginning here waits with.
  char[] begin(int before) {
    clear();
    spread(graph.start, before);
    context = before;
    return Arrays.copyOf(list, count);
  }

  /// Moves `items` over `symbol`; with `opens` a match may also begin at this place, and is the
  /// least preferred.
  char[] step(char[] items, int before, boolean opens, int symbol) {
    clear();
    int after = graph.contextAfter(symbol);
    matched = false;
    boolean over = false;
    for (int i = 0; i < items.length && !over; i++) {
      over = settle(items[i], before, symbol, after);
    }
    if (opens && !over) {
      over = settle(graph.start, before, symbol, after);
    }
    boolean open = opens && !(prefers && matched);
    context = looks || (open && startsDiffer) ? after : Graph.OTHER;
    char[] live = Arrays.copyOf(list, count);
    if (!prefers) {
      Arrays.sort(live);
    }
    return live;
  }

  /// Work done since the last call, in items and forks visited.
  long takeWork() {
    long done = work;
    work = 0;
    return done;
  }

  private void clear() {
    stamp++;
    count = 0;
    looks = false;
    closed = false;
    work += 4;
  }

  /// Follows a node at the place before `symbol`, in order; true when a match ends there and so
  /// nothing less preferred counts.
  private boolean settle(int node, int before, int symbol, int after) {
    long[] satisfied = graph.satisfied[symbol];
    outer[0] = node;
    int top = 1;
    while (top > 0) {
      int next = outer[--top];
      work++;
      if (next < 0) {
        if (forksNow[~next] != stamp) {
          forksNow[~next] = stamp;
          outer = room(outer, top, ~next);
          top = push(outer, top, ~next, before);
        }
      } else if (itemsNow[next] != stamp) {
        itemsNow[next] = stamp;
        if (has(graph.matchItems, next)) {
          matched = true;
          if (prefers) {
            return true;
          }
        } else if (has(satisfied, next)) {
          if (has(graph.lookItems, next)) {
            outer = room(outer, top);
            outer[top++] = graph.targets[next];
          } else if (!closed) {
            spread(graph.targets[next], after);
          }
        }
      }
    }
    return false;
  }

  /// Adds a node, and all that is reached from it without consuming, to the list behind the symbol.
  private void spread(int node, int before) {
    stack[0] = node;
    int top = 1;
    while (top > 0) {
      int next = stack[--top];
      work++;
      if (next < 0) {
        if (forksNext[~next] != stamp) {
          forksNext[~next] = stamp;
          stack = room(stack, top, ~next);
          top = push(stack, top, ~next, before);
        }
      } else if (itemsNext[next] != stamp) {
        itemsNext[next] = stamp;
        add(next);
        if (prefers && has(graph.matchItems, next)) {
          closed = true;
          return;
        }
      }
    }
  }

  private void add(int item) {
    if (count == list.length) {
      list = Arrays.copyOf(list, 2 * count);
    }
    list[count++] = (char) item;
    looks |= has(graph.lookItems, item);
  }

  private int[] room(int[] stack, int top) {
    return top < stack.length ? stack : Arrays.copyOf(stack, 2 * top);
  }

  private int[] room(int[] stack, int top, int fork) {
    int needed = top + graph.forks[fork].length;
    return needed <= stack.length ? stack : Arrays.copyOf(stack, 2 * needed);
  }

  /// Pushes the ways of a fork that are open here, so that the preferred comes off first.
  private int push(int[] onto, int top, int fork, int before) {
    int[] ways = graph.forks[fork];
    int from = graph.firstWay(fork, before);
    int to = graph.endOfWays(fork, before);
    int end = top;
    for (int i = to - 1; i >= from; i--) {
      onto[end++] = ways[i];
    }
    return end;
  }

  private static boolean has(long[] set, int item) {
    return (set[item >> 6] >>> item & 1) != 0;
  }
}
