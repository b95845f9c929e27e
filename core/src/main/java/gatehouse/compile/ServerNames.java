package gatehouse.compile;

import gatehouse.model.Route;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Names of the TLS handshake, as the `snis` of some routes write them.
final class ServerNames {
  private final Set<String> exact = new HashSet<>();
  private final List<String> endings = new ArrayList<>();
  private final List<String> beginnings = new ArrayList<>();

  private ServerNames() {}

  /// The `snis` of these routes.
  static ServerNames of(Iterable<Route> routes) {
    ServerNames names = new ServerNames();
    for (Route route : routes) {
      if (route.snis() != null) {
        route.snis().forEach(names::add);
      }
    }
    return names;
  }

  private void add(String sni) {
    String name = sni.toLowerCase(Locale.ROOT);
    if (name.startsWith("*")) {
      endings.add(name.substring(1));
    } else if (name.endsWith("*")) {
      beginnings.add(name.substring(0, name.length() - 1));
    } else {
      exact.add(name);
    }
  }

  /// Whether one of them stands for that name, which is in lower case.
  boolean holds(String host) {
    return exact.contains(host)
        || !endings.isEmpty() && endings.stream().anyMatch(host::endsWith)
        || !beginnings.isEmpty() && beginnings.stream().anyMatch(host::startsWith);
  }
}
