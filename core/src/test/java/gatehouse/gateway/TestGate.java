package gatehouse.gateway;

import gatehouse.config.ConfigLoader;
import gatehouse.config.Loaded;
import gatehouse.log.Metrics;
import gatehouse.model.Settings;
import gatehouse.model.Settings.Listen;
import gatehouse.spi.Catalogue;
import gatehouse.spi.Cidr;
import gatehouse.spi.IpSet;
import gatehouse.spi.Plugin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A gateway in this process, on free ports of the loopback address. Its event loops are watched:
/// one that blocks fails the test.
///
/// ```java
/// try (var gate = TestGate.with(yaml)) { … }
/// ```
public final class TestGate implements AutoCloseable {
  private final ConfigLoader loader;
  private final Gateway gateway;
  private final Metrics metrics;
  private @Nullable LoopWatch watch;

  private TestGate(List<Class<? extends Plugin>> plugins, Settings settings) {
    Catalogue catalogue = new Catalogue(plugins);
    loader = new ConfigLoader(catalogue, Map.of());
    metrics = new Metrics("11111111-2222-3333-4444-555555555555", "test", InstantSource.system());
    gateway = new Gateway(settings, catalogue, metrics, "test-node", "test");
  }

  /// A gateway that serves a configuration without plugins.
  public static TestGate with(String yaml) throws Exception {
    return with(List.of(), yaml, s -> s);
  }

  /// A gateway that serves a configuration with these plugins.
  public static TestGate with(List<Class<? extends Plugin>> plugins, String yaml) throws Exception {
    return with(plugins, yaml, s -> s);
  }

  /// A gateway with settings of its own.
  public static TestGate with(
      List<Class<? extends Plugin>> plugins, String yaml, UnaryOperator<Settings> change)
      throws Exception {
    TestGate gate = new TestGate(plugins, change.apply(loopback()));
    gate.swap(yaml);
    gate.gateway.start();
    gate.watch = LoopWatch.over(gate.gateway.eventLoops());
    return gate;
  }

  private static Settings loopback() {
    Settings s = RecordCopy.with(Settings.DEFAULT, "proxy", new Listen("127.0.0.1", 0));
    return RecordCopy.with(RecordCopy.with(s, "proxyTls", new Listen("127.0.0.1", 0)), "loops", 2);
  }

  /// The same settings, by which this machine is a trusted proxy.
  public static Settings trustingLoopback(Settings d) {
    IpSet loopback = new IpSet(List.of(Objects.requireNonNull(Cidr.parse("127.0.0.1"))));
    return RecordCopy.with(d, "trust", RecordCopy.with(d.trust(), "trustedIps", loopback));
  }

  /// The same settings with another bound for all bodies that are held.
  public static Settings bodyMemory(Settings s, long bytes) {
    return RecordCopy.with(s, "limits", RecordCopy.with(s.limits(), "bodyMemory", bytes));
  }

  /// Puts another configuration in force.
  public void swap(String yaml) {
    switch (loader.loadText("test.yml", yaml.getBytes(StandardCharsets.UTF_8))) {
      case Loaded.Valid valid -> gateway.swap(valid.snapshot());
      case Loaded.Invalid invalid ->
          throw new IllegalArgumentException(invalid.faults().toString());
    }
  }

  /// The gateway itself.
  public Gateway gateway() {
    return gateway;
  }

  /// Its metrics.
  public Metrics metrics() {
    return metrics;
  }

  /// The port of the plain listener.
  public int port() {
    return Objects.requireNonNull(gateway.proxyAddress()).getPort();
  }

  /// The port of the TLS listener.
  public int tlsPort() {
    return Objects.requireNonNull(gateway.proxyTlsAddress()).getPort();
  }

  /// A connection to the plain listener.
  public RawHttp connect() throws Exception {
    return new RawHttp(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
  }

  /// Whether an event loop was found to be kept from its work so far.
  boolean isKept() {
    return watch != null && !watch.found().isEmpty();
  }

  /// Stops the gateway.
  ///
  /// @throws AssertionError if one of its event loops was kept from its work
  @Override
  public void close() {
    List<String> kept = watch == null ? List.of() : watch.end();
    gateway.close();
    if (!kept.isEmpty()) {
      throw new AssertionError("an event loop was kept from its work: " + kept.getFirst());
    }
  }
}
