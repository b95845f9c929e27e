package gatehouse.control;

import gatehouse.control.Collections.Nested;
import gatehouse.model.Consumer;
import gatehouse.model.Entity;
import gatehouse.model.Snapshot;
import gatehouse.model.TextIndex;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the entities of one configuration as the paths of the Admin API name them, in constant
/// time. A kind is indexed when somebody first asks for one of it, so that a gateway whose admin
/// address nobody asks pays nothing. Safe for use by several threads.
final class Lookup {
  private final Snapshot snapshot;
  private final Map<Collection<?>, List<? extends Entity>> lists = new ConcurrentHashMap<>();
  private final Map<Key, TextIndex<Entity>> indexes = new ConcurrentHashMap<>();

  /// Entities by one of their texts.
  ///
  /// @param by what tells one text of a collection's entities from another
  private record Key(Collection<?> collection, Object by) {}

  private enum By {
    ID,
    KEY,
    CUSTOM_ID
  }

  Lookup(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /// What is looked into.
  Snapshot snapshot() {
    return snapshot;
  }

  /// All entities of a collection, in the configuration's order.
  List<? extends Entity> all(Collection<?> collection) {
    return lists.computeIfAbsent(collection, all -> all.all(snapshot));
  }

  /// The one of that id or, where no id fits, that key; null if there is none.
  @Nullable Entity find(Collection<?> collection, String idOrKey) {
    Entity byId = byId(collection, idOrKey);
    return byId == null ? index(collection, By.KEY, collection::key).find(idOrKey) : byId;
  }

  /// The one of that id or key that belongs to an owner; null if there is none.
  @Nullable Entity find(Nested nested, Entity owner, String idOrKey) {
    Collection<?> children = nested.children();
    Entity byId = byId(children, idOrKey);
    if (byId != null && nested.belongs().test(owner, byId)) {
      return byId;
    }
    for (Entity child : index(children, By.KEY, children::key).all(idOrKey)) {
      if (nested.belongs().test(owner, child)) {
        return child;
      }
    }
    return null;
  }

  /// All that belong to an owner.
  List<? extends Entity> inside(Nested nested, Entity owner) {
    Function<Entity, @Nullable String> ownerOf = nested.ownerOf();
    return ownerOf == null
        ? all(nested.children()).stream().filter(c -> nested.belongs().test(owner, c)).toList()
        : index(nested.children(), nested, ownerOf).all(owner.id());
  }

  /// The consumer of that custom id, or nobody.
  List<? extends Entity> byCustomId(String customId) {
    return index(Collections.CONSUMERS, By.CUSTOM_ID, c -> ((Consumer) c).customId()).all(customId);
  }

  private @Nullable Entity byId(Collection<?> collection, String id) {
    return index(collection, By.ID, Entity::id).find(id);
  }

  private TextIndex<Entity> index(
      Collection<?> collection, Object by, Function<Entity, @Nullable String> textOf) {
    List<? extends Entity> all = all(collection);
    return indexes.computeIfAbsent(new Key(collection, by), _ -> new TextIndex<>(all, textOf));
  }
}
