package gatehouse.regex;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Several patterns in one automaton: one pass over a text tells which of them match. Worth it for
/// a few patterns that are tried on the same texts; the states of many multiply, so the table is
/// limited. A text that leads beyond a full table is given to each pattern's own automaton instead.
/// Shared by all threads.
public final class RegexSet {

  /// A full table is begun anew after so many texts have led beyond it.
  private static final int MAX_FALLS = 1_000;

  private static final int MAX_ITEMS = 1 << 16;

  private final List<Regex> members;
  private final Graph graph;
  private final int maxStates;
  private final int maxBytes;
  private final AtomicInteger falls = new AtomicInteger();
  private volatile StateTable table;

  private RegexSet(List<Regex> members, int maxStates, int maxBytes) {
    this.members = List.copyOf(members);
    this.maxStates = maxStates;
    this.maxBytes = maxBytes;
    List<Node> trees = members.stream().map(each -> Reducer.forSearch(each.tree())).toList();
    this.graph = new Graph(ProgramBuilder.sideBySide(trees));
    if (graph.items > MAX_ITEMS) {
      throw new IllegalArgumentException("the patterns are too large for one automaton");
    }
    this.table = newTable();
  }

  /// Puts patterns together. `maxStates` (about 1,000 is sensible) and `maxBytes` limit the table.
  public static RegexSet of(List<Regex> members, int maxStates, int maxBytes) {
    if (members.isEmpty()) {
      throw new IllegalArgumentException("a set has one pattern at least");
    }
    return new RegexSet(members, maxStates, maxBytes);
  }

  private StateTable newTable() {
    return new StateTable(graph, false, true, maxStates, maxBytes);
  }

  /// The patterns; the bit of a pattern is its place here.
  public List<Regex> members() {
    return members;
  }

  /// Number of `long`s that [#find] needs.
  public int words() {
    return (members.size() + 63) >> 6;
  }

  /// States so far.
  public int states() {
    return table.states();
  }

  /// Memory in bytes that the states take so far, estimated.
  public long tableBytes() {
    return table.bytes();
  }

  /// Sets in `found` the bit of each pattern that has a match in the text; other bits stay. After
  /// [Outcome#EXHAUSTED] bits that are set are true, the others unknown.
  public Outcome find(byte[] text, int from, int to, long[] found, Budget budget) {
    int next = run(table, text, from, to, found, budget);
    if (next == StateTable.FULL) {
      return oneByOne(text, from, to, found, budget);
    }
    if (next == StateTable.EXHAUSTED) {
      return Outcome.EXHAUSTED;
    }
    for (long word : found) {
      if (word != 0) {
        return Outcome.MATCH;
      }
    }
    return Outcome.MISS;
  }

  /// Returns the last cell: [StateTable#DEAD] when all is known, or why it went no further.
  private int run(StateTable current, byte[] text, int from, int to, long[] found, Budget budget) {
    Alphabet alphabet = graph.alphabet;
    byte[] classes = alphabet.classes();
    int[] cells = current.cells();
    int last = to - 1;
    int at = from;
    int next = current.first();
    while (true) {
      if (next < 0) {
        if (next == StateTable.FULL || next == StateTable.EXHAUSTED) {
          return next;
        }
        current.collect(next, found);
        next = -next;
      }
      if (next == StateTable.DEAD || at > to) {
        return StateTable.DEAD;
      }
      int state = next;
      while (at < last) {
        next = cells[state + (classes[text[at] & 0xFF] & 0xFF)];
        if (next <= StateTable.DEAD) {
          break;
        }
        state = next;
        at++;
      }
      int symbol = alphabet.symbol(text, at, last);
      next = cells[state + symbol];
      if (next == StateTable.UNKNOWN) {
        next = current.fill(state, symbol, budget);
        cells = current.cells();
      }
      at++;
    }
  }

  private Outcome oneByOne(byte[] text, int from, int to, long[] found, Budget budget) {
    if (falls.incrementAndGet() % MAX_FALLS == 0) {
      table = newTable();
    }
    boolean any = false;
    for (int i = 0; i < members.size(); i++) {
      if ((found[i >> 6] >>> i & 1) == 0) {
        Outcome outcome = members.get(i).find(text, from, to, budget);
        if (outcome == Outcome.EXHAUSTED) {
          return outcome;
        }
        found[i >> 6] |= outcome == Outcome.MATCH ? 1L << i : 0;
      }
      any |= (found[i >> 6] >>> i & 1) != 0;
    }
    return any ? Outcome.MATCH : Outcome.MISS;
  }
}
