package gatehouse.route;

import gatehouse.model.Route;
import gatehouse.spi.Headers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Kong's rules as a person would write them down: every route is looked at, the best is kept.
/// Shares no code with [Router].
final class NaiveRouter {
  private final List<Route> routes;
  private final Map<String, Pattern> patterns = new HashMap<>();

  NaiveRouter(List<Route> routes) {
    this.routes = routes;
  }

  /// The route that wins, by which of its paths, and how much of the path that took.
  record Hit(Route route, @Nullable String by, int end) {
    private boolean isRegex() {
      return by != null && by.startsWith("~");
    }
  }

  @Nullable Hit match(TestRequest request) {
    List<Hit> hits = new ArrayList<>();
    for (Route route : routes) {
      if (matchesAllButPath(route, request)) {
        addHits(route, request.path(), hits);
      }
    }
    return hits.stream().max(ORDER).orElse(null);
  }

  private static final Comparator<Hit> ORDER =
      Comparator.<Hit>comparingInt(hit -> kinds(hit.route))
          .thenComparingInt(hit -> hasPlainHosts(hit.route) ? 1 : 0)
          .thenComparingInt(hit -> hit.route.headers() == null ? 0 : hit.route.headers().size())
          .thenComparingInt(hit -> hit.isRegex() ? 1 : 0)
          .thenComparingInt(hit -> hit.isRegex() ? hit.route.regexPriority() : 0)
          .thenComparingInt(hit -> hit.isRegex() || hit.by == null ? 0 : hit.by.length())
          .thenComparing(hit -> hit.route.id())
          .thenComparingInt(hit -> -paths(hit.route).indexOf(hit.by));

  private void addHits(Route route, String path, List<Hit> into) {
    if (paths(route).isEmpty()) {
      into.add(new Hit(route, null, 1));
    }
    for (String by : paths(route)) {
      if (by.startsWith("~")) {
        Matcher matcher = pattern(by.substring(1)).matcher(path);
        if (matcher.lookingAt()) {
          into.add(new Hit(route, by, matcher.end()));
        }
      } else if (path.startsWith(by)) {
        into.add(new Hit(route, by, by.length()));
      }
    }
  }

  private boolean matchesAllButPath(Route route, TestRequest request) {
    boolean method = route.methods() == null || route.methods().contains(request.method());
    boolean host =
        route.hosts() == null
            || route.hosts().stream().anyMatch(h -> covers(h, request.host(), request.port()));
    boolean sni =
        route.snis() == null
            || request.sni() == null
            || route.snis().stream().anyMatch(s -> covers(s, request.sni(), 0));
    return method && host && sni && headersHold(route, request.headers());
  }

  private boolean covers(String pattern, String host, int port) {
    String[] parts = pattern.split(":", 2);
    if (parts.length == 2 && Integer.parseInt(parts[1]) != port) {
      return false;
    }
    String name = parts[0].toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
    String regex = Pattern.quote(name).replace("*", "\\E.+\\Q");
    return pattern(regex).matcher(host).matches();
  }

  private Pattern pattern(String regex) {
    return patterns.computeIfAbsent(regex, Pattern::compile);
  }

  private static boolean headersHold(Route route, Headers sent) {
    if (route.headers() == null) {
      return true;
    }
    return route.headers().entrySet().stream()
        .allMatch(wanted -> {
          for (int i = 0; i < sent.size(); i++) {
            if (sent.name(i).equalsIgnoreCase(wanted.getKey())
                && wanted.getValue().stream().anyMatch(sent.value(i)::equalsIgnoreCase)) {
              return true;
            }
          }
          return false;
        });
  }

  private static int kinds(Route route) {
    int kinds = route.methods() == null ? 0 : 1;
    kinds += route.hosts() == null ? 0 : 1;
    kinds += route.headers() == null ? 0 : 1;
    kinds += route.paths() == null ? 0 : 1;
    return kinds + (route.snis() == null ? 0 : 1);
  }

  private static boolean hasPlainHosts(Route route) {
    return route.hosts() != null && String.join("", route.hosts()).indexOf('*') < 0;
  }

  private static List<String> paths(Route route) {
    return route.paths() == null ? List.of() : route.paths();
  }
}
