package gatehouse.compile;

import gatehouse.model.Route;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The names that some route wants to be proven by the TLS handshake: the `snis` of all routes.
final class ServerNames {
  private final Set<String> exact = new HashSet<>();
  private final List<String> endings = new ArrayList<>();
  private final List<String> beginnings = new ArrayList<>();

  private ServerNames() {}

  static ServerNames of(List<Route> routes) {
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

  boolean holds(String host) {
    return exact.contains(host)
        || !endings.isEmpty() && endings.stream().anyMatch(host::endsWith)
        || !beginnings.isEmpty() && beginnings.stream().anyMatch(host::startsWith);
  }
}
