package gatehouse.compile;

import gatehouse.log.RecordStyle;
import gatehouse.route.Match;
import gatehouse.route.Router;
import gatehouse.spi.Plugin;
import gatehouse.spi.Request;
import gatehouse.state.Carried;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A configuration made fast. Immutable but for the count of the exchanges that run on it: when it
/// has been replaced and the last of them has ended, its plugins are closed.
public final class Plan {
  private static final long RETIRED = 1L << 62;

  private final Router router;
  private final List<RoutePlan> routes;
  private final Chain unmatched;
  private final IdentityNames identityNames;
  private final RecordStyle recordStyle;
  private final ServerNames serverNames;
  private final ClientCertificates clientCertificates;
  private final List<Instance> instances;
  private final Carried.Lease carried;
  private final boolean readsSentHeaders;
  private final boolean traced;
  private final List<Plugin> signers;
  private final AtomicLong users = new AtomicLong();

  /// @param routes in the order the router was made from
  /// @param unmatched the plugins of requests that match no route
  /// @param instances all plugins, to be closed with the plan
  /// @param carried what they carry over a reload, given up after them
  Plan(
      Router router,
      List<RoutePlan> routes,
      Chain unmatched,
      IdentityNames identityNames,
      RecordStyle recordStyle,
      ServerNames serverNames,
      ClientCertificates clientCertificates,
      List<Instance> instances,
      Carried.Lease carried) {
    this.router = router;
    this.routes = routes;
    this.unmatched = unmatched;
    this.identityNames = identityNames;
    this.recordStyle = recordStyle;
    this.serverNames = serverNames;
    this.clientCertificates = clientCertificates;
    this.instances = instances;
    this.carried = carried;
    this.signers =
        instances.stream().map(Instance::plugin).filter(p -> !p.publishedKeys().isEmpty()).toList();
    this.readsSentHeaders = instances.stream().anyMatch(i -> i.plugin().readsSentHeaders());
    this.traced = instances.stream().anyMatch(i -> i.tracer() != null);
  }

  /// The route of a request; null if there is none.
  public @Nullable Match match(Request request, @Nullable String sni) {
    return router.match(request, sni);
  }

  /// The route that was matched, at work.
  public RoutePlan route(Match match) {
    return routes.get(match.index());
  }

  /// The instances of the plugin of that name.
  public List<Instance> instances(String name) {
    return instances.stream().filter(instance -> instance.name().equals(name)).toList();
  }

  /// All routes.
  public List<RoutePlan> routes() {
    return routes;
  }

  /// The plugins of requests that match no route.
  public Chain unmatched() {
    return unmatched;
  }

  /// The names that a client may not send.
  public IdentityNames identityNames() {
    return identityNames;
  }

  /// Whether a plugin reads the fields of requests as they were sent.
  public boolean readsSentHeaders() {
    return readsSentHeaders;
  }

  /// Whether a plugin wants timelines.
  public boolean traced() {
    return traced;
  }

  /// The keys of what plugins sign, as a JWK set of this moment; null if none signs.
  public @Nullable String keySet() {
    if (signers.isEmpty()) {
      return null;
    }
    return signers.stream()
        .flatMap(signer -> signer.publishedKeys().stream())
        .distinct()
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  /// Whether a route asks for this host to be the name that the TLS handshake was for.
  public boolean isProvenByName(String host) {
    return serverNames.holds(host);
  }

  /// Who is asked for a certificate.
  public ClientCertificates clientCertificates() {
    return clientCertificates;
  }

  /// What the access records of this configuration have in common.
  public RecordStyle recordStyle() {
    return recordStyle;
  }

  /// An exchange begins. False if the plan has just been replaced: then the new one is to be used.
  public boolean enter() {
    if (users.getAndIncrement() < RETIRED) {
      return true;
    }
    leave();
    return false;
  }

  /// An exchange that has begun ends.
  public void leave() {
    if (users.decrementAndGet() == RETIRED) {
      close();
    }
  }

  /// The plan has been replaced: no exchange begins on it from now on.
  public void retire() {
    if (users.addAndGet(RETIRED) == RETIRED) {
      close();
    }
  }

  private void close() {
    instances.forEach(i -> i.plugin().close());
    carried.close();
  }
}
