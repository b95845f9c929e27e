package gatehouse.route;

import gatehouse.spi.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the best candidate for a path among those of one host. The cost grows with the number of
/// distinct prefix lengths, not with the number of routes: each length is one look into a table.
final class PathIndex {
  private static final Candidate[] NONE = {};

  private final PrefixTable prefixes;

  /// The best candidate of each prefix, by its number.
  private final Candidate[] firsts;

  /// All candidates of each prefix, best first.
  private final Candidate[][] groups;

  /// Candidates whose path may begin with anything, best first.
  private final Candidate[] anyPath;

  /// @param candidates best first
  /// @param tables the tables made so far
  PathIndex(List<Candidate> candidates, Map<List<String>, PrefixTable> tables) {
    Map<String, List<Candidate>> byPrefix = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      byPrefix.computeIfAbsent(candidate.prefix(), _ -> new ArrayList<>()).add(candidate);
    }
    List<Candidate> rest = byPrefix.remove("");
    anyPath = rest == null ? NONE : rest.toArray(NONE);
    prefixes = tables.computeIfAbsent(List.copyOf(byPrefix.keySet()), PrefixTable::new);
    groups =
        byPrefix.values().stream().map(group -> group.toArray(NONE)).toArray(Candidate[][]::new);
    firsts = byPrefix.values().stream().map(List::getFirst).toArray(Candidate[]::new);
  }

  /// The best candidate that matches, if it is better than the best so far; else that one.
  @Nullable Candidate best(Request request, @Nullable String sni, @Nullable Candidate soFar) {
    Candidate best = first(request, sni);
    if (best == null) {
      best = bestByPrefix(request, sni, soFar);
    } else if (soFar != null && soFar.rank() < best.rank()) {
      best = soFar;
    }
    return anyPath.length == 0 ? best : best(anyPath, request, sni, best);
  }

  /// The first candidate of the prefix with the lowest number, if it matches: then none with a
  /// prefix is better. Mostly this is the answer, and spares a look at those that match and lose.
  private @Nullable Candidate first(Request request, @Nullable String sni) {
    int number = prefixes.lowest(request.path());
    if (number < 0) {
      return null;
    }
    Candidate first = firsts[number];
    return first.pattern() == null && first.fits(request, sni) ? first : null;
  }

  private @Nullable Candidate bestByPrefix(
      Request request, @Nullable String sni, @Nullable Candidate soFar) {
    String path = request.path();
    Candidate best = soFar;
    int hash = 0;
    int fed = 0;
    for (int i = 0; i < prefixes.lengths() && prefixes.length(i) <= path.length(); i++) {
      while (fed < prefixes.length(i)) {
        hash = TextTable.feed(hash, path.charAt(fed++));
      }
      int number = prefixes.find(path, fed, hash);
      if (number >= 0) {
        best = best(groups[number], request, sni, best);
      }
    }
    return best;
  }

  private static @Nullable Candidate best(
      Candidate[] group, Request request, @Nullable String sni, @Nullable Candidate soFar) {
    byte[] path = null;
    for (Candidate candidate : group) {
      if (soFar != null && soFar.rank() <= candidate.rank()) {
        return soFar;
      }
      if (!candidate.fits(request, sni)) {
        continue;
      }
      RoutePattern pattern = candidate.pattern();
      if (pattern == null) {
        return candidate;
      }
      path = path == null ? RoutePattern.bytes(request.path()) : path;
      if (pattern.startsPath(path)) {
        return candidate;
      }
    }
    return soFar;
  }
}
