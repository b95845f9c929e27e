package gatehouse.regex;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Decides whether a text matches, with a table of states that is built as texts need them and is
/// shared by all threads. One table load a byte when the table is warm. A match that fills a second
/// table goes on without one, stepping the set of live items.
final class Automaton {

  private final Graph graph;
  private final boolean anchored;
  private final RegexOptions options;
  private final AtomicReference<@Nullable Stepper> spare = new AtomicReference<>();
  private volatile StateTable table;

  Automaton(Graph graph, boolean anchored, RegexOptions options) {
    this.graph = graph;
    this.anchored = anchored;
    this.options = options;
    this.table = newTable();
  }

  private StateTable newTable() {
    return new StateTable(graph, anchored, false, options.maxStates(), options.maxTableBytes());
  }

  int states() {
    return table.states();
  }

  long bytes() {
    return table.bytes();
  }

  /// True when the text `[from, to)` has a match; bounds are the caller's affair.
  Outcome run(byte[] text, int from, int to, Budget budget) {
    StateTable current = table;
    int[] cells = current.cells();
    byte[] classes = graph.alphabet.classes();
    int last = to - 1;
    int at = from;
    int next = current.first();
    int state;
    boolean renewed = false;
    while (next > StateTable.DEAD) {
      state = next;
      // The hot loop: measured 1.1 to 2.5 ns a byte.
      while (at < last) {
        next = cells[state + (classes[text[at] & 0xFF] & 0xFF)];
        if (next <= StateTable.DEAD) {
          break;
        }
        state = next;
        at++;
      }
      int symbol = graph.alphabet.symbol(text, at, last);
      next = cells[state + symbol];
      if (next == StateTable.UNKNOWN) {
        next = current.fill(state, symbol, budget);
        if (next == StateTable.FULL) {
          char[] items = current.items(state);
          int context = current.context(state);
          current = renewed ? current : renew(current);
          next = renewed ? StateTable.FULL : current.adopt(items, context);
          if (next == StateTable.FULL) {
            return simulate(text, at, to, items, context, budget);
          }
          renewed = true;
          at--;
        }
        cells = current.cells();
      }
      at++;
    }
    return switch (next) {
      case StateTable.MATCH -> Outcome.MATCH;
      case StateTable.EXHAUSTED -> Outcome.EXHAUSTED;
      default -> Outcome.MISS;
    };
  }

  /// The last place known, up to where the first match ends, over which no match reaches: all
  /// matches begin there or later. For a search whose automaton begins as its pattern does.
  int quietPlace(byte[] text, int from, int to, Budget budget) {
    StateTable current = table;
    int[] cells = current.cells();
    int quiet = from;
    int state = current.first();
    for (int at = from; state > StateTable.DEAD; at++) {
      if (current.isQuiet(state)) {
        quiet = at;
      }
      int symbol = graph.alphabet.symbol(text, at, to - 1);
      int next = cells[state + symbol];
      if (next == StateTable.UNKNOWN) {
        next = current.fill(state, symbol, budget);
        cells = current.cells();
        if (next == StateTable.FULL) {
          // Later searches begin with an empty table.
          renew(current);
        }
      }
      state = next;
    }
    return quiet;
  }

  private synchronized StateTable renew(StateTable full) {
    if (table == full) {
      table = newTable();
    }
    return table;
  }

  private Outcome simulate(
      byte[] text, int from, int to, char[] items, int context, Budget budget) {
    Stepper pooled = spare.getAndSet(null);
    Stepper stepper = pooled == null ? new Stepper(graph, anchored) : pooled;
    stepper.step(items, context, graph.alphabet.symbol(text, from, to - 1));
    boolean paid = budget.spend(stepper.takeWork());
    for (int at = from + 1; at <= to && !stepper.matched && !stepper.isDead() && paid; at++) {
      stepper.step(stepper.items, stepper.context, graph.alphabet.symbol(text, at, to - 1));
      paid = budget.spend(stepper.takeWork());
    }
    Outcome found = stepper.matched ? Outcome.MATCH : Outcome.MISS;
    spare.set(stepper);
    return paid ? found : Outcome.EXHAUSTED;
  }
}
