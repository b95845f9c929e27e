package gatehouse.regex;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A compiled pattern. Immutable as far as callers can see, shared by all threads; the automaton
/// behind it grows with the texts it meets, within the limits of its options.
///
/// A text is a part `[from, to)` of a byte array and nothing outside it is looked at. Time is
/// linear in the text whatever the pattern; the overloads with a [Budget] also bound the work of
/// building states, and say so when it runs out.
///
/// ```java
/// Regex route = Regex.compile("/users/(?<id>[^/]+)", RegexOptions.ROUTER);
/// Match match = route.newMatch();
/// if (route.prefix(path, 0, path.length, match)) {
///   use(path, match.start(1), match.end(1));
/// }
/// ```
public final class Regex {

  private final String pattern;
  private final RegexOptions options;
  private final Node tree;
  private final List<String> groupNames;
  private final Automaton search;
  private final Facts facts;

  /// Every match is the whole text, and there is nothing else to tell of it.
  private final boolean spansText;

  /// Every text is a match as a whole: `^.*$`.
  private final boolean takesAny;

  private volatile @Nullable Positions positions;
  private volatile @Nullable Automaton prefix;
  private volatile @Nullable Automaton whole;

  private Regex(String pattern, RegexOptions options, Syntax syntax) {
    this.pattern = pattern;
    this.options = options;
    this.tree = syntax.tree();
    this.groupNames = syntax.names();
    this.search = automaton(Reducer.forSearch(tree), false, options);
    this.facts = Requirements.of(tree);
    this.spansText = groupNames.isEmpty() && spansText(tree);
    this.takesAny = spansText && takesAny(tree);
  }

  /// Compiles a pattern, taken as its UTF-8 bytes, or says what is wrong with it.
  public static Regex compile(String pattern, RegexOptions options) throws RegexFault {
    return build(pattern, options, Parser.parse(pattern, options));
  }

  /// Compiles a pattern so that it matches a text exactly when the plain pattern matches the text
  /// with every byte `b` replaced by `map[b]`. With the map of a transformation such as
  /// lower-casing the transformation itself can be left out. The map has 256 entries and must keep
  /// line feeds and word bytes (`\w`) what they are, because `^`, `$` and `\b` see the bytes as
  /// they come.
  public static Regex compile(String pattern, RegexOptions options, byte[] map) throws RegexFault {
    Syntax plain = Parser.parse(pattern, options);
    Node pulled = PullBack.through(PullBack.checked(map), plain.tree());
    return build(pattern, options, new Syntax(pulled, plain.groups(), plain.names()));
  }

  /// Compiles a pattern that stands in our own source code.
  public static Regex constant(String pattern, RegexOptions options) {
    try {
      return compile(pattern, options);
    } catch (RegexFault fault) {
      throw new IllegalArgumentException(pattern + ": " + fault.getMessage(), fault);
    }
  }

  private static Regex build(String pattern, RegexOptions options, Syntax syntax)
      throws RegexFault {
    if (ProgramBuilder.size(syntax.tree()) > options.maxInstructions()) {
      throw new RegexFault(
          RegexFault.Kind.TOO_LARGE,
          0,
          "the pattern compiles to more than " + options.maxInstructions() + " instructions");
    }
    return new Regex(pattern, options, syntax);
  }

  private static boolean spansText(Node tree) {
    return tree instanceof Node.Concat(List<Node> parts)
        && parts.getFirst().equals(new Node.Assertion(Look.TEXT_START))
        && parts.getLast().equals(new Node.Assertion(Look.TEXT_END));
  }

  private static boolean takesAny(Node tree) {
    return tree instanceof Node.Concat(List<Node> parts)
        && parts.size() == 3
        && parts.get(1) instanceof Node.Repeat(Node.Bytes(ByteSet set), int min, int max, _)
        && set.equals(ByteSet.ALL)
        && min == 0
        && max == Node.UNBOUNDED;
  }

  private static Automaton automaton(Node reduced, boolean anchored, RegexOptions options) {
    return new Automaton(Graph.of(reduced), anchored, options);
  }

  /// True when the text contains a match.
  public boolean find(byte[] text, int from, int to) {
    return search.run(text, from, to, Budget.UNLIMITED) == Outcome.MATCH;
  }

