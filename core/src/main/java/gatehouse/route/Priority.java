package gatehouse.route;

import gatehouse.model.Route;
import java.util.Comparator;

/// What decides between candidates that match, by Kong's rules; the natural order has the best
/// first.
///
/// @param kinds how many of methods, hosts, headers, paths and snis the route sets
/// @param plainHosts whether the route has hosts and none with a wildcard
/// @param headers how many headers it names, up to 255
/// @param regexPriority counts between expressions only
/// @param length of a plain prefix; 0 for an expression or no path
/// @param id of the route: a tie goes to the higher one, so that it never hangs on the order of a
///   file
/// @param path place of the path in the route: of its expressions the first that matches counts
record Priority(
    int kinds,
    boolean plainHosts,
    int headers,
    boolean regex,
    int regexPriority,
    int length,
    String id,
    int path)
    implements Comparable<Priority> {

  private static final int MOST_HEADERS = 255;

  private static final Comparator<Priority> BEST_FIRST =
      Comparator.comparingInt(Priority::kinds)
          .thenComparing(Priority::plainHosts)
          .thenComparingInt(Priority::headers)
          .thenComparing(Priority::regex)
          .thenComparingInt(Priority::regexPriority)
          .thenComparingInt(Priority::length)
          .thenComparing(Priority::id)
          .reversed()
          .thenComparingInt(Priority::path);

  /// @param path place of the path in the route; -1 for a route without paths
  static Priority of(Route route, int path) {
    var hosts = Criteria.orEmpty(route.hosts());
    var paths = Criteria.orEmpty(route.paths());
    int headers = route.headers() == null ? 0 : route.headers().size();
    int kinds =
        (Criteria.orEmpty(route.methods()).isEmpty() ? 0 : 1)
            + (hosts.isEmpty() ? 0 : 1)
            + (headers == 0 ? 0 : 1)
            + (paths.isEmpty() ? 0 : 1)
            + (Criteria.orEmpty(route.snis()).isEmpty() ? 0 : 1);
    boolean regex = path >= 0 && paths.get(path).startsWith("~");
    return new Priority(
        kinds,
        !hosts.isEmpty() && hosts.stream().noneMatch(host -> HostPattern.of(host).isWildcard()),
        Math.min(headers, MOST_HEADERS),
        regex,
        regex ? route.regexPriority() : 0,
        regex || path < 0 ? 0 : paths.get(path).length(),
        route.id(),
        path);
  }

  @Override
  public int compareTo(Priority other) {
    return BEST_FIRST.compare(this, other);
  }
}
