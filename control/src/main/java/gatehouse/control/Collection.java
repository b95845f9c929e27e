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

  /// The one of that id or key; null if there is none.
  @Nullable E find(List<E> among, String idOrKey) {
    for (E entity : among) {
      if (entity.id().equals(idOrKey)) {
        return entity;
      }
    }
    for (E entity : among) {
      if (idOrKey.equals(keyOf.apply(entity))) {
        return entity;
      }
    }
    return null;
  }
}
