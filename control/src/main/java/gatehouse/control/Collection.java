package gatehouse.control;

import gatehouse.model.Entity;
import gatehouse.model.Snapshot;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A kind of entity as the Admin API offers it.
///
/// @param path of its list, e.g. `key-auths`
/// @param list its name in a document, e.g. `keyauth_credentials`
/// @param keyField the field by which one may be asked for besides its id; empty if there is none
/// @param source all of them
/// @param keyOf the value of that field
record Collection<E extends Entity>(
    String path,
    String list,
    String keyField,
    Class<E> type,
    Function<Snapshot, List<? extends Entity>> source,
    Function<E, @Nullable String> keyOf) {

  /// All of them in a configuration.
  List<E> all(Snapshot snapshot) {
    return source.apply(snapshot).stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// What one of them may be asked for besides its id; null if it has no such text.
  @Nullable String key(Entity entity) {
    return keyOf.apply(type.cast(entity));
  }
}
