package gatehouse.route;

import gatehouse.model.Route;
import gatehouse.spi.Request;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a route asks of a request besides host and path; all of it must hold.
final class Criteria {
  private final String[] methods;
  private final HeaderRule[] headers;
  private final HostPattern.Name[] snis;

  /// The criteria of a route; null if it has none.
  static @Nullable Criteria of(Route route) {
    Criteria criteria = new Criteria(route);
    boolean asks = criteria.methods.length + criteria.headers.length + criteria.snis.length > 0;
    return asks ? criteria : null;
  }

  private Criteria(Route route) {
    methods = orEmpty(route.methods()).toArray(new String[0]);
    Map<String, List<String>> wanted = route.headers() == null ? Map.of() : route.headers();
    headers =
        wanted.entrySet().stream()
            .map(header -> new HeaderRule(header.getKey(), header.getValue()))
            .toArray(HeaderRule[]::new);
    snis =
        orEmpty(route.snis()).stream()
            .map(sni -> HostPattern.of(sni).name())
            .toArray(HostPattern.Name[]::new);
  }

  /// @param sni null on a plain connection, where it is not asked for; empty when TLS has none
  boolean hold(Request request, @Nullable String sni) {
    return (methods.length == 0 || holdsMethod(request.method()))
        && (sni == null || snis.length == 0 || holdsSni(sni))
        && (headers.length == 0 || holdHeaders(request));
  }

  static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private boolean holdsMethod(String sent) {
    for (String method : methods) {
      if (method.equals(sent)) {
        return true;
      }
    }
    return false;
  }

  private boolean holdsSni(String sent) {
    for (HostPattern.Name sni : snis) {
      if (sni.covers(sent)) {
        return true;
      }
    }
    return false;
  }

  private boolean holdHeaders(Request request) {
    for (HeaderRule header : headers) {
      if (!header.matches(request.headers())) {
        return false;
      }
    }
    return true;
  }
}
