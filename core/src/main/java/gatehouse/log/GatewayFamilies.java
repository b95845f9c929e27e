package gatehouse.log;

import gatehouse.gateway.Stats;
import gatehouse.model.Snapshot;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;

/// The families that describe the gateway itself: connections, memory, health of targets,
/// configuration. Most are read when somebody looks.
final class GatewayFamilies {
  private static final String SUBSYSTEM = "http";

  private final Gauge configInfo;
  private final Gauge configEntities;
  private final Gauge configLoaded;
  private final Gauge configFaults;
  private final Counter configLoads;
  private volatile Supplier<Stats> stats = () -> new Stats(0, 0, 0, 0, 0);
  private volatile Supplier<List<TargetHealth>> health = List::of;
  private volatile boolean exportsHealth;

  GatewayFamilies(PrometheusRegistry registry, String nodeId, String version) {
    connections(registry, nodeId);
    memory(registry, nodeId);
    targets(registry);
    Gauge info =
        gauge("kong_node_info", "Node and version")
            .labelNames("node_id", "version")
            .register(registry);
    info.labelValues(nodeId, version).set(1);
    gauge("kong_datastore_reachable", "Whether the datastore is reachable")
        .register(registry)
        .set(1);
    gauge("kong_nginx_metric_errors_total", "Faults of Kong's metrics; Gatehouse has none")
        .register(registry)
        .set(0);
    configInfo =
        gauge("gatehouse_config_info", "Hash of the configuration in use")
            .labelNames("hash")
            .register(registry);
    configEntities =
        gauge("gatehouse_config_entities", "Entities of the configuration in use")
            .labelNames("kind")
            .register(registry);
    configLoaded =
        gauge(
                "gatehouse_config_last_success_timestamp_seconds",
                "When the configuration in use was loaded")
            .register(registry);
    configFaults =
        gauge("gatehouse_config_last_faults", "Faults of the last configuration that was offered")
            .register(registry);
    configLoads =
        Counter.builder()
            .name("gatehouse_config_loads_total")
            .help("Configurations offered, by what became of them")
            .labelNames("result")
            .withoutExemplars()
            .register(registry);
  }

  void watch(Supplier<Stats> stats, Supplier<List<TargetHealth>> health) {
    this.stats = stats;
    this.health = health;
  }

  void configured(Snapshot snapshot, boolean exportsHealth, long now) {
    this.exportsHealth = exportsHealth;
    configInfo.clear();
    configInfo.labelValues(snapshot.hash()).set(1);
    configEntities.labelValues("services").set(snapshot.services().size());
    configEntities.labelValues("routes").set(snapshot.routes().size());
    configEntities.labelValues("plugins").set(snapshot.plugins().size());
    configEntities.labelValues("consumers").set(snapshot.consumers().size());
    configEntities.labelValues("upstreams").set(snapshot.upstreams().size());
    configLoaded.set(now / 1000.0);
    configFaults.set(0);
    configLoads.labelValues("success").inc();
  }

  void refused(int faults) {
    configFaults.set(faults);
    configLoads.labelValues("failure").inc();
  }

  private void connections(PrometheusRegistry registry, String nodeId) {
    GaugeWithCallback.builder()
        .name("kong_nginx_connections_total")
        .help("Client connections by state")
        .labelNames("node_id", "subsystem", "state")
        .callback(out ->
            connectionStates((state, value) -> out.call((double) value, nodeId, SUBSYSTEM, state)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("kong_nginx_http_current_connections")
        .help("Client connections by state, as older dashboards name them")
        .labelNames("state")
        .callback(out -> connectionStates((state, value) -> out.call((double) value, state)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("kong_nginx_requests_total")
        .help("Requests since start")
        .labelNames("node_id", "subsystem")
        .callback(out -> out.call((double) stats.get().exchanges(), nodeId, SUBSYSTEM))
        .register(registry);
    Gauge timers =
        gauge("kong_nginx_timers", "Kong's timers; Gatehouse has none")
            .labelNames("node_id", "subsystem", "state")
            .register(registry);
    timers.labelValues(nodeId, SUBSYSTEM, "running").set(0);
    timers.labelValues(nodeId, SUBSYSTEM, "pending").set(0);
  }

  /// A connection on which an exchange is under way counts as writing: where within the exchange it
  /// is changes too often to be counted.
  private void connectionStates(State state) {
    Stats now = stats.get();
    state.is("accepted", now.connectionsAccepted());
    state.is("handled", now.connectionsAccepted());
    state.is("total", now.exchanges());
    state.is("active", now.connectionsActive());
    state.is("reading", 0);
    state.is("writing", Math.max(0, now.connectionsActive() - now.connectionsWaiting()));
    state.is("waiting", now.connectionsWaiting());
  }

  private static void memory(PrometheusRegistry registry, String nodeId) {
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    GaugeWithCallback.builder()
        .name("kong_memory_workers_lua_vms_bytes")
        .help("Bytes of heap in use")
        .labelNames("node_id", "pid", "kong_subsystem")
        .callback(out -> out.call((double) heapUsed(), nodeId, pid(), SUBSYSTEM))
        .register(registry);
    GaugeWithCallback.builder()
        .name("kong_memory_lua_shared_dict_bytes")
        .help("Bytes of buffers outside the heap")
        .labelNames("node_id", "shared_dict", "kong_subsystem")
        .callback(
            out -> out.call((double) direct.getMemoryUsed(), nodeId, "direct_buffers", SUBSYSTEM))
        .register(registry);
    GaugeWithCallback.builder()
        .name("kong_memory_lua_shared_dict_total_bytes")
        .help("Capacity of buffers outside the heap in bytes")
        .labelNames("node_id", "shared_dict", "kong_subsystem")
        .callback(out ->
            out.call((double) direct.getTotalCapacity(), nodeId, "direct_buffers", SUBSYSTEM))
        .register(registry);
  }

  private void targets(PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("kong_upstream_target_health")
        .help("Health of each target: 1 in the state it is in, 0 in the others")
        .labelNames("upstream", "target", "address", "state", "subsystem")
        .callback(out -> {
          for (TargetHealth target : exportsHealth ? health.get() : List.<TargetHealth>of()) {
            for (TargetHealth.State state : TargetHealth.State.values()) {
              out.call(
                  target.state() == state ? 1 : 0,
                  target.upstream(),
                  target.target(),
                  target.address(),
                  state.word(),
                  SUBSYSTEM);
            }
          }
        })
        .register(registry);
  }

  private static long heapUsed() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static String pid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private static Gauge.Builder gauge(String name, String help) {
    return Gauge.builder().name(name).help(help).withoutExemplars();
  }

  private interface State {
    void is(String state, long value);
  }
}
