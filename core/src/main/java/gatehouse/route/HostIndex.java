package gatehouse.route;

import gatehouse.spi.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds the best candidate for a request: by its exact host, by each wildcard that covers it, and
/// among the candidates for any host.
final class HostIndex {
  private final PathIndex anyHost;
  private final Map<String, PathIndex> exact;
  private final @Nullable TextTable<PathIndex> suffixes;
  private final @Nullable TextTable<PathIndex> prefixes;

  /// @param anyHost candidates without hosts, best first
  /// @param byHost candidates by the host of their route, best first
  HostIndex(List<Candidate> anyHost, Map<HostPattern.Name, List<Candidate>> byHost) {
    // Hosts of one route mostly have the same candidates: they share one index.
    Map<List<Candidate>, PathIndex> shared = new HashMap<>();
    Map<HostPattern.Kind, Map<String, PathIndex>> byKind = new TreeMap<>();
    byHost.forEach((name, candidates) ->
        byKind
            .computeIfAbsent(name.kind(), _ -> new HashMap<>())
            .put(name.text(), shared.computeIfAbsent(candidates, PathIndex::new)));
    this.anyHost = new PathIndex(anyHost);
    this.exact = byKind.getOrDefault(HostPattern.Kind.EXACT, Map.of());
    this.suffixes = table(byKind.get(HostPattern.Kind.SUFFIX), true);
    this.prefixes = table(byKind.get(HostPattern.Kind.PREFIX), false);
  }

  @Nullable Candidate best(Request request, @Nullable String sni) {
    String host = request.host();
    Candidate best = null;
    PathIndex named = exact.isEmpty() ? null : exact.get(host);
    if (named != null) {
      best = named.best(request, sni, null);
    }
    if (suffixes != null) {
      best = bestBySuffix(suffixes, request, sni, best);
    }
    if (prefixes != null) {
      best = bestByPrefix(prefixes, request, sni, best);
    }
    return anyHost.best(request, sni, best);
  }

  private static @Nullable Candidate bestBySuffix(
      TextTable<PathIndex> table,
      Request request,
      @Nullable String sni,
      @Nullable Candidate soFar) {
    String host = request.host();
    Candidate best = soFar;
    int hash = 0;
    for (int i = host.length() - 1; i > 0; i--) {
      hash = TextTable.feed(hash, host.charAt(i));
      PathIndex found = host.charAt(i) == '.' ? table.find(hash, host, i, host.length()) : null;
      if (found != null) {
        best = found.best(request, sni, best);
      }
    }
    return best;
  }

  private static @Nullable Candidate bestByPrefix(
      TextTable<PathIndex> table,
      Request request,
      @Nullable String sni,
      @Nullable Candidate soFar) {
    String host = request.host();
    Candidate best = soFar;
    int hash = 0;
    for (int i = 0; i < host.length() - 1; i++) {
      hash = TextTable.feed(hash, host.charAt(i));
      PathIndex found = host.charAt(i) == '.' ? table.find(hash, host, 0, i + 1) : null;
      if (found != null) {
        best = found.best(request, sni, best);
      }
    }
    return best;
  }

  private static @Nullable TextTable<PathIndex> table(
      @Nullable Map<String, PathIndex> entries, boolean backwards) {
    return entries == null ? null : new TextTable<>(entries, backwards);
  }
}
