package gatehouse.route;

import gatehouse.spi.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the best candidate for a path among those of one host. The cost grows with the number of
/// distinct prefix lengths, not with the number of routes: each length is one look into a table.
final class PathIndex {
  private final Candidate[] anyPath;
  private final int[] lengths;
  private final TextTable<Candidate[]> byPrefix;

  /// @param candidates best first
  PathIndex(List<Candidate> candidates) {
    Map<String, List<Candidate>> groups = new HashMap<>();
    for (Candidate candidate : candidates) {
      groups.computeIfAbsent(candidate.prefix(), _ -> new ArrayList<>()).add(candidate);
    }
    List<Candidate> rest = groups.remove("");
    anyPath = rest == null ? new Candidate[0] : rest.toArray(new Candidate[0]);
    lengths = groups.keySet().stream().mapToInt(String::length).distinct().sorted().toArray();
    Map<String, Candidate[]> arrays = new HashMap<>();
    groups.forEach((prefix, group) -> arrays.put(prefix, group.toArray(new Candidate[0])));
    byPrefix = new TextTable<>(arrays, false);
  }

  /// The best candidate that matches, if it is better than the best so far; else that one.
  @Nullable Candidate best(Request request, @Nullable String sni, @Nullable Candidate soFar) {
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
      Candidate[] group = byPrefix.find(hash, path, 0, length);
      if (group != null) {
        best = best(group, request, sni, best);
      }
    }
    return best(anyPath, request, sni, best);
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
