package gatehouse.regex;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The automaton's states found so far. Readers run over [#cells] without any lock: a cell is 0
/// until it is known and never changes afterwards, so a stale view only leads to [#fill], which
/// takes the lock. The array grows by copying and a table is never emptied: a full one is replaced,
/// and whoever still runs over it goes on undisturbed.
///
/// A state is the offset of its row. In a table for many rules a negative cell is a state in which
/// some rule has matched.
final class StateTable {

  static final int UNKNOWN = 0;
  static final int MATCH = 1;
  static final int DEAD = 2;

  /// [#fill] found a new state and has no room for it.
  static final int FULL = Integer.MIN_VALUE;

  /// [#fill] spent the last of the budget.
  static final int EXHAUSTED = Integer.MIN_VALUE + 1;

  /// What a state costs besides its row and its items: headers and references.
  private static final int STATE_OVERHEAD = 40;

  /// The rules that have matched in a state. The final field makes the bits visible to whoever sees
  /// the object, lock or no lock.
  private static final class Rules {
    final long[] bits;

    Rules(long[] bits) {
      this.bits = bits;
    }
  }

  private final Graph graph;
  private final Stepper stepper;
  private final boolean many;
  private final int stride;
  private final int end;
  private final int maxStates;
  private final int maxBytes;
  private final int first;
  private int[] cells;
  private char[][] sets = new char[16][];
  private byte[] contexts = new byte[16];
  private @Nullable Rules[] rules = new Rules[16];
  private int[] buckets = new int[32];
  private volatile int[] quiet = {};
  private int used;
  private int firstIndex;
  private long bytes;

  /// There was no room for a state: from now on only cells between known ones are filled.
  private boolean full;

  /// The work that making the states took.
  private long made;

  /// The work that texts took which led beyond the states, since the table is full.
  private long beyond;

  StateTable(Graph graph, boolean anchored, boolean many, int maxStates, int maxBytes) {
    this.graph = graph;
    this.stepper = new Stepper(graph, anchored);
    this.many = many;
    this.stride = graph.alphabet.size();
    this.end = graph.alphabet.end();
    this.maxStates = maxStates;
    this.maxBytes = maxBytes;
    this.firstIndex = DEAD / stride + 1;
    this.used = firstIndex;
    this.cells = new int[stride * 8];
    stepper.begin();
    this.first = cell(stepper, false);
    stepper.takeWork();
  }

  /// Runs of cells by state and symbol. Read it again after [#fill].
  int[] cells() {
    return cells;
  }

  /// The state before the first symbol.
  int first() {
    return first;
  }

  /// Whether nothing that began before is live in a state: no match reaches over its place.
  boolean isQuiet(int state) {
    for (int each : quiet) {
      if (each == state) {
        return true;
      }
    }
    return false;
  }

  synchronized int states() {
    return used - firstIndex;
  }

  synchronized long bytes() {
    return bytes;
  }

  /// The live items of a state.
  synchronized char[] items(int state) {
    return sets[Math.abs(state) / stride];
  }

  synchronized int context(int state) {
    return contexts[Math.abs(state) / stride];
  }

  /// Adds the rules that have matched in a state (a negative cell) to `found`.
  void collect(int state, long[] found) {
    int index = -state / stride;
    @Nullable Rules[] known = rules;
    Rules seen = index < known.length ? known[index] : null;
    long[] bits = seen == null ? rules(index).bits : seen.bits;
    for (int i = 0; i < bits.length; i++) {
      found[i] |= bits[i];
    }
  }

  private synchronized Rules rules(int index) {
    Rules known = rules[index];
    if (known == null) {
      long[] bits = new long[0];
      for (char item : sets[index]) {
        int rule = graph.rules[item];
        if (rule >= 0) {
          bits = Arrays.copyOf(bits, Math.max(bits.length, (rule >> 6) + 1));
          bits[rule >> 6] |= 1L << rule;
        }
      }
      known = new Rules(bits);
      rules[index] = known;
    }
    return known;
  }

  /// Computes the cell of a state and a symbol.
  synchronized int fill(int state, int symbol, Budget budget) {
    int place = Math.abs(state) + symbol;
    int known = cells[place];
    if (known != UNKNOWN) {
      return known;
    }
    if (full) {
      return FULL;
    }
    int index = Math.abs(state) / stride;
    stepper.step(sets[index], contexts[index], symbol);
    long work = stepper.takeWork();
    made += work;
    boolean paid = budget.spend(work);
    int cell = cell(stepper, symbol == end);
    if (cell != FULL) {
      cells[place] = cell;
    }
    return paid ? cell : EXHAUSTED;
  }

  /// The cell for what `walker` came to, which took it that much work; [#FULL] when there is no
  /// such state and no room. It is kept as the cell of `state` and `symbol` if `state` is one.
  synchronized int find(int state, int symbol, Stepper walker, long work) {
    beyond += work;
    int cell = cell(walker, symbol == end);
    if (state > DEAD && cell != FULL) {
      cells[state + symbol] = cell;
    }
    return cell;
  }

  /// Whether going beyond the states has by now cost as much as making others would: a table that
  /// other texts, or an attacker's, have filled must not stay for ever, and one that still serves
  /// most steps must not be thrown away for a few that it does not.
  synchronized boolean isWornOut() {
    return full && beyond > made;
  }

  /// Takes over a state of another table of the same graph; [#FULL] when there is no room.
  synchronized int adopt(char[] items, int context) {
    return intern(items, context);
  }

  private int cell(Stepper from, boolean atEnd) {
    if (from.matched) {
      return many ? -intern(from.items, from.context) : MATCH;
    }
    return atEnd || from.isDead() ? DEAD : intern(from.items, from.context);
  }

  private int intern(char[] items, int context) {
    int mask = buckets.length - 1;
    int bucket = hash(items, context) & mask;
    while (buckets[bucket] != 0) {
      int index = buckets[bucket];
      if (contexts[index] == context && Arrays.equals(sets[index], items)) {
        return index * stride;
      }
      bucket = bucket + 1 & mask;
    }
    long cost = 4L * stride + 2L * items.length + STATE_OVERHEAD;
    int states = used - firstIndex;
    if (states >= 2 && (states >= maxStates || bytes + cost > maxBytes)) {
      full = true;
      return FULL;
    }
    bytes += cost;
    int index = used++;
    grow(index);
    sets[index] = items;
    contexts[index] = (byte) context;
    if (items.length == 0) {
      int[] more = Arrays.copyOf(quiet, quiet.length + 1);
      more[quiet.length] = index * stride;
      quiet = more;
    }
    buckets[bucket] = index;
    if (2 * used > buckets.length) {
      rehash();
    }
    return index * stride;
  }

  private void grow(int index) {
    if (index == sets.length) {
      sets = Arrays.copyOf(sets, 2 * index);
      contexts = Arrays.copyOf(contexts, 2 * index);
      rules = Arrays.copyOf(rules, 2 * index);
    }
    if ((index + 1) * stride > cells.length) {
      cells = Arrays.copyOf(cells, 2 * cells.length);
    }
  }

  private void rehash() {
    int[] larger = new int[2 * buckets.length];
    for (int index = firstIndex; index < used; index++) {
      int bucket = hash(sets[index], contexts[index]) & larger.length - 1;
      while (larger[bucket] != 0) {
        bucket = bucket + 1 & larger.length - 1;
      }
      larger[bucket] = index;
    }
    buckets = larger;
  }

  private static int hash(char[] items, int context) {
    int hash = Arrays.hashCode(items) + context * 0x9E37_79B9;
    return hash ^ hash >>> 15;
  }
}
