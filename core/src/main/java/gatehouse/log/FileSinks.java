package gatehouse.log;

import gatehouse.spi.LineSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/// The files that lines are appended to, one sink for each path. Outlives reloads; a file nobody
/// writes to is closed after a while. Safe for use by all loops.
public final class FileSinks implements AutoCloseable {
  private static final Duration FLUSH = Duration.ofSeconds(5);

  private final ConcurrentHashMap<Path, FileSink> sinks = new ConcurrentHashMap<>();
  private final Metrics metrics;
  private final FileSink.Bounds bounds;

  /// Sinks whose losses are counted by `gatehouse_log_dropped_total`.
  public FileSinks(Metrics metrics) {
    this(metrics, FileSink.Bounds.DEFAULT);
  }

  FileSinks(Metrics metrics, FileSink.Bounds bounds) {
    this.metrics = metrics;
    this.bounds = bounds;
  }

  /// The sink of a file; `/dev/stdout` and `/dev/stderr` are the process's own.
  ///
  /// @param reopen whether the file is opened anew for each batch; if one of those who name the
  ///   path wants it, it is so for all
  public LineSink sink(Path path, boolean reopen) {
    Path absolute = path.toAbsolutePath().normalize();
    FileSink sink =
        sinks.computeIfAbsent(
            absolute, p -> new FileSink(p, bounds, metrics.dropped(p.toString())));
    if (reopen) {
      sink.reopenEachTime();
    }
    return sink;
  }

  /// Writes what is queued, for at most five seconds all together, and takes no more.
  @Override
  public void close() {
    long deadline = System.nanoTime() + FLUSH.toNanos();
    sinks.values().forEach(FileSink::finish);
    sinks.values().forEach(sink -> sink.awaitEnd(deadline));
  }
}
