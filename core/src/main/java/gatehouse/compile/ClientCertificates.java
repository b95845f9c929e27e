package gatehouse.compile;

import gatehouse.model.Route;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who is asked for a certificate in the TLS handshake, and which authorities are named to it then.
public final class ClientCertificates {
  private final boolean everyone;
  private final ServerNames names;
  private final List<X509Certificate> authorities;

  private ClientCertificates(
      boolean everyone, ServerNames names, List<X509Certificate> authorities) {
    this.everyone = everyone;
    this.names = names;
    this.authorities = authorities;
  }

  /// What the plugins of a configuration want, by Kong's rule: everybody is asked, unless all
  /// routes of all instances that want a certificate have `snis`.
  static ClientCertificates of(List<Instance> instances, List<Route> routes) {
    boolean everyone = false;
    boolean named = true;
    List<Route> wanting = new ArrayList<>();
    Set<X509Certificate> authorities = new LinkedHashSet<>();
    for (Instance instance : instances) {
      if (!instance.plugin().wantsClientCertificate()) {
        continue;
      }
      List<Route> own = routes.stream().filter(r -> covers(instance, r)).toList();
      boolean global = instance.entity().route() == null && instance.entity().service() == null;
      everyone |= global || own.stream().anyMatch(ClientCertificates::hasNoName);
      wanting.addAll(own);
      List<X509Certificate> some = instance.plugin().namedAuthorities();
      named &= !some.isEmpty();
      authorities.addAll(some);
    }
    return new ClientCertificates(
        everyone, ServerNames.of(wanting), named ? List.copyOf(authorities) : List.of());
  }

  private static boolean covers(Instance instance, Route route) {
    String routeId = instance.entity().route();
    return routeId != null
        ? routeId.equals(route.id())
        : instance.entity().service() != null
            && instance.entity().service().equals(route.service());
  }

  private static boolean hasNoName(Route route) {
    return route.snis() == null || route.snis().isEmpty();
  }

  /// Whether a client is asked.
  ///
  /// @param name the name that its handshake is for, in lower case; null for none
  public boolean areAskedFor(@Nullable String name) {
    return everyone || name != null && names.holds(name);
  }

  /// The authorities that are named to it; empty for none.
  public List<X509Certificate> authorities() {
    return authorities;
  }
}
