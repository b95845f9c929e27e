package gatehouse.control;

import gatehouse.config.ConfigLoader;
import gatehouse.config.Fault;
import gatehouse.config.Loaded;
import gatehouse.control.ConfigAudit.Actor;
import gatehouse.log.Metrics;
import gatehouse.model.PluginsNotBuilt;
import gatehouse.model.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Replaces the running configuration: when its files change, when told to read them again, and by
/// `POST /config`. One at a time, and the last writer wins. A configuration with faults is refused
/// as a whole and the running one stays. Safe for use by several threads.
public final class Reloader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

  /// How often the files are looked at.
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /// A log holds this many faults of one configuration; `check` tells them all.
  private static final int MOST_LOGGED = 50;

  private static final int MOST_WARNINGS = 10;

  private final List<Path> paths;
  private final ConfigLoader loader;
  private final Door door;
  private final Metrics metrics;
  private final ConfigAudit audit = new ConfigAudit();
  private final ReentrantLock turn = new ReentrantLock();
  private final Lookup nothing = new Lookup(Snapshot.EMPTY);
  private volatile @Nullable Lookup current;
  private volatile boolean closed;
  private volatile Map<String, String> seen = Map.of();
  private @Nullable FileWatch watch;
  private Set<String> warned = Set.of();

  /// A reloader of these files and folders.
  public Reloader(List<Path> paths, ConfigLoader loader, Door door, Metrics metrics) {
    this.paths = List.copyOf(paths);
    this.loader = loader;
    this.door = door;
    this.metrics = metrics;
  }

  /// The configuration in use; an empty one before the first.
  public Snapshot current() {
    return lookup().snapshot();
  }

  /// The entities of the configuration in use.
  Lookup lookup() {
    Lookup now = current;
    return now == null ? nothing : now;
  }

  /// Whether a configuration has been taken into use.
  public boolean isReady() {
    return current != null;
  }

  /// Whether the gateway is about to end.
  boolean isClosed() {
    return closed;
  }

  /// Reads the files and takes what they say into use. Without any file there is nothing to do.
  ///
  /// @param cause why, for the log: `start`, `SIGHUP`
  public Loaded loadFiles(String cause) {
    if (paths.isEmpty()) {
      LOG.info("{}: there are no configuration files to read", cause);
      return new Loaded.Valid(current(), List.of());
    }
    seen = FileWatch.look(paths);
    return apply(new Actor(cause, null), () -> loader.load(paths), true).loaded();
  }

  /// Takes a text into use; done when this returns.
  ///
  /// @param origin what faults and decision records name it
  /// @param peer who sent it
  /// @param evenIfSame whether it is taken into use though it is the text in use
  Outcome loadText(String origin, String peer, byte[] text, boolean evenIfSame) {
    return apply(new Actor(origin, peer), () -> loader.loadText(origin, text), evenIfSame);
  }

  /// Notes that somebody was not even heard.
  void rejected(String cause, String peer, String why) {
    audit.refused(new Actor(cause, peer), current(), why, 0);
  }

  /// Begins to watch the files for changes since they were last read. A change is loaded once the
  /// files have settled.
  public void watch() {
    watch(INTERVAL);
  }

  void watch(Duration interval) {
    if (!paths.isEmpty()) {
      watch = new FileWatch(paths, seen, interval, this::filesChanged);
    }
  }

  /// The gateway is about to end: stops watching, and is not ready any more.
  @Override
  public void close() {
    closed = true;
    FileWatch running = watch;
    if (running != null) {
      running.close();
    }
  }

  /// An editor that saves without a change, or a touched file, costs nothing but the reading.
  private void filesChanged() {
    apply(new Actor("changed file", null), () -> loader.load(paths), false);
  }

  private Outcome apply(Actor actor, Supplier<Loaded> source, boolean evenIfSame) {
    turn.lock();
    try {
      long start = System.nanoTime();
      Loaded loaded = source.get();
      if (loaded instanceof Loaded.Valid(Snapshot snapshot, List<Fault> warnings)) {
        if (!evenIfSame && isReady() && snapshot.hash().equals(current().hash())) {
          audit.unchanged(actor, snapshot);
          return new Outcome(loaded, true);
        }
        loaded = swap(actor, snapshot, warnings, start);
      }
      if (loaded instanceof Loaded.Invalid(List<Fault> faults, _)) {
        audit.refused(actor, current(), "the document has faults", faults.size());
        refused(actor.cause(), faults);
      }
      return new Outcome(loaded, false);
    } finally {
      turn.unlock();
    }
  }

  private Loaded swap(Actor actor, Snapshot snapshot, List<Fault> warnings, long start) {
    String cause = actor.cause();
    try {
      door.swap(snapshot);
    } catch (PluginsNotBuilt e) {
      return new Loaded.Invalid(e.failures().stream().map(Reloader::fault).toList(), warnings);
    } catch (IllegalArgumentException e) {
      String why = e.getMessage() == null ? "it cannot be served" : e.getMessage();
      return new Loaded.Invalid(List.of(new Fault(cause, 1, 1, null, null, why)), warnings);
    }
    boolean first = current == null;
    audit.applied(actor, current(), snapshot, warnings.size());
    current = new Lookup(snapshot);
    warn(warnings);
    LOG.info(
        "{} in {} ms: {}, {}{} ({})",
        first ? "loaded" : "reloaded",
        (System.nanoTime() - start) / 1_000_000,
        counted(snapshot.routes().size(), "route"),
        counted(snapshot.plugins().size(), "plugin"),
        warnings.isEmpty() ? "" : ", " + counted(warnings.size(), "warning"),
        cause);
    return new Loaded.Valid(snapshot, warnings);
  }

  private static Fault fault(PluginsNotBuilt.Failure failure) {
    String origin = failure.entity().origin();
    int column = origin.lastIndexOf(':');
    int line = origin.lastIndexOf(':', column - 1);
    return new Fault(
        origin.substring(0, line),
        Integer.parseInt(origin, line + 1, column, 10),
        Integer.parseInt(origin, column + 1, origin.length(), 10),
        "plugin " + failure.entity().name(),
        null,
        failure.reason());
  }

  /// Tells the warnings that the configuration before did not cause too; lines may have moved.
  private void warn(List<Fault> warnings) {
    Set<String> texts = new HashSet<>();
    int told = 0;
    for (Fault warning : warnings) {
      String text = warning.entity() + " " + warning.field() + ": " + warning.message();
      texts.add(text);
      if (!warned.contains(text) && told++ < MOST_WARNINGS) {
        LOG.warn("{}", warning);
      }
    }
    if (told > MOST_WARNINGS) {
      LOG.warn("{} more; `gatehouse check` tells all", counted(told - MOST_WARNINGS, "warning"));
    }
    warned = texts;
  }

  /// Before there is a configuration, whoever offers the first one tells its faults: the command
  /// line on stderr, the admin address in its answer.
  private void refused(String cause, List<Fault> faults) {
    metrics.refused(faults.size());
    if (!isReady()) {
      return;
    }
    faults.stream().limit(MOST_LOGGED).forEach(f -> LOG.error("{}", f));
    LOG.error(
        "{}: {}, still serving the previous configuration", cause, counted(faults.size(), "fault"));
  }

  /// What became of an offer.
  ///
  /// @param unchanged whether nothing was done, the same configuration being in use
  record Outcome(Loaded loaded, boolean unchanged) {}

  private static String counted(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
