package gatehouse.route;

import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.spi.Captures;
import gatehouse.spi.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the route of a request by the rules of Kong's flavour `traditional_compatible`. Immutable;
/// safe for all threads.
///
/// Every route is evaluated by the same code whatever the number of routes, hosts or paths: the
/// index only leaves out candidates whose host or start of path cannot match.
public final class Router {
  private static final Set<String> HTTP = Set.of("http", "https", "grpc", "grpcs");

  private final HostIndex index;

  private Router(HostIndex index) {
    this.index = index;
  }

  /// Compiles the routes of a configuration. Routes of disabled services do not exist; those for
  /// streams only are left out.
  ///
  /// @throws IllegalArgumentException if an expression cannot be used
  public static Router of(List<Route> routes, List<Service> services) {
    Map<String, Service> byId =
        services.stream().collect(Collectors.toMap(Service::id, Function.identity()));
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      Service service = route.service() == null ? null : byId.get(route.service());
      boolean exists = service == null || service.enabled();
      if (exists && route.protocols().stream().anyMatch(HTTP::contains)) {
        addDrafts(i, route, service, drafts);
      }
    }
    drafts.sort(Comparator.comparing(Draft::priority));
    return new Router(index(drafts));
  }

  /// The route of a request; null if there is none.
  ///
  /// @param request its path must be canonical and its host in lower case, without trailing dot
  /// @param sni null on a plain connection; empty for TLS without a server name; else that in lower
  ///   case
  public @Nullable Match match(Request request, @Nullable String sni) {
    Candidate best = index.best(request, sni);
    return best == null ? null : best.answer(request.path());
  }

  private static void addDrafts(
      int index, Route route, @Nullable Service service, List<Draft> into) {
    Criteria criteria = Criteria.of(route);
    List<String> paths = Criteria.orEmpty(route.paths());
    if (paths.isEmpty()) {
      Match match = new Match(index, route, service, 1, Captures.NONE);
      into.add(new Draft(Priority.of(route, -1), criteria, "", null, match));
    }
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      RoutePattern pattern = path.startsWith("~") ? RoutePattern.path(path.substring(1)) : null;
      String prefix = pattern == null ? path : LiteralStart.of(path.substring(1));
      Match match = new Match(index, route, service, path.length(), Captures.NONE);
      into.add(new Draft(Priority.of(route, i), criteria, prefix, pattern, match));
    }
  }

  private static HostIndex index(List<Draft> bestFirst) {
    List<Candidate> anyHost = new ArrayList<>();
    Map<HostPattern.Name, List<Candidate>> byHost = new HashMap<>();
    for (int rank = 0; rank < bestFirst.size(); rank++) {
      Candidate candidate = bestFirst.get(rank).ranked(rank);
      List<String> hosts = Criteria.orEmpty(candidate.match().route().hosts());
      if (hosts.isEmpty()) {
        anyHost.add(candidate);
      }
      Map<Integer, Candidate> byPort = new HashMap<>();
      for (String host : hosts) {
        HostPattern pattern = HostPattern.of(host);
        byHost
            .computeIfAbsent(pattern.name(), _ -> new ArrayList<>())
            .add(byPort.computeIfAbsent(pattern.port(), candidate::at));
      }
    }
    return new HostIndex(anyHost, byHost);
  }

  /// A candidate that does not know its rank yet.
  private record Draft(
      Priority priority,
      @Nullable Criteria criteria,
      String prefix,
      @Nullable RoutePattern pattern,
      Match match) {
    Candidate ranked(int rank) {
      return new Candidate(rank, criteria, 0, prefix, pattern, match);
    }
  }
}
