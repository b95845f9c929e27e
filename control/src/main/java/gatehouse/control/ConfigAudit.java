package gatehouse.control;

import gatehouse.model.Entity;
import gatehouse.model.Snapshot;
import gatehouse.spi.schema.Derived;
import java.lang.reflect.RecordComponent;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Tells who changed the configuration, when and how much: a line of JSON for each attempt, whether
/// it was taken or refused, in the gateway's own log. Names and numbers only, so no secret is ever
/// in it.
final class ConfigAudit {
  /// The command line keeps this logger at `INFO`, whatever level is set for the others.
  private static final Logger LOG = LoggerFactory.getLogger("gatehouse.audit");

  private final InstantSource clock = InstantSource.system();

  /// Who asks for a change.
  ///
  /// @param cause `start`, `SIGHUP`, `changed file`, or the request
  /// @param peer address and port at the other end of the admin address; null for the operator of
  ///   this machine
  record Actor(String cause, @Nullable String peer) {}

  /// A configuration has come into force.
  void applied(Actor actor, Snapshot before, Snapshot after, int warnings) {
    ObjectNode line = line("applied", actor);
    line.put("hash", after.hash()).put("previous_hash", before.hash()).put("warnings", warnings);
    ObjectNode changes = line.putObject("changes");
    for (Collection<?> collection : Collections.ALL) {
      count(collection.list(), collection.all(before), collection.all(after), changes);
    }
    LOG.info("{}", line);
  }

  /// The configuration that was offered is the one in force.
  void unchanged(Actor actor, Snapshot current) {
    LOG.info("{}", line("unchanged", actor).put("hash", current.hash()));
  }

  /// Nothing has changed.
  ///
  /// @param why in words of ours
  /// @param faults of the document that was offered; 0 if it was not read
  void refused(Actor actor, Snapshot current, String why, int faults) {
    LOG.warn(
        "{}",
        line("refused", actor)
            .put("reason", why)
            .put("faults", faults)
            .put("hash", current.hash()));
  }

  private ObjectNode line(String result, Actor actor) {
    ObjectNode line =
        Reply.JSON
            .createObjectNode()
            .put("event", "config")
            .put("result", result)
            .put("time", clock.instant().toString())
            .put("cause", actor.cause());
    if (actor.peer() != null) {
      line.put("peer", actor.peer());
    }
    return line;
  }

  private static void count(
      String name, List<? extends Entity> before, List<? extends Entity> after, ObjectNode into) {
    Map<String, Entity> old = HashMap.newHashMap(before.size());
    before.forEach(entity -> old.put(entity.id(), entity));
    int added = 0;
    int changed = 0;
    for (Entity entity : after) {
      Entity known = old.remove(entity.id());
      if (known == null) {
        added++;
      } else if (!isSame(known, entity)) {
        changed++;
      }
    }
    if (added + changed + old.size() > 0) {
      into.putObject(name).put("added", added).put("changed", changed).put("removed", old.size());
    }
  }

  /// What is derived, such as the line an entity stands in, may differ.
  private static boolean isSame(Entity one, Entity other) {
    if (one.equals(other)) {
      return true;
    }
    if (one.getClass() != other.getClass() || !one.getClass().isRecord()) {
      return false;
    }
    return Arrays.stream(one.getClass().getRecordComponents())
        .filter(component -> !component.isAnnotationPresent(Derived.class))
        .allMatch(component -> Objects.equals(value(component, one), value(component, other)));
  }

  private static @Nullable Object value(RecordComponent component, Entity entity) {
    try {
      return component.getAccessor().invoke(entity);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
