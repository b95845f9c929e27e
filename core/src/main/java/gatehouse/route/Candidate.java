package gatehouse.route;

import gatehouse.spi.Request;
import org.jspecify.annotations.Nullable;

/// One way into a route: the route with one of its paths, at one port. A route with several paths
/// takes part once for each, since each ranks by itself.
///
/// @param rank place among all candidates of the router; the lowest that matches wins
/// @param criteria what the route asks for besides host and path; null for nothing
/// @param port the port a host of the route demands; 0 for any
/// @param prefix what the path must start with; of an expression its literal start
/// @param pattern null for a plain prefix
/// @param match what is answered for a plain prefix
record Candidate(
    int rank,
    @Nullable Criteria criteria,
    int port,
    String prefix,
    @Nullable RoutePattern pattern,
    Match match) {

  /// Whether a request fits whose host is known to, and whose path starts with the prefix.
  boolean fits(Request request, @Nullable String sni) {
    return (port == 0 || port == request.port())
        && (criteria == null || criteria.hold(request, sni));
  }

  Match answer(String path) {
    if (pattern == null) {
      return match;
    }
    RoutePattern.Found found = pattern.find(path);
    return new Match(match.index(), match.route(), match.service(), found.end(), found.captures());
  }

  Candidate at(int demandedPort) {
    return demandedPort == port
        ? this
        : new Candidate(rank, criteria, demandedPort, prefix, pattern, match);
  }
}
