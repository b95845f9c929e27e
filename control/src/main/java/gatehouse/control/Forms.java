package gatehouse.control;

import gatehouse.model.Entity;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// How entities and schemas are written as JSON, in Kong's form.
public interface Forms {
  /// An entity with all its fields, defaults and nulls.
  ObjectNode entity(Entity entity);

  /// The schema of a plugin; null if there is no plugin of that name.
  @Nullable ObjectNode pluginSchema(String name);

  /// The schema of a kind of entity; null if there is no such list.
  ///
  /// @param list e.g. `services`
  @Nullable ObjectNode entitySchema(String list);
}
