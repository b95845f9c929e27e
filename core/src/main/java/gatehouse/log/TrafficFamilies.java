package gatehouse.log;

import gatehouse.log.RouteSeries.Labels;
import gatehouse.spi.Decision;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Kong's families of traffic metrics, with Kong's labels and buckets, and the older names of the
/// same numbers.
final class TrafficFamilies {
  /// Series that the consumer label may add; further consumers are counted without their name.
  static final int MAX_CONSUMERS = 100_000;

  /// Series of refusals; further ones carry the rule `other`. Rules are bounded by their plugins,
  /// this bounds a plugin that is not.
  static final int MAX_EVENTS = 20_000;

  private static final String WORKSPACE = "default";
  private static final double[] GATEWAY_BOUNDS = {
    1, 2, 5, 7, 10, 15, 20, 30, 50, 75, 100, 200, 500, 750, 1000, 3000, 6000
  };
  private static final double[] UPSTREAM_BOUNDS = {
    25, 50, 80, 100, 250, 400, 700, 1000, 2000, 5000, 10000, 30000, 60000
  };

  private final Counter requests;
  private final Counter bandwidth;
  private final Histogram gatewayLatency;
  private final Histogram upstreamLatency;
  private final Histogram requestLatency;
  private final Counter events;
  private final AtomicInteger consumersAdmitted = new AtomicInteger();
  private final AtomicInteger eventsAdmitted = new AtomicInteger();
  private final Set<List<String>> knownEvents = ConcurrentHashMap.newKeySet();

  TrafficFamilies(PrometheusRegistry registry) {
    requests =
        counter("kong_http_requests_total", "HTTP status codes per consumer/service/route")
            .labelNames("service", "route", "code", "source", "workspace", "consumer")
            .register(registry);
    bandwidth =
        counter("kong_bandwidth_bytes", "Total bandwidth (ingress/egress) in bytes")
            .labelNames("service", "route", "direction", "workspace", "consumer")
            .register(registry);
    gatewayLatency =
        histogram(
            "kong_kong_latency_ms",
            "Milliseconds spent in the gateway itself",
            GATEWAY_BOUNDS,
            registry);
    upstreamLatency =
        histogram(
            "kong_upstream_latency_ms",
            "Milliseconds until the service's answer began",
            UPSTREAM_BOUNDS,
            registry);
    requestLatency =
        histogram(
            "kong_request_latency_ms",
            "Milliseconds from the request's first byte to the end",
            UPSTREAM_BOUNDS,
            registry);
    events =
        counter("gatehouse_security_events_total", "What policies refused or would have refused")
            .labelNames("plugin", "rule", "action", "route", "service")
            .register(registry);
  }

  /// The older names under which the same numbers are exported too.
  static final List<Exposition.Alias> ALIASES =
      List.of(
          new Exposition.Alias(
              "kong_http_status", List.of("kong_http_requests_total"), "", "", List.of()),
          new Exposition.Alias(
              "kong_bandwidth", List.of("kong_bandwidth_bytes"), "direction", "type", List.of()),
          new Exposition.Alias(
              "kong_latency",
              List.of(
                  "kong_request_latency_ms", "kong_kong_latency_ms", "kong_upstream_latency_ms"),
              "",
              "type",
              List.of("request", "kong", "upstream")));

  boolean admitsConsumer() {
    return consumersAdmitted.incrementAndGet() <= MAX_CONSUMERS;
  }

  CounterDataPoint requests(Labels of, String code, String source, String consumer) {
    return requests.labelValues(of.service(), of.route(), code, source, WORKSPACE, consumer);
  }

  CounterDataPoint bandwidth(Labels of, String direction, String consumer) {
    return bandwidth.labelValues(of.service(), of.route(), direction, WORKSPACE, consumer);
  }

  DistributionDataPoint gatewayLatency(Labels of) {
    return gatewayLatency.labelValues(of.service(), of.route(), WORKSPACE);
  }

  DistributionDataPoint upstreamLatency(Labels of) {
    return upstreamLatency.labelValues(of.service(), of.route(), WORKSPACE);
  }

  DistributionDataPoint requestLatency(Labels of) {
    return requestLatency.labelValues(of.service(), of.route(), WORKSPACE);
  }

  void event(Decision decision, Labels of) {
    String rule = decision.rule();
    String action = decision.action().word();
    List<String> key = List.of(decision.plugin(), rule, action, of.route(), of.service());
    if (!knownEvents.contains(key)) {
      if (eventsAdmitted.incrementAndGet() > MAX_EVENTS) {
        rule = "other";
      } else {
        knownEvents.add(key);
      }
    }
    events.labelValues(decision.plugin(), rule, action, of.route(), of.service()).inc();
  }

  /// Forgets the series of routes and consumers that are no longer configured, so that changing
  /// configurations cannot make the metrics grow.
  void retain(Set<Labels> routes, Set<String> consumers) {
    requests.removeIf(l -> isGone(routes, l.get(0), l.get(1)) || !consumers.contains(l.get(5)));
    bandwidth.removeIf(l -> isGone(routes, l.get(0), l.get(1)) || !consumers.contains(l.get(4)));
    for (Histogram latency : List.of(gatewayLatency, upstreamLatency, requestLatency)) {
      latency.removeIf(l -> isGone(routes, l.get(0), l.get(1)));
    }
    events.removeIf(l -> isGone(routes, l.get(4), l.get(3)));
    knownEvents.clear();
    eventsAdmitted.set(0);
    consumersAdmitted.set(0);
  }

  private static boolean isGone(Set<Labels> routes, String service, String route) {
    return !routes.contains(new Labels(service, route));
  }

  private static Counter.Builder counter(String name, String help) {
    return Counter.builder().name(name).help(help).withoutExemplars();
  }

  private static Histogram histogram(
      String name, String help, double[] bounds, PrometheusRegistry registry) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(bounds)
        .withoutExemplars()
        .labelNames("service", "route", "workspace")
        .register(registry);
  }
}
