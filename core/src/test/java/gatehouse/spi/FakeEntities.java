package gatehouse.spi;

import gatehouse.model.Consumer;
import gatehouse.model.KeyAuthCredential;
import gatehouse.model.Route;
import gatehouse.model.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Entities with only what a test needs to say.
public final class FakeEntities {
  private FakeEntities() {}

  /// A route of a service.
  public static Route route(String id, @Nullable String service, String... paths) {
    return new Route(
        id,
        "name-of-" + id,
        List.of("http", "https"),
        null,
        null,
        List.of(paths),
        null,
        null,
        null,
        null,
        426,
        0,
        true,
        "v0",
        false,
        true,
        true,
        false,
        false,
        service,
        List.of());
  }

  /// A service.
  public static Service service(String id) {
    return new Service(
        id,
        "name-of-" + id,
        "http",
        "origin.test",
        80,
        null,
        5,
        60_000,
        60_000,
        60_000,
        null,
        null,
        null,
        null,
        true,
        List.of());
  }

  /// A consumer.
  public static Consumer consumer(String id, @Nullable String username, @Nullable String customId) {
    return new Consumer(id, username, customId, List.of(), List.of());
  }

  /// An API key that never expires.
  public static KeyAuthCredential key(String id, String consumer, String key) {
    return new KeyAuthCredential(id, consumer, new Secret(key), null, 0, List.of());
  }
}
