package gatehouse.spi;

import gatehouse.model.Consumer;
import gatehouse.model.Credential;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Consumers and credentials in plain lists.
public final class FakeConsumers implements Consumers {
  private final List<Consumer> consumers = new ArrayList<>();
  private final List<Credential> credentials = new ArrayList<>();
  private final Map<String, List<String>> groups = new HashMap<>();

  /// Adds a consumer.
  public FakeConsumers with(Consumer consumer) {
    consumers.add(consumer);
    return this;
  }

  /// Adds a credential.
  public FakeConsumers with(Credential credential) {
    credentials.add(credential);
    return this;
  }

  @Override
  public @Nullable Consumer find(String idOrUsername) {
    for (Consumer consumer : consumers) {
      if (consumer.id().equals(idOrUsername) || idOrUsername.equals(consumer.username())) {
        return consumer;
      }
    }
    return null;
  }

  @Override
  public @Nullable Consumer byId(String id) {
    for (Consumer consumer : consumers) {
      if (consumer.id().equals(id)) {
        return consumer;
      }
    }
    return null;
  }

  @Override
  public @Nullable Consumer byCustomId(String customId) {
    for (Consumer consumer : consumers) {
      if (customId.equals(consumer.customId())) {
        return consumer;
      }
    }
    return null;
  }

  @Override
  public <C extends Credential> @Nullable C credential(Class<C> kind, String key) {
    for (Credential credential : credentials) {
      if (kind.isInstance(credential) && key.equals(credential.lookupKey())) {
        return kind.cast(credential);
      }
    }
    return null;
  }

  /// Puts a consumer into groups.
  public FakeConsumers inGroups(String consumer, String... names) {
    groups.put(consumer, List.of(names));
    return this;
  }

  @Override
  public List<String> groups(Consumer consumer) {
    return groups.getOrDefault(consumer.id(), List.of());
  }

  @Override
  public <C extends Credential> @Nullable C hardest(Class<C> kind) {
    return credentials.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .max(Comparator.comparingLong(Credential::work))
        .orElse(null);
  }
}
