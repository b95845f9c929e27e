package gatehouse.regex;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds where a match ends or, over a [Mirror], where it begins, with a table of states that is
/// built as the text needs them: on a long text one load a byte, where [Threads] take a step for
/// each thing that may still match. Not thread-safe; kept for the next match.
final class Bounds {

  /// Nothing found.
  static final int NONE = -1;

  /// The budget ran out.
  static final int EXHAUSTED = -2;

  /// Bytes that the table may take before it is begun anew.
  private static final int MAX_BYTES = 2 << 20;

  /// Bytes that a table may take that is kept for the next match.
  private static final int KEPT_BYTES = 256 << 10;

  private static final int STATE_OVERHEAD = 120;
  private static final int DEAD = 1;

  /// What is live, the preferred first; what came before; whether a match may still begin.
  private static final class State {
    final char[] items;
    final int context;
    final boolean open;

    State(char[] items, int context, boolean open) {
      this.items = items;
      this.context = context;
      this.open = open;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof State that
          && context == that.context
          && open == that.open
          && Arrays.equals(items, that.items);
    }

    @Override
    public int hashCode() {
      return (Arrays.hashCode(items) * 31 + context) * 31 + (open ? 1 : 0);
    }
  }

  private final Graph graph;
  private final boolean prefers;
  private final RankedStepper stepper;
  private final int stride;
  private final int maxStates;
  private final Map<State, Integer> numbers = new HashMap<>();
  private State[] states = new State[8];
  private int[] cells;
  private int bytes;

  /// With `prefers` the end that a backtracking matcher comes to first is found, otherwise the
  /// furthest.
  Bounds(Graph graph, boolean prefers) {
    this.graph = graph;
    this.prefers = prefers;
    this.stepper = new RankedStepper(graph, prefers);
    this.stride = graph.alphabet.size();
    this.maxStates = Integer.MAX_VALUE / 4 / stride;
    this.cells = new int[8 * stride];
    clear();
  }

  private void clear() {
    numbers.clear();
    Arrays.fill(states, null);
    Arrays.fill(cells, 0);
    bytes = 0;
    number(new State(new char[0], Graph.OTHER, false));
  }

  /// Whether the table is small enough to be kept.
  boolean isWorthKeeping() {
    return bytes <= KEPT_BYTES;
  }

  /// Where the preferred match in the text `[from, to)` that begins at `start` or later ends.
  int end(byte[] text, int from, int to, int start, boolean anchored, Budget budget) {
    Alphabet alphabet = graph.alphabet;
    int last = to - 1;
    int before =
        start == from ? Graph.START : graph.contextAfter(alphabet.symbol(text, start - 1, last));
    State first =
        anchored
            ? new State(stepper.begin(before), before, false)
            : new State(new char[0], before, true);
    int end = NONE;
    int row = number(first) * stride;
    for (int at = start; at <= to && row != DEAD * stride; at++) {
      int symbol = alphabet.symbol(text, at, last);
      int cell = cells[row + symbol];
      if (cell == 0) {
        cell = fill(row / stride, symbol);
        if (!budget.spend(stepper.takeWork())) {
          return EXHAUSTED;
        }
      }
      if ((cell & 1) != 0) {
        end = at;
      }
      row = cell >>> 1;
    }
    return end;
  }

  /// Over a mirrored pattern: the first place, not before `low`, at which a match begins that ends
  /// at `end`.
  int begin(byte[] text, int from, int to, int low, int end, Budget budget) {
    Alphabet alphabet = graph.alphabet;
    int before = end == to ? Graph.START : graph.contextAfter(alphabet.of(text[end]));
    State first = new State(stepper.begin(before), before, false);
    int begin = NONE;
    int row = number(first) * stride;
    for (int at = end; at >= low && row != DEAD * stride; at--) {
      int symbol = at == from ? alphabet.end() : alphabet.of(text[at - 1]);
      int cell = cells[row + symbol];
      if (cell == 0) {
        cell = fill(row / stride, symbol);
        if (!budget.spend(stepper.takeWork())) {
          return EXHAUSTED;
        }
      }
      if ((cell & 1) != 0) {
        begin = at;
      }
      row = cell >>> 1;
    }
    return begin;
  }

  /// A cell is the row to go on in and, in the lowest bit, whether a match ends before the symbol.
  private int fill(int number, int symbol) {
    State state = states[number];
    char[] items = stepper.step(state.items, state.context, state.open, symbol);
    boolean matched = stepper.matched;
    boolean open = state.open && !(prefers && matched);
    boolean dead = items.length == 0 && !open;
    State next = new State(items, dead ? Graph.OTHER : stepper.context, open);
    boolean room = bytes < MAX_BYTES && numbers.size() + 2 < maxStates;
    if (!room && !numbers.containsKey(next)) {
      clear();
      return number(next) * stride << 1 | (matched ? 1 : 0);
    }
    int cell = number(next) * stride << 1 | (matched ? 1 : 0);
    cells[number * stride + symbol] = cell;
    return cell;
  }

  private int number(State state) {
    Integer known = numbers.get(state);
    if (known != null) {
      return known;
    }
    int number = numbers.size() + 1;
    if (number == states.length) {
      states = Arrays.copyOf(states, 2 * number);
      cells = Arrays.copyOf(cells, 2 * cells.length);
    }
    states[number] = state;
    numbers.put(state, number);
    bytes += 4 * stride + 2 * state.items.length + STATE_OVERHEAD;
    return number;
  }
}
