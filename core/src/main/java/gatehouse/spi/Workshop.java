package gatehouse.spi;

import gatehouse.model.Entity;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

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

  /// The consumers and their credentials in the configuration being compiled.
  Consumers consumers();

  /// Counters that outlive a reload.
  Counters counters();

  /// A file that lines are appended to, written off the event loop; shared by all who name the same
  /// path.
  ///
  /// @param reopen whether the file is opened anew for each batch of lines
  LineSink fileSink(Path path, boolean reopen);

  /// Kong's JSON of an entity, with defaults and nulls, secrets left out.
  String json(Entity entity);

  /// What the numbers of the requests are exported as; for the metrics plugin.
  TrafficMetrics metrics();

  /// Who an instance is.
  ///
  /// @param id the entity's id, stable over reloads
  /// @param origin `FILE:LINE:COL` of its configuration
  /// @param routeId id of the route it is scoped to; empty if none
  /// @param serviceId id of the service it is scoped to; empty if none
  record Self(
      String id, String name, String origin, String routeId, String serviceId, List<String> tags) {}
}
