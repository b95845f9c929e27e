package gatehouse.compile;

import gatehouse.compile.RoutePlan.Backend;
import gatehouse.model.CaCertificate;
import gatehouse.model.Certificate;
import gatehouse.model.Service;
import gatehouse.model.Snapshot;
import gatehouse.model.Target;
import gatehouse.model.Upstream;
import gatehouse.upstream.CallLimits;
import gatehouse.upstream.ClientTls;
import gatehouse.upstream.Cluster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Makes the way to each service: its targets, its time-outs, its TLS.
final class BackendCompiler {
  private final Map<String, Upstream> upstreams = new HashMap<>();
  private final Map<String, List<Target>> targets = new HashMap<>();
  private final Map<String, Certificate> certificates = new HashMap<>();
  private final Map<String, CaCertificate> authorities = new HashMap<>();
  private final Map<String, Cluster> clusters = new HashMap<>();
  private final boolean verifyByDefault;

  BackendCompiler(Snapshot snapshot, boolean verifyByDefault) {
    this.verifyByDefault = verifyByDefault;
    snapshot.upstreams().forEach(u -> upstreams.put(u.name(), u));
    for (Target target : snapshot.targets()) {
      targets.computeIfAbsent(target.upstream(), _ -> new ArrayList<>()).add(target);
    }
    snapshot.certificates().forEach(c -> certificates.put(c.id(), c));
    snapshot.caCertificates().forEach(c -> authorities.put(c.id(), c));
  }

  Backend of(Service service) {
    Upstream upstream = upstreams.get(service.host());
    boolean secure = service.protocol().equals("https") || service.protocol().equals("grpcs");
    Cluster cluster =
        upstream == null
            ? new Cluster(List.of(Cluster.Endpoint.of(service.host(), service.port())))
            : clusters.computeIfAbsent(upstream.id(), _ -> wheel(upstream));
    return new Backend(
        service,
        cluster,
        secure ? tls(service, upstream) : null,
        upstream == null ? null : hostHeader(upstream),
        secure ? 443 : 80,
        new CallLimits(
            service.connectTimeout(),
            TimeUnit.MILLISECONDS.toNanos(service.readTimeout()),
            TimeUnit.MILLISECONDS.toNanos(service.writeTimeout())));
  }

  private static @Nullable String hostHeader(Upstream upstream) {
    return upstream.hostHeader();
  }

  /// Each target stands in the wheel as often as its share of the weights says, in random order, so
  /// that counts are exact over each full turn.
  private Cluster wheel(Upstream upstream) {
    List<Target> usable = new ArrayList<>();
    int divisor = 0;
    for (Target target : targets.getOrDefault(upstream.id(), List.of())) {
      if (target.weight() > 0) {
        usable.add(target);
        divisor = gcd(target.weight(), divisor);
      }
    }
    List<Cluster.Endpoint> wheel = new ArrayList<>();
    for (Target target : usable) {
      Cluster.Endpoint endpoint = Cluster.Endpoint.of(target.host(), target.port());
      wheel.addAll(Collections.nCopies(target.weight() / divisor, endpoint));
    }
    Collections.shuffle(wheel, new Random());
    return new Cluster(wheel);
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private ClientTls tls(Service service, @Nullable Upstream upstream) {
    boolean verify = service.tlsVerify() == null ? verifyByDefault : service.tlsVerify();
    List<String> trusted = new ArrayList<>();
    if (service.caCertificates() != null) {
      for (String id : service.caCertificates()) {
        CaCertificate authority = authorities.get(id);
        if (authority == null) {
          throw new IllegalArgumentException("no CA certificate " + id);
        }
        trusted.add(authority.cert());
      }
    }
    String shown = service.clientCertificate();
    if (shown == null && upstream != null) {
      shown = upstream.clientCertificate();
    }
    return ClientTlsMaker.make(
        verify, trusted, service.tlsVerifyDepth(), shown == null ? null : certificates.get(shown));
  }
}
