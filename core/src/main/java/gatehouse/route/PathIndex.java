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
  private final Candidate[] anyPath;
  private final int[] lengths;
  private final TextTable prefixes;

  /// Candidates by the number of their prefix; a lower number has the better first candidate.
  private final Candidate[][] groups;

  /// @param candidates best first
  PathIndex(List<Candidate> candidates) {
    Map<String, List<Candidate>> byPrefix = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      byPrefix.computeIfAbsent(candidate.prefix(), _ -> new ArrayList<>()).add(candidate);
    }
    List<Candidate> rest = byPrefix.remove("");
    anyPath = rest == null ? new Candidate[0] : rest.toArray(new Candidate[0]);
    lengths = byPrefix.keySet().stream().mapToInt(String::length).distinct().sorted().toArray();
    prefixes = new TextTable(List.copyOf(byPrefix.keySet()), false);
    groups =
        byPrefix.values().stream()
            .map(group -> group.toArray(new Candidate[0]))
            .toArray(Candidate[][]::new);
  }

  /// The best candidate that matches, if it is better than the best so far; else that one.
  @Nullable Candidate best(Request request, @Nullable String sni, @Nullable Candidate soFar) {
    Candidate best = guess(request, sni);
    if (best == null) {
      best = bestByPrefix(request, sni, soFar);
    } else if (soFar != null && soFar.rank() < best.rank()) {
      best = soFar;
    }
    return best(anyPath, request, sni, best);
  }

  /// The first candidate of the most promising prefix, if it matches: then none with a prefix is
  /// better. Mostly this is the answer, and spares a look at the prefixes that matched and lost.
  ///
  /// Numbers grow with rank, and of keys with one hash the table gives the lowest: so no prefix of
  /// the path has a lower number than the guess, and if the guess does not stand in the path, the
  /// long way finds out which does.
  private @Nullable Candidate guess(Request request, @Nullable String sni) {
    String path = request.path();
    int guess = TextTable.ABSENT;
    int hash = 0;
    int fed = 0;
    for (int length : lengths) {
      if (length > path.length()) {
        break;
      }
      while (fed < length) {
        hash = TextTable.feed(hash, path.charAt(fed++));
      }
      int slot = prefixes.guess(hash, length);
      boolean isBetter = guess < 0 || slot >= 0 && prefixes.number(slot) < prefixes.number(guess);
      guess = isBetter ? slot : guess;
    }
    if (guess < 0 || !prefixes.stands(guess, path, 0)) {
      return null;
    }
    Candidate first = groups[prefixes.number(guess)][0];
    return first.pattern() == null && first.fits(request, sni) ? first : null;
  }

  private @Nullable Candidate bestByPrefix(
      Request request, @Nullable String sni, @Nullable Candidate soFar) {
    String path = request.path();
    Candidate best = soFar;
    int hash = 0;
    int fed = 0;
    for (int length : lengths) {
      if (length > path.length()) {
        break;
      }
      while (fed < length) {
        hash = TextTable.feed(hash, path.charAt(fed++));
      }
      int number = prefixes.find(hash, path, 0, length);
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
