package gatehouse.spi;

import gatehouse.model.Entity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;

/// What a plugin's constructor may use. Everything slow happens there, nothing in a phase.
public interface Workshop {
  /// The instance being built.
  Self self();

  /// The clock.
  InstantSource clock();

  /// Random numbers, safe for use by all loops; not for secrets.
  RandomGenerator random();

  /// The id of this process: a UUID made at its start.
  String nodeId();

  /// The version of Gatehouse.
  String version();

  /// The name of this machine; `-` if it has none.
  String hostName();

  /// The consumers and their credentials in the configuration being compiled.
  Consumers consumers();

  /// The entities of the configuration being compiled.
  Entities entities();

  /// Counters that outlive a reload.
  Counters counters();

  /// A file that lines are appended to, written off the event loop; shared by all who name the same
  /// path.
  ///
  /// @param reopen whether the file is opened anew for each batch of lines
  LineSink fileSink(Path path, boolean reopen);

  /// Kong's JSON of an entity, with defaults and nulls, secrets left out.
  String json(Entity entity);

  /// What the logs of the configuration being compiled hide; for plugins that write such
  /// themselves.
  Discretion discretion();

  /// What the numbers of the requests are exported as; for the metrics plugin.
  TrafficMetrics metrics();

  /// Where a plugin keeps numbers of its own.
  Measures measures();

  /// What tracers write down.
  Tracing tracing();

  /// Tells each line of the gateway's own log, on the thread that logs: whoever listens neither
  /// blocks nor logs. Closing ends it.
  AutoCloseable ownLog(Consumer<LogEvent> listener);

  /// Asks other HTTP servers.
  HttpCaller http();

  /// Asks name servers.
  NameServers names();

  /// Makes TLS connections to servers that do not speak HTTP. Whoever verifies sets the endpoint
  /// identification algorithm too: a context checks chains, not names.
  SSLSocketFactory tls(TlsOptions options);

  /// Counts the log entries that were lost on their way to a sink.
  ///
  /// @param sink its name in `gatehouse_log_dropped_total`; without secrets
  LongConsumer dropped(String sink);

  /// State that outlives a reload: made when no plan in use has it under that key, and given up
  /// with the last plan that asked for it; an [AutoCloseable] one is closed then. Whatever the
  /// state depends on belongs into the key, which begins with the plugin's name.
  ///
  /// @param key digests instead of secrets: it may be logged
  /// @throws IllegalArgumentException if the key already stands for a value of another type
  <T> T carried(String key, Class<T> type, Supplier<T> make);

  /// Makes a place where what exchanges hand in is gathered and worked on together, by one thread
  /// that may block: what came within a millisecond, in the order it came.
  ///
  /// @param name of the thread
  <T> Batches<T> batches(String name, Consumer<List<T>> work);

  /// Runs each task on a virtual thread of its own, where it may block.
  Executor background();

  /// Runs tasks one after the other on a platform thread, where the JVM tells how much memory and
  /// processor time they take. For short work that has to be bounded by those.
  Executor measured();

  /// Runs a task again and again on a thread where it may block: first after one interval, then an
  /// interval after its last run has ended. A run that throws is logged, and the next one comes all
  /// the same. Whoever starts this closes it, at the latest in [Plugin#close()].
  Repetition every(Duration interval, Runnable task);

  /// A task that is run again and again until this is closed; a run under way ends by itself.
  interface Repetition extends AutoCloseable {
    @Override
    void close();
  }

  /// Who an instance is.
  ///
  /// @param id the entity's id, stable over reloads
  /// @param origin `FILE:LINE:COL` of its configuration
  /// @param routeId id of the route it is scoped to; empty if none
  /// @param serviceId id of the service it is scoped to; empty if none
  record Self(
      String id, String name, String origin, String routeId, String serviceId, List<String> tags) {}
}