  /// Tells whether the text contains a match.
  public Outcome find(byte[] text, int from, int to, Budget budget) {
    return search.run(text, from, to, budget);
  }

  /// True when the text contains a match; its bounds and groups are in `match`.
  public boolean find(byte[] text, int from, int to, Match match) {
    return find(text, from, to, from, match, Budget.UNLIMITED) == Outcome.MATCH;
  }

  /// Finds the first match that begins at `start` or later. What lies between `from` and `start` is
  /// still what stands before it for `^` and `\b`.
  public Outcome find(byte[] text, int from, int to, int start, Match match, Budget budget) {
    if (start == from && !takesAny) {
      Outcome outcome = search.run(text, from, to, budget);
      if (outcome != Outcome.MATCH) {
        return outcome;
      }
    }
    return bounds(text, from, to, start, false, match, budget);
  }

  /// True when the whole text is a match.
  public boolean matches(byte[] text, int from, int to) {
    return whole().run(text, from, to, Budget.UNLIMITED) == Outcome.MATCH;
  }

  /// Tells whether the whole text is a match.
  public Outcome matches(byte[] text, int from, int to, Budget budget) {
    return whole().run(text, from, to, budget);
  }

  /// True when a match begins where the text begins.
  public boolean prefix(byte[] text, int from, int to) {
    return prefix().run(text, from, to, Budget.UNLIMITED) == Outcome.MATCH;
  }

  /// True when a match begins where the text begins; how far the preferred one reaches, and its
  /// groups, are in `match`.
  public boolean prefix(byte[] text, int from, int to, Match match) {
    return prefix(text, from, to, match, Budget.UNLIMITED) == Outcome.MATCH;
  }

  /// Tells whether a match begins where the text begins.
  public Outcome prefix(byte[] text, int from, int to, Match match, Budget budget) {
    Outcome outcome = prefix().run(text, from, to, budget);
    return outcome == Outcome.MATCH ? bounds(text, from, to, from, true, match, budget) : outcome;
  }

  private Outcome bounds(
      byte[] text, int from, int to, int start, boolean anchored, Match match, Budget budget) {
    if (match.regex() != this) {
      throw new IllegalArgumentException("the match belongs to another pattern");
    }
    if (spansText && start == from) {
      match.slots[0] = from;
      match.slots[1] = to;
      return Outcome.MATCH;
    }
    return positions().find(text, from, to, start, anchored, match.slots, budget);
  }

  /// Built when bounds are first asked for: most patterns of a rule set never match.
  private Positions positions() {
    Positions known = positions;
    if (known == null) {
      known = new Positions(tree, groupCount(), options);
      positions = known;
    }
    return known;
  }

  private Automaton prefix() {
    Automaton known = prefix;
    if (known == null) {
      known = automaton(Reducer.forPrefix(tree), true, options);
      prefix = known;
    }
    return known;
  }

  private Automaton whole() {
    Automaton known = whole;
    if (known == null) {
      Node end = new Node.Assertion(Look.TEXT_END);
      known = automaton(Node.concat(List.of(Reducer.forWhole(tree), end)), true, options);
      whole = known;
    }
    return known;
  }

  /// A place to receive bounds and groups; one thread uses it at a time.
  public Match newMatch() {
    return new Match(this);
  }

  /// The pattern as it was written.
  public String pattern() {
    return pattern;
  }

  /// How the pattern was read.
  public RegexOptions options() {
    return options;
  }

  /// Number of capturing groups.
  public int groupCount() {
    return groupNames.size();
  }

  /// The groups' names in order of their numbers, from group 1; empty for a group without a name.
  public List<String> groupNames() {
    return groupNames;
  }

  /// What every text with a match has.
  public Facts facts() {
    return facts;
  }

  /// Size of the program in instructions, at most that of the options.
  public int instructions() {
    return (int) ProgramBuilder.size(tree);
  }

  /// States of the search automaton so far.
  public int states() {
    return search.states();
  }

  /// Memory in bytes that the search automaton's states take so far, estimated.
  public long tableBytes() {
    return search.bytes();
  }

  /// The tree to build sets of patterns from.
  Node tree() {
    return tree;
  }

  @Override
  public String toString() {
    return pattern;
  }
}
