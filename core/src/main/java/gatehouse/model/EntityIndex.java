package gatehouse.model;

import gatehouse.spi.Entities;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The entities of one snapshot by kind, id and name; a kind is indexed when somebody asks for it.
public final class EntityIndex implements Entities {
  private final Snapshot snapshot;
  private final Map<Class<?>, ByKind> kinds = new ConcurrentHashMap<>();

  private record ByKind(List<Entity> all, TextIndex<Entity> byId, TextIndex<Entity> byName) {}

  /// Indexes a snapshot.
  public EntityIndex(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  @Override
  public <E extends Entity> @Nullable E find(Class<E> kind, String idOrName) {
    ByKind index = index(kind);
    Entity byId = index.byId.find(idOrName);
    Entity found = byId == null ? index.byName.find(idOrName) : byId;
    return found == null ? null : kind.cast(found);
  }

  @Override
  public <E extends Entity> List<E> all(Class<E> kind) {
    return index(kind).all.stream().map(kind::cast).toList();
  }

  private ByKind index(Class<? extends Entity> kind) {
    return kinds.computeIfAbsent(
        kind,
        _ -> {
          List<Entity> all = everything().filter(kind::isInstance).toList();
          return new ByKind(
              all, new TextIndex<>(all, Entity::id), new TextIndex<>(all, EntityIndex::name));
        });
  }

  private Stream<Entity> everything() {
    return Stream.<List<? extends Entity>>of(
            snapshot.services(),
            snapshot.routes(),
            snapshot.consumers(),
            snapshot.consumerGroups(),
            snapshot.credentials(),
            snapshot.acls(),
            snapshot.plugins(),
            snapshot.upstreams(),
            snapshot.targets(),
            snapshot.certificates(),
            snapshot.snis(),
            snapshot.caCertificates(),
            snapshot.vaults(),
            snapshot.keys(),
            snapshot.keySets())
        .flatMap(List::stream);
  }

  private static @Nullable String name(Entity entity) {
    return switch (entity) {
      case Service service -> service.name();
      case Route route -> route.name();
      case Consumer consumer -> consumer.username();
      case ConsumerGroup group -> group.name();
      case Upstream upstream -> upstream.name();
      case Sni sni -> sni.name();
      case Key key -> key.name();
      case KeySet set -> set.name();
      case Vault vault -> vault.name();
      default -> null;
    };
  }
}
