package gatehouse.spi;

import gatehouse.model.Consumer;
import gatehouse.model.Credential;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The consumers of one configuration and their credentials, indexed.
public interface Consumers {
  /// The consumer of that id or username; custom ids do not count. Null if there is none.
  @Nullable Consumer find(String idOrUsername);

  /// The consumer of that id; null if there is none.
  @Nullable Consumer byId(String id);

  /// The consumer of that custom id; null if there is none.
  @Nullable Consumer byCustomId(String customId);

  /// The credential of that kind whose key is the given one; null if there is none. The look-up's
  /// time does not tell how much of a secret key was right.
  <C extends Credential> @Nullable C credential(Class<C> kind, String key);

  /// The names of the `acls` groups a consumer is in, in the order of the configuration.
  List<String> groups(Consumer consumer);

  /// The credential of that kind that takes the most work to prove; null if there is none. A caller
  /// whose name nobody has must cost as much, or the time would tell which names exist.
  <C extends Credential> @Nullable C hardest(Class<C> kind);
}
