package gatehouse.spi;

import gatehouse.call.HttpClients;
import gatehouse.call.ServerTrust;
import gatehouse.log.Metrics;
import gatehouse.log.Redaction;
import gatehouse.model.Entity;
import gatehouse.model.Snapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// A workshop for one plugin instance, with everything in reach of the test.
public final class FakeWorkshop implements Workshop {
  /// The clock.
  public final FakeClock clock = new FakeClock("2026-01-31T12:00:00Z");

  /// The consumers and credentials.
  public final FakeConsumers consumers = new FakeConsumers();

  /// The counters.
  public final FakeCounters counters = new FakeCounters();

  /// What was written to files: `PATH LINE`, with `+reopen` after the path where that was asked
  /// for.
  public final List<String> lines = new ArrayList<>();

  /// What was counted: the families, with `consumer` where that label was asked for.
  public final List<String> counted = new ArrayList<>();

  /// The entities besides consumers and credentials.
  public final List<Entity> entities = new ArrayList<>();

  /// What is to be run again and again; a test runs it when it likes.
  public final List<Runnable> repeated = new CopyOnWriteArrayList<>();

  /// How many log entries were lost.
  public final AtomicLong dropped = new AtomicLong();

  /// The plugin's own numbers, which go nowhere: tests of them run a gateway.
  private final Measures measures = new Metrics("node", "test", InstantSource.system()).plugins();

  /// What tracers write down.
  public Tracing tracing = Tracing.OFF;

  /// What names stand for; others have no address.
  public final Map<String, NameServers.Addresses> names = new ConcurrentHashMap<>();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClients http = new HttpClients(threads, System::nanoTime);
  private final Map<String, Object> carried = new ConcurrentHashMap<>();
  private final Random random = new Random(1);
  private Self self = new Self("p-1", "plugin", "kong.yml:1:1", "", "", List.of());

  /// Scopes the instance to a route.
  public FakeWorkshop onRoute(String routeId) {
    self = new Self(self.id(), self.name(), self.origin(), routeId, "", self.tags());
    return this;
  }

  /// Scopes the instance to a service.
  public FakeWorkshop onService(String serviceId) {
    self = new Self(self.id(), self.name(), self.origin(), "", serviceId, self.tags());
    return this;
  }

  @Override
  public Self self() {
    return self;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public String nodeId() {
    return "11111111-2222-4333-8444-555555555555";
  }

  @Override
  public String version() {
    return "test";
  }

  @Override
  public String hostName() {
    return "host";
  }

  @Override
  public Consumers consumers() {
    return consumers;
  }

  @Override
  public Entities entities() {
    return new Entities() {
      @Override
      public <E extends Entity> @Nullable E find(Class<E> kind, String idOrName) {
        for (E entity : all(kind)) {
          if (entity.id().equals(idOrName)) {
            return entity;
          }
        }
        return null;
      }

      @Override
      public <E extends Entity> List<E> all(Class<E> kind) {
        return entities.stream().filter(kind::isInstance).map(kind::cast).toList();
      }
    };
  }

  @Override
  public NameServers names() {
    NameServers.Addresses none = new NameServers.Addresses(List.of(), Duration.ZERO);
    return name -> CompletableFuture.completedFuture(names.getOrDefault(name, none));
  }

  @Override
  public Measures measures() {
    return measures;
  }

  @Override
  public Tracing tracing() {
    return tracing;
  }

  @Override
  public AutoCloseable ownLog(Consumer<LogEvent> listener) {
    return () -> {};
  }

  @Override
  public HttpCaller http() {
    return http;
  }

  @Override
  public SSLSocketFactory tls(TlsOptions options) {
    return ServerTrust.context(options).getSocketFactory();
  }

  @Override
  public LongConsumer dropped(String sink) {
    return dropped::addAndGet;
  }

  @Override
  public <T> T carried(String key, Class<T> type, Supplier<T> make) {
    return type.cast(carried.computeIfAbsent(key, _ -> make.get()));
  }

  @Override
  public <T> Batches<T> batches(String name, Consumer<List<T>> work) {
    return item -> CompletableFuture.runAsync(() -> work.accept(List.of(item)), threads);
  }

  @Override
  public Executor background() {
    return threads;
  }

  @Override
  public Executor measured() {
    return Runnable::run;
  }

  @Override
  public Repetition every(Duration interval, Runnable task) {
    repeated.add(task);
    return () -> repeated.remove(task);
  }

  @Override
  public Counters counters() {
    return counters;
  }

  @Override
  public LineSink fileSink(Path path, boolean reopen) {
    return line ->
        lines.add(path + (reopen ? "+reopen " : " ") + new String(line, StandardCharsets.UTF_8));
  }

  @Override
  public String json(Entity entity) {
    return "{\"id\":\"" + entity.id() + "\",\"host\":\"origin.test\",\"port\":80}";
  }

  @Override
  public Discretion discretion() {
    return Redaction.of(Snapshot.EMPTY);
  }

  @Override
  public TrafficMetrics metrics() {
    return new TrafficMetrics() {
      @Override
      public void count(Exchange x, Families families, boolean perConsumer) {
        counted.add(families + (perConsumer ? " consumer" : ""));
      }

      @Override
      public List<MetricFamily> read() {
        return List.of();
      }
    };
  }
}
