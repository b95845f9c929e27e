package gatehouse.regex;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Decides whether a text matches, with a table of states that is built as texts need them and is
/// shared by all threads. One table load a byte when the table is warm. A text that leads beyond a
/// full table steps the set of live items until it is back at a known state.
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
          Return back = beyond(current, state, text, at, to, budget);
          current = back.table;
          next = back.cell;
          at = back.at;
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

  /// Where a walk beyond the table came back to it.
  ///
  /// @param table the one to go on with
  /// @param cell what the symbol at `at` led to
  private record Return(StateTable table, int cell, int at) {}

  /// Steps the set of live items from a state of a full table until it is a known state again. When
  /// that costs more than making states, the table is begun anew with those that this text needs.
  private Return beyond(StateTable full, int from, byte[] text, int start, int to, Budget budget) {
    Stepper pooled = spare.getAndSet(null);
    Stepper stepper = pooled == null ? new Stepper(graph, anchored) : pooled;
    StateTable table = full;
    char[] items = table.items(from);
    int context = table.context(from);
    int state = from;
    int cell = StateTable.FULL;
    int at = start - 1;
    while (cell == StateTable.FULL) {
      at++;
      int symbol = graph.alphabet.symbol(text, at, to - 1);
      stepper.step(items, context, symbol);
      long work = stepper.takeWork();
      cell = table.find(state, symbol, stepper, work);
      items = stepper.items;
      context = stepper.context;
      state = StateTable.UNKNOWN;
      if (!budget.spend(work)) {
        cell = StateTable.EXHAUSTED;
      } else if (cell == StateTable.FULL && table.isWornOut()) {
        table = renew(table);
        cell = table.adopt(items, context);
      }
    }
    spare.set(stepper);
    return new Return(table, cell, at);
  }
}
