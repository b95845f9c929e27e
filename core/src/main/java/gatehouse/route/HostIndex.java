package gatehouse.route;

import gatehouse.spi.Request;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the best candidate for a request: by its exact host, by each wildcard that covers it, and
/// among the candidates for any host.
final class HostIndex {
  private final PathIndex anyHost;
  private final Names exact;
  private final Names suffixes;
  private final Names prefixes;

  /// @param anyHost candidates without hosts, best first
  /// @param byHost candidates by the host of their route, best first
  HostIndex(List<Candidate> anyHost, Map<HostPattern.Name, List<Candidate>> byHost) {
    // Hosts of one route mostly have the same candidates: they share one index.
    Map<List<Candidate>, PathIndex> shared = new HashMap<>();
    Map<List<String>, PrefixTable> tables = new HashMap<>();
    Map<HostPattern.Kind, Map<String, PathIndex>> byKind = new EnumMap<>(HostPattern.Kind.class);
    byHost.forEach((name, candidates) ->
        byKind
            .computeIfAbsent(name.kind(), _ -> new HashMap<>())
            .put(
                name.text(),
                shared.computeIfAbsent(candidates, list -> new PathIndex(list, tables))));
    this.anyHost = new PathIndex(anyHost, tables);
    this.exact = Names.of(byKind.get(HostPattern.Kind.EXACT), false);
    this.suffixes = Names.of(byKind.get(HostPattern.Kind.SUFFIX), true);
    this.prefixes = Names.of(byKind.get(HostPattern.Kind.PREFIX), false);
  }

  @Nullable Candidate best(Request request, @Nullable String sni) {
    Candidate best = exact.isEmpty() ? null : bestByName(request, sni);
    if (!suffixes.isEmpty()) {
      best = bestBySuffix(request, sni, best);
    }
    if (!prefixes.isEmpty()) {
      best = bestByPrefix(request, sni, best);
    }
    return anyHost.best(request, sni, best);
  }

  private @Nullable Candidate bestByName(Request request, @Nullable String sni) {
    String host = request.host();
    int hash = 0;
    for (int i = 0; i < host.length(); i++) {
      hash = TextTable.feed(hash, host.charAt(i));
    }
    PathIndex found = exact.find(hash, host, 0, host.length());
    return found == null ? null : found.best(request, sni, null);
  }

  private @Nullable Candidate bestBySuffix(
      Request request, @Nullable String sni, @Nullable Candidate soFar) {
    String host = request.host();
    Candidate best = soFar;
    int hash = 0;
    for (int i = host.length() - 1; i > 0; i--) {
      hash = TextTable.feed(hash, host.charAt(i));
      PathIndex found = host.charAt(i) == '.' ? suffixes.find(hash, host, i, host.length()) : null;
      if (found != null) {
        best = found.best(request, sni, best);
      }
    }
    return best;
  }

  private @Nullable Candidate bestByPrefix(
      Request request, @Nullable String sni, @Nullable Candidate soFar) {
    String host = request.host();
    Candidate best = soFar;
    int hash = 0;
    for (int i = 0; i < host.length() - 1; i++) {
      hash = TextTable.feed(hash, host.charAt(i));
      PathIndex found = host.charAt(i) == '.' ? prefixes.find(hash, host, 0, i + 1) : null;
      if (found != null) {
        best = found.best(request, sni, best);
      }
    }
    return best;
  }

  /// Names, or parts of names, with what belongs to each.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Names(TextTable table, PathIndex[] indexes) {
    static Names of(@Nullable Map<String, PathIndex> entries, boolean backwards) {
      Map<String, PathIndex> known = entries == null ? Map.of() : entries;
      List<String> keys = List.copyOf(known.keySet());
      return new Names(
          new TextTable(keys, backwards), keys.stream().map(known::get).toArray(PathIndex[]::new));
    }

    boolean isEmpty() {
      return indexes.length == 0;
    }

    @Nullable PathIndex find(int hash, String text, int from, int to) {
      int number = table.find(hash, text, from, to);
      return number < 0 ? null : indexes[number];
    }
  }
}
