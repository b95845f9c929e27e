package gatehouse.app;

import gatehouse.config.Loaded;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gateway as a process in the foreground: from its start until a signal ends it.
final class Serving {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  /// What a shell tells of a process that a signal ended is this and the signal's number.
  private static final int KILLED = 128;

  private final Terminal terminal;
  private final Launch launch;
  private final List<Path> paths;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean stopping = new AtomicBoolean();

  Serving(Terminal terminal, Launch launch, List<Path> paths) {
    this.terminal = terminal;
    this.launch = launch;
    this.paths = paths;
  }

  /// Serves until a signal comes.
  ///
  /// @param started is told where the gateway listens
  /// @return the exit status
  int run(Consumer<Addresses> started) {
    Logging.apply(launch.logLevel(), launch.logJson());
    Instance instance = new Instance(launch, paths, terminal.environment());
    Logging.feed(instance.ownLog());
    if (!paths.isEmpty()
        && instance.load("start") instanceof Loaded.Invalid(var faults, var warnings)) {
      FaultReport report = new FaultReport(terminal);
      report.faults(faults);
      report.warnings(warnings);
      report.summary(faults.size(), warnings.size());
      return Main.BAD_CONFIGURATION;
    }
    try {
      Addresses addresses = instance.start();
      handleSignals(instance);
      tell(instance, addresses);
      started.accept(addresses);
    } catch (Instance.Taken e) {
      terminal.err().println("gatehouse: " + e.getMessage());
      return Main.ADDRESS_TAKEN;
    }
    awaitEnd();
    LOG.info("stopping; {} requests in flight", instance.stats().exchangesActive());
    instance.stop();
    LOG.info("stopped");
    return Main.OK;
  }

  private void tell(Instance instance, Addresses addresses) {
    Instant born = ProcessHandle.current().info().startInstant().orElse(Instant.now());
    LOG.info(
        "http at {}, https at {}, admin at {}; started after {} ms{}",
        addresses.http(),
        addresses.https(),
        addresses.admin(),
        Duration.between(born, Instant.now()).toMillis(),
        Boolean.getBoolean("gatehouse.built") ? ", building it included" : "");
    if (!instance.isReady()) {
      LOG.warn("there is no configuration: nothing is served until POST /config brings one");
    }
  }

  private void handleSignals(Instance instance) {
    Signals.handle("TERM", () -> end(15));
    Signals.handle("INT", () -> end(2));
    Signals.handle("HUP", () -> instance.load("SIGHUP"));
  }

  /// The second signal means that somebody will not wait.
  private void end(int signal) {
    if (stopping.getAndSet(true)) {
      Runtime.getRuntime().halt(KILLED + signal);
    }
    ended.countDown();
  }

  private void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
