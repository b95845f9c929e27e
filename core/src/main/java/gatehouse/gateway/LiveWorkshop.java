package gatehouse.gateway;

import gatehouse.call.ServerTrust;
import gatehouse.compile.PlanCompiler.Materials;
import gatehouse.log.FileSinks;
import gatehouse.log.Metrics;
import gatehouse.log.OwnLog;
import gatehouse.model.Entity;
import gatehouse.spi.Batches;
import gatehouse.spi.Consumers;
import gatehouse.spi.Counters;
import gatehouse.spi.Discretion;
import gatehouse.spi.Entities;
import gatehouse.spi.HttpCaller;
import gatehouse.spi.LineSink;
import gatehouse.spi.LogEvent;
import gatehouse.spi.Measures;
import gatehouse.spi.NameServers;
import gatehouse.spi.TlsOptions;
import gatehouse.spi.Tracing;
import gatehouse.spi.TrafficMetrics;
import gatehouse.spi.Workshop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;

/// What plugins of the running gateway may use.
///
/// @param of what the configuration being compiled hands in
/// @param tools what all configurations of the process share
record LiveWorkshop(Self self, Materials of, Tools tools) implements Workshop {
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  /// Asked for once: it may take a while.
  private static final String HOST_NAME = named();

  /// What all configurations share.
  record Tools(
      InstantSource clock,
      String nodeId,
      String version,
      Counters counters,
      FileSinks sinks,
      Metrics metrics,
      HttpCaller http,
      NameServers names,
      Tracing tracing,
      OwnLog ownLog,
      Background background) {}

  @Override
  public InstantSource clock() {
    return tools.clock;
  }

  @Override
  public RandomGenerator random() {
    return RANDOM;
  }

  @Override
  public String nodeId() {
    return tools.nodeId;
  }

  @Override
  public String version() {
    return tools.version;
  }

  @Override
  public String hostName() {
    return HOST_NAME;
  }

  private static String named() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "-";
    }
  }

  @Override
  public Consumers consumers() {
    return of.consumers();
  }

  @Override
  public Entities entities() {
    return of.entities();
  }

  @Override
  public Counters counters() {
    return tools.counters;
  }

  @Override
  public LineSink fileSink(Path path, boolean reopen) {
    return tools.sinks.sink(path, reopen);
  }

  @Override
  public String json(Entity entity) {
    return of.rendering().apply(entity);
  }

  @Override
  public Discretion discretion() {
    return of.discretion();
  }

  @Override
  public TrafficMetrics metrics() {
    return tools.metrics;
  }

  @Override
  public Measures measures() {
    return tools.metrics.plugins();
  }

  @Override
  public Tracing tracing() {
    return tools.tracing;
  }

  @Override
  public AutoCloseable ownLog(Consumer<LogEvent> listener) {
    return tools.ownLog.listen(listener);
  }

  @Override
  public HttpCaller http() {
    return tools.http;
  }

  @Override
  public NameServers names() {
    return tools.names;
  }

  @Override
  public SSLSocketFactory tls(TlsOptions options) {
    return ServerTrust.context(options).getSocketFactory();
  }

  @Override
  public LongConsumer dropped(String sink) {
    return tools.metrics.dropped(sink)::inc;
  }

  @Override
  public <T> T carried(String key, Class<T> type, Supplier<T> make) {
    return of.carried().get(key, type, make);
  }

  @Override
  public <T> Batches<T> batches(String name, Consumer<List<T>> work) {
    return tools.background.batches(name, work);
  }

  @Override
  public Executor background() {
    return tools.background.threads();
  }

  @Override
  public Executor measured() {
    return tools.background.measured();
  }

  @Override
  public Repetition every(Duration interval, Runnable task) {
    return tools.background.every(interval, task);
  }
}
