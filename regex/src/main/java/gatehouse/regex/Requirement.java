package gatehouse.regex;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What one part of a pattern demands of a text. Strings are bytes as Latin-1 characters, in lower
/// case.
///
/// @param exact all strings the part matches, when they are few; null otherwise
/// @param heads every string the part matches begins with one of these
/// @param tails and ends with one of these
/// @param needed and contains one of these; null when nothing is known
/// @param masks and has, for each of these, a byte of one of its groups
/// @param minLength and has at least this length
record Requirement(
    @Nullable Set<String> exact,
    Set<String> heads,
    Set<String> tails,
    @Nullable Set<String> needed,
    Masks masks,
    int minLength) {

  private static final Set<String> ANY = Set.of("");
  private static final int MAX_PRODUCT = 256;
  private static final int MAX_UNION = 2_048;
  private static final int MAX_EXACT_LENGTH = 24;
  private static final int MAX_EDGE_LENGTH = 8;

  static final Requirement NOTHING = new Requirement(null, ANY, ANY, null, Masks.NONE, 0);
  static final Requirement EMPTY = exactly(ANY, Masks.NONE, 0);

  static Requirement exactly(Set<String> strings, Masks masks, int minLength) {
    return new Requirement(strings, strings, strings, strings, masks, minLength);
  }

  Requirement then(Requirement after) {
    Masks both = masks.and(after.masks);
    int length = (int) Math.min((long) minLength + after.minLength, Integer.MAX_VALUE);
    Set<String> all = product(exact, after.exact, MAX_EXACT_LENGTH);
    if (all != null) {
      Set<String> rarest = Rarity.rarer(Rarity.rarer(needed, after.needed), all);
      return new Requirement(all, all, all, rarest, both, length);
    }
    Set<String> head = product(exact, after.heads, Integer.MAX_VALUE);
    Set<String> tail = product(tails, after.exact, Integer.MAX_VALUE);
    Set<String> middle = product(tails, after.heads, Integer.MAX_VALUE);
    Set<String> best = Rarity.rarer(Rarity.rarer(needed, after.needed), middle);
    return new Requirement(
        null,
        head == null ? edges(heads, true) : edges(head, true),
        tail == null ? edges(after.tails, false) : edges(tail, false),
        best,
        both,
        length);
  }

  /// What a text demands that matches any of the alternatives.
  static Requirement anyOf(List<Requirement> alternatives) {
    Requirement first = alternatives.getFirst();
    Masks masks = first.masks;
    int length = first.minLength;
    for (Requirement other : alternatives.subList(1, alternatives.size())) {
      masks = masks.or(other.masks);
      length = Math.min(length, other.minLength);
    }
    Set<String> all = union(alternatives, Requirement::exact);
    if (all != null) {
      return exactly(all, masks, length);
    }
    Set<String> head = union(alternatives, each -> edges(each.heads, true));
    Set<String> tail = union(alternatives, each -> edges(each.tails, false));
    return new Requirement(
        null,
        head == null ? ANY : head,
        tail == null ? ANY : tail,
        union(alternatives, Requirement::needed),
        masks,
        length);
  }

  /// The same, when what comes between the edges is not known.
  Requirement inexact(int length) {
    return new Requirement(null, edges(heads, true), edges(tails, false), needed, masks, length);
  }

  private static @Nullable Set<String> product(
      @Nullable Set<String> first, @Nullable Set<String> second, int maxLength) {
    if (first == null || second == null || (long) first.size() * second.size() > MAX_PRODUCT) {
      return null;
    }
    Set<String> strings = new LinkedHashSet<>();
    for (String head : first) {
      for (String tail : second) {
        if (head.length() + tail.length() > maxLength) {
          return null;
        }
        strings.add(head + tail);
      }
    }
    return strings;
  }

  private static @Nullable Set<String> union(
      List<Requirement> alternatives, Function<Requirement, @Nullable Set<String>> part) {
    Set<String> strings = new LinkedHashSet<>();
    for (Requirement each : alternatives) {
      Set<String> more = part.apply(each);
      if (more == null || strings.size() + more.size() > MAX_UNION) {
        return null;
      }
      strings.addAll(more);
    }
    return strings;
  }

  private static Set<String> edges(Set<String> strings, boolean head) {
    boolean fits = true;
    for (String string : strings) {
      fits &= string.length() <= MAX_EDGE_LENGTH;
    }
    if (fits) {
      return strings;
    }
    Set<String> cut = new LinkedHashSet<>();
    for (String string : strings) {
      int excess = Math.max(string.length() - MAX_EDGE_LENGTH, 0);
      cut.add(head ? string.substring(0, string.length() - excess) : string.substring(excess));
    }
    return cut;
  }
}
