package gatehouse.gateway;

import gatehouse.call.HttpClients;
import gatehouse.compile.CurrentPlan;
import gatehouse.compile.Instance;
import gatehouse.compile.Plan;
import gatehouse.compile.PlanCompiler;
import gatehouse.flow.BodyMemory;
import gatehouse.flow.Flow;
import gatehouse.flow.FlowLoop;
import gatehouse.flow.OffLoop;
import gatehouse.listen.ConnectionStart;
import gatehouse.listen.Connections;
import gatehouse.listen.ListenException;
import gatehouse.listen.Listeners;
import gatehouse.listen.SelfSigned;
import gatehouse.listen.ServerCertificates;
import gatehouse.listen.ServerTls;
import gatehouse.listen.Transport;
import gatehouse.log.FileSinks;
import gatehouse.log.Metrics;
import gatehouse.log.OwnLog;
import gatehouse.log.TargetHealth;
import gatehouse.loop.Flushes;
import gatehouse.model.Settings;
import gatehouse.model.Snapshot;
import gatehouse.spi.AdminPaths;
import gatehouse.spi.Answer;
import gatehouse.spi.Catalogue;
import gatehouse.state.Carried;
import gatehouse.state.LocalCounters;
import gatehouse.upstream.NameQueries;
import gatehouse.upstream.UpstreamPool;
import gatehouse.upstream.UpstreamResolver;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running gateway: listeners, and the plan of the configuration in use.
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private static final Duration SWEEP = Duration.ofMinutes(1);

  /// How long what plugins carry may take to deliver what waits in it.
  private static final Duration FLUSH = Duration.ofSeconds(5);

  private final Settings settings;
  private final Metrics metrics;
  private final FileSinks sinks;
  private final LocalCounters counters;
  private final Carried carried;
  private final PlanCompiler compiler;
  private final CurrentPlan plan;
  private final Transport transport;
  private final Connections connections;
  private final Background background = new Background();
  private final OwnLog ownLog = new OwnLog();
  private final ExecutorService processors = OffLoop.processors();
  private final HttpClients http = new HttpClients(background.threads(), System::nanoTime);
  private final List<FlowLoop> loops = new ArrayList<>();
  private final Listeners listeners;
  private final UpstreamResolver resolver;
  private final NameQueries names;
  private final String token;
  private final ServerTls ownCertificate;
  private final BodyMemory bodyMemory;
  private @Nullable InetSocketAddress proxy;
  private @Nullable InetSocketAddress proxyTls;
  private volatile ServerCertificates certificates;
  private volatile Snapshot snapshot = Snapshot.EMPTY;
  private volatile boolean stopping;

  /// A gateway with an empty configuration that listens nowhere yet.
  ///
  /// @param version of Gatehouse, for `Via` and `Server`
  public Gateway(
      Settings settings, Catalogue catalogue, Metrics metrics, String nodeId, String version) {
    InstantSource clock = InstantSource.system();
    this.settings = settings;
    this.metrics = metrics;
    this.bodyMemory = new BodyMemory(settings.limits().bodyMemory());
    this.token = "gatehouse/" + version;
    this.sinks = new FileSinks(metrics);
    this.counters = new LocalCounters(clock);
    this.carried = new Carried(background.threads());
    this.transport = new Transport(settings.loops());
    this.resolver = new UpstreamResolver(transport.datagramType(), settings.nameServers());
    this.names =
        new NameQueries(
            () -> transport.another("names"), transport.datagramType(), resolver.servers());
    LiveWorkshop.Tools tools =
        new LiveWorkshop.Tools(
            clock,
            nodeId,
            version,
            counters,
            sinks,
            metrics,
            http,
            names,
            settings.tracing(),
            ownLog,
            background);
    this.compiler =
        new PlanCompiler(
            catalogue,
            carried,
            settings.upstreamTlsVerify(),
            (self, of) -> new LiveWorkshop(self, of, tools));
    Plan empty = compiler.compile(Snapshot.EMPTY);
    this.plan = new CurrentPlan(empty);
    this.ownCertificate = SelfSigned.make(clock.instant());
    this.certificates =
        ServerCertificates.of(Snapshot.EMPTY, empty.clientCertificates(), null, ownCertificate);
    this.connections = new Connections(settings.limits().connections());
    this.listeners = new Listeners(transport, settings);
    metrics.watch(this::stats, this::health);
    background.every(SWEEP, http::sweep);
  }

  /// Opens the listeners; requests are answered from now on.
  ///
  /// @throws ListenException if an address can't be had; nothing listens then
  public void start() throws ListenException {
    Flow.Shared shared =
        new Flow.Shared(
            plan, settings, metrics, bodyMemory, background.threads(), processors, token);
    Map<EventLoop, ConnectionStart.PerLoop> perLoop = new HashMap<>();
    for (EventLoop loop : transport.loops()) {
      Flushes flushes = new Flushes(loop);
      UpstreamPool pool = new UpstreamPool(loop, flushes, transport.socketType(), resolver.group());
      FlowLoop flowLoop = new FlowLoop(loop, pool);
      loops.add(flowLoop);
      perLoop.put(
          loop, new ConnectionStart.PerLoop(new Flow(shared, flowLoop), flowLoop.heads(), flushes));
    }
    try {
      if (settings.proxy() != null) {
        ConnectionStart plain = new ConnectionStart(settings, connections, perLoop, null);
        proxy = listeners.open(settings.proxy(), plain);
      }
      if (settings.proxyTls() != null) {
        ConnectionStart secure =
            new ConnectionStart(settings, connections, perLoop, () -> certificates);
        proxyTls = listeners.open(settings.proxyTls(), secure);
      }
    } catch (ListenException e) {
      close();
      throw e;
    }
  }

  /// Puts a configuration in force. When this returns, every request that begins is served by it;
  /// those under way end on the one they began with.
  ///
  /// @throws IllegalArgumentException with the reason if it can't be served; the one before stays
  public synchronized void swap(Snapshot next) {
    Plan made = compiler.compile(next);
    try {
      certificates =
          ServerCertificates.of(next, made.clientCertificates(), certificates, ownCertificate);
    } catch (IllegalArgumentException e) {
      made.retire();
      throw e;
    }
    snapshot = next;
    plan.replace(made);
    metrics.configured(next);
  }

  /// The configuration in force.
  public Snapshot snapshot() {
    return snapshot;
  }

  /// Where the lines of the gateway's own log are handed in, for plugins that send them somewhere.
  public OwnLog ownLog() {
    return ownLog;
  }

  /// The address of the plain listener; null if it is off or not started.
  public @Nullable InetSocketAddress proxyAddress() {
    return proxy;
  }

  /// The address of the TLS listener; null if it is off or not started.
  public @Nullable InetSocketAddress proxyTlsAddress() {
    return proxyTls;
  }

  /// The counters of this moment.
  public Stats stats() {
    long exchanges = 0;
    long active = 0;
    for (FlowLoop loop : List.copyOf(loops)) {
      exchanges += loop.exchanges();
      active += loop.active();
    }
    int open = connections.open();
    return new Stats(connections.accepted(), open, Math.max(0, open - active), exchanges, active);
  }

  /// The event loops, once started.
  List<EventLoop> eventLoops() {
    return loops.stream().map(FlowLoop::loop).toList();
  }

  /// The bytes of all bodies that are held at this moment.
  public long bodyBytes() {
    return bodyMemory.used();
  }

  /// Targets are not probed yet, so each one counts as healthy with its health checks off.
  private List<TargetHealth> health() {
    Snapshot current = snapshot;
    Map<String, String> names = new HashMap<>();
    current.upstreams().forEach(u -> names.put(u.id(), u.name()));
    return current.targets().stream()
        .map(t ->
            new TargetHealth(
                names.getOrDefault(t.upstream(), ""),
                t.target(),
                t.target(),
                TargetHealth.State.HEALTHCHECKS_OFF))
        .toList();
  }

  /// What a plugin answers an operator.
  ///
  /// @param name the plugin's name
  /// @param id of the instance that is asked; null for all
  /// @param path what follows name and id on the admin address
  /// @return null if there is no such instance in use, or nothing at that path
  public @Nullable Answer onAdmin(String name, @Nullable String id, String method, String path) {
    Plan used = plan.enter();
    try {
      Answer answer = null;
      for (Instance instance : used.instances(name)) {
        if (instance.plugin() instanceof AdminPaths asked) {
          Answer told =
              id == null
                  ? asked.onAdminOfAll(method, path)
                  : instance.entity().id().equals(id) ? asked.onAdmin(method, path) : null;
          answer = answer == null ? told : answer;
        }
      }
      return answer;
    } finally {
      used.leave();
    }
  }

  /// Stops accepting, waits for the exchanges under way as long as the drain time-out allows,
  /// flushes what is to be logged, and ends.
  public void stop() {
    if (stopping) {
      return;
    }
    stopping = true;
    listeners.close();
    connections.drain();
    long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
    while (connections.open() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    if (connections.open() > 0) {
      LOG.warn("{} connections cut off after the drain time-out", connections.open());
    }
    close();
  }

  @Override
  public void close() {
    listeners.close();
    connections.close();
    for (FlowLoop loop : loops) {
      loop.loop().execute(() -> loop.pool().close());
    }
    names.close();
    transport.close();
    resolver.close();
    carried.close(FLUSH);
    http.close();
    background.close();
    processors.shutdownNow();
    sinks.close();
    counters.close();
  }
}
