package gatehouse.log;

import gatehouse.model.Entity;
import gatehouse.spi.Discretion;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/// What the access records of one configuration have in common: its entities, rendered once each,
/// and what is hidden. Belongs to a plan and dies with it. Safe for use by all loops.
public final class RecordStyle {
  private final Function<Entity, String> rendering;
  private final Discretion discretion;
  private final ConcurrentHashMap<String, SerializableString> entities = new ConcurrentHashMap<>();

  /// The style of a configuration.
  ///
  /// @param rendering an entity as JSON in Kong's form, with defaults and nulls
  public RecordStyle(Discretion discretion, Function<Entity, String> rendering) {
    this.rendering = rendering;
    this.discretion = discretion;
  }

  Discretion discretion() {
    return discretion;
  }

  /// An entity as JSON; at most one rendering for each entity of the configuration is kept.
  SerializableString json(Entity entity) {
    SerializableString known = entities.get(entity.id());
    if (known != null) {
      return known;
    }
    SerializableString made = new SerializedString(rendering.apply(entity));
    made.asUnquotedUTF8();
    entities.put(entity.id(), made);
    return made;
  }
}
