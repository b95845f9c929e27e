package gatehouse.regex;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Tells where a match lies and what its groups took, once it is known that there is one. In a long
/// text the end is found first, from there the beginning, both over tables of states, and only then
/// the groups between them: a thread for each instruction at each byte is dear. Shared by all
/// threads.
final class Positions {

  /// In a shorter text it is not worth building states.
  private static final int LONG_TEXT = 512;

  /// What one thread works with at a time; without `begins` where conditions on lines stand in the
  /// way of reading backwards.
  private record Tables(Bounds ends, @Nullable Bounds begins) {

    boolean areWorthKeeping() {
      return ends.isWorthKeeping() && (begins == null || begins.isWorthKeeping());
    }
  }

  private record Graphs(Automaton beginnings, Graph ends, @Nullable Graph begins) {}

  private final Node tree;
  private final RegexOptions options;
  private final Program program;
  private final int groups;
  private final AtomicReference<@Nullable Threads> spareThreads = new AtomicReference<>();
  private final AtomicReference<@Nullable Tables> spareTables = new AtomicReference<>();
  private volatile @Nullable Graphs graphs;

  Positions(Node tree, int groups, RegexOptions options) {
    this.tree = tree;
    this.options = options;
    this.groups = groups;
    this.program = ProgramBuilder.withSlots(tree, groups);
  }

  /// Writes the slots of the first match that begins at `start` or later, exactly there when
  /// `anchored`.
  Outcome find(
      byte[] text, int from, int to, int start, boolean anchored, int[] found, Budget budget) {
    if (to - start <= LONG_TEXT) {
      return threads(text, from, to, start, anchored, to, found, budget);
    }
    int quiet = start;
    if (!anchored && start == from) {
      quiet = graphs().beginnings.quietPlace(text, from, to, budget);
    }
    if (budget.isExhausted()) {
      return Outcome.EXHAUSTED;
    }
    Tables pooled = spareTables.getAndSet(null);
    Tables tables = pooled == null ? newTables() : pooled;
    int end = tables.ends.end(text, from, to, quiet, anchored, budget);
    int begin = quiet;
    if (end >= 0 && !anchored && tables.begins != null) {
      begin = tables.begins.begin(text, from, to, quiet, end, budget);
    }
    boolean exact = anchored || tables.begins != null;
    spareTables.set(tables.areWorthKeeping() ? tables : null);
    if (end < 0 || begin < 0) {
      boolean ranOut = end == Bounds.EXHAUSTED || begin == Bounds.EXHAUSTED;
      return ranOut ? Outcome.EXHAUSTED : Outcome.MISS;
    }
    if (groups > 0 || !exact) {
      return threads(text, from, to, begin, exact, end, found, budget);
    }
    found[0] = begin;
    found[1] = end;
    return Outcome.MATCH;
  }

  private Outcome threads(
      byte[] text,
      int from,
      int to,
      int start,
      boolean anchored,
      int limit,
      int[] found,
      Budget budget) {
    Threads pooled = spareThreads.getAndSet(null);
    Threads threads = pooled == null ? new Threads(program) : pooled;
    Outcome outcome = threads.run(text, from, to, start, anchored, limit, found, budget);
    spareThreads.set(threads);
    return outcome;
  }

  private Tables newTables() {
    Graphs known = graphs();
    Graph begins = known.begins;
    return new Tables(
        new Bounds(known.ends, true), begins == null ? null : new Bounds(begins, false));
  }

  private Graphs graphs() {
    Graphs known = graphs;
    if (known == null) {
      Node mirrored = Mirror.of(Reducer.forWhole(tree));
      known =
          new Graphs(
              // With all that a match may begin with, which the search for yes or no leaves out.
              new Automaton(Graph.of(Reducer.forPrefix(tree)), false, options),
              new Graph(program),
              mirrored == null ? null : Graph.of(Reducer.forWhole(mirrored)));
      graphs = known;
    }
    return known;
  }
}
