package gatehouse.spi;

import gatehouse.model.Consumer;
import gatehouse.model.Credential;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Consumers and credentials in plain lists.
public final class FakeConsumers implements Consumers {
  private final List<Consumer> consumers = new ArrayList<>();
  private final List<Credential> credentials = new ArrayList<>();

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
}
