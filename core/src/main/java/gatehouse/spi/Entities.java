package gatehouse.spi;

import gatehouse.model.Entity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The entities of one configuration, for plugins that refer to some of them.
public interface Entities {
  /// The entity of that kind with that id or, where the kind has one, that name (a consumer's is
  /// its username). Null if there is none.
  <E extends Entity> @Nullable E find(Class<E> kind, String idOrName);

  /// All entities of that kind, in the configuration's order.
  <E extends Entity> List<E> all(Class<E> kind);
}
