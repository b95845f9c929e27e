package gatehouse.log;

import gatehouse.gateway.Stats;
import gatehouse.log.RouteSeries.Labels;
import gatehouse.model.Consumer;
import gatehouse.model.PluginEntity;
import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.model.Snapshot;
import gatehouse.spi.Attribute;
import gatehouse.spi.Decision;
import gatehouse.spi.Exchange;
import gatehouse.spi.Identity;
import gatehouse.spi.Measures;
import gatehouse.spi.MetricFamily;
import gatehouse.spi.TrafficMetrics;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Every number that the gateway exports, under Kong's names. Safe for use by all threads.
///
/// The flow calls [#ended] once for each exchange, after the log phase. What the prometheus plugin
/// wants beyond the request counters it says before that, by [#count].
public final class Metrics implements TrafficMetrics {
  /// The media type of [#write].
  public static final String CONTENT_TYPE = "text/plain; charset=UTF-8";

  private static final Attribute<Families> FAMILIES = new Attribute<>(Families.class, "families");
  private static final Attribute<Boolean> PER_CONSUMER =
      new Attribute<>(Boolean.class, "per consumer");

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final InstantSource clock;
  private final TrafficFamilies traffic;
  private final GatewayFamilies gateway;
  private final PluginMeasures plugins;
  private final Counter dropped;
  private final Counter protocolErrors;
  private final ConcurrentHashMap<String, RouteSeries> routes = new ConcurrentHashMap<>();

  /// Metrics of one gateway.
  ///
  /// @param nodeId a UUID that names this process
  /// @param version of Gatehouse
  public Metrics(String nodeId, String version, InstantSource clock) {
    this.clock = clock;
    this.traffic = new TrafficFamilies(registry);
    this.gateway = new GatewayFamilies(registry, nodeId, version);
    this.plugins = new PluginMeasures(registry);
    this.dropped =
        counter("gatehouse_log_dropped_total", "Log lines that could not be kept", "sink");
    this.protocolErrors =
        counter(
            "gatehouse_http_protocol_errors_total", "Requests refused below the policies", "kind");
  }

  /// Says where the gateway's counters and the health of its targets are read from.
  public void watch(Supplier<Stats> stats, Supplier<List<TargetHealth>> health) {
    gateway.watch(stats, health);
  }

  /// Notes that a configuration is in use, and forgets the series of what is no longer in it.
  public void configured(Snapshot snapshot) {
    boolean exportsHealth = false;
    for (PluginEntity plugin : snapshot.plugins()) {
      exportsHealth |= plugin.enabled() && exportsHealth(plugin);
    }
    gateway.configured(snapshot, exportsHealth, clock.millis());
    retain(snapshot);
  }

  private static boolean exportsHealth(PluginEntity plugin) {
    return switch (plugin.name()) {
      case "prometheus" ->
          Boolean.TRUE.equals(ConfigField.of(plugin.config(), "upstreamHealthMetrics"));
      case "opentelemetry" ->
          ConfigField.of(plugin.config(), "metrics") instanceof Record metrics
              && Boolean.TRUE.equals(ConfigField.of(metrics, "enableUpstreamHealthMetrics"));
      default -> false;
    };
  }

  /// Notes that a configuration was refused.
  public void refused(int faults) {
    gateway.refused(faults);
  }

  @Override
  public void count(Exchange x, Families families, boolean perConsumer) {
    Families known = x.get(FAMILIES);
    x.put(FAMILIES, known == null ? families : known.and(families));
    if (perConsumer) {
      x.put(PER_CONSUMER, Boolean.TRUE);
    }
  }

  @Override
  public List<MetricFamily> read() {
    return Reading.of(registry.scrape());
  }

  /// Counts an exchange that has ended. Requests without a route are not counted, as in Kong, but
  /// what was refused on them is.
  public void ended(Exchange x, Traffic facts) {
    Route route = x.route();
    List<Decision> decisions = x.decisions();
    if (!decisions.isEmpty()) {
      Labels labels = Labels.of(route, x.service());
      for (int i = 0; i < decisions.size(); i++) {
        traffic.event(decisions.get(i), labels);
      }
    }
    if (route == null) {
      return;
    }
    RouteSeries series = series(route, x.service());
    Identity caller = x.get(PER_CONSUMER) == null ? null : x.identity();
    RouteSeries.PerConsumer counters = series.of(caller == null ? null : caller.consumer());
    counters.request(facts.status(), facts.source());
    Families families = x.get(FAMILIES);
    if (families != null && families.latency()) {
      series.latencies(facts);
    }
    if (families != null && families.bandwidth()) {
      counters.bandwidth(facts.requestBytes(), facts.responseBytes());
    }
  }

  /// Counts a request that was refused before it became an exchange.
  ///
  /// @param kind one of a fixed set of words, such as `framing`
  public void protocolError(String kind) {
    protocolErrors.labelValues(kind).inc();
  }

  /// The counter of lines that a sink could not keep.
  public CounterDataPoint dropped(String sink) {
    return dropped.labelValues(sink);
  }

  /// Where plugins keep numbers of their own.
  public Measures plugins() {
    return plugins;
  }

  /// Writes everything in Prometheus' text format; does not close the stream.
  public void write(OutputStream out) throws IOException {
    new Exposition(out).write(registry.scrape(), TrafficFamilies.ALIASES);
  }

  private RouteSeries series(Route route, @Nullable Service service) {
    RouteSeries known = routes.get(route.id());
    if (known != null && known.isOf(route, service)) {
      return known;
    }
    RouteSeries made = new RouteSeries(traffic, route, service);
    routes.put(route.id(), made);
    return made;
  }

  private void retain(Snapshot snapshot) {
    Map<String, Service> services = new HashMap<>();
    snapshot.services().forEach(s -> services.put(s.id(), s));
    Set<Labels> alive = new HashSet<>();
    alive.add(Labels.of(null, null));
    for (Route route : snapshot.routes()) {
      alive.add(Labels.of(route, route.service() == null ? null : services.get(route.service())));
    }
    Set<String> consumers = new HashSet<>();
    consumers.add("");
    for (Consumer consumer : snapshot.consumers()) {
      consumers.add(RouteSeries.label(consumer));
    }
    routes.clear();
    traffic.retain(alive, consumers);
    plugins.retain(alive.stream().map(Labels::route).collect(Collectors.toSet()));
  }

  private Counter counter(String name, String help, String label) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .withoutExemplars()
        .register(registry);
  }
}
