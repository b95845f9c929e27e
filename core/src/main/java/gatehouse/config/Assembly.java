package gatehouse.config;

import gatehouse.model.AclGroup;
import gatehouse.model.CaCertificate;
import gatehouse.model.Certificate;
import gatehouse.model.Consumer;
import gatehouse.model.ConsumerGroup;
import gatehouse.model.Credential;
import gatehouse.model.Entity;
import gatehouse.model.Key;
import gatehouse.model.KeySet;
import gatehouse.model.PluginEntity;
import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.model.Snapshot;
import gatehouse.model.Sni;
import gatehouse.model.SourceText;
import gatehouse.model.Target;
import gatehouse.model.Upstream;
import gatehouse.model.Vault;
import gatehouse.spi.Catalogue;
import gatehouse.yaml.Node;
import gatehouse.yaml.Node.Mapping;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts the entities of all documents together into one snapshot.
final class Assembly {
  /// Lists whose places are named once everything is bound.
  private static final Set<String> LOOKED_AT_LATER = Set.of("routes", "plugins", "consumer_groups");

  private final Catalogue catalogue;
  private final Vaults vaults;
  private final Faults faults;
  private final InstantSource clock;
  private final Identities identities;
  private final Map<Class<?>, List<Entity>> entities = new HashMap<>();

  Assembly(
      Catalogue catalogue, Map<String, String> environment, Faults faults, InstantSource clock) {
    this.catalogue = catalogue;
    this.faults = faults;
    this.clock = clock;
    vaults = new Vaults(environment);
    identities = new Identities(faults);
  }

  /// The snapshot; of use only if no faults were reported.
  Snapshot of(Drafts drafts, List<ConfigText> texts) {
    identities.settle(drafts.all());
    EntityBinder binder =
        new EntityBinder(
            catalogue, faults, vaults, identities, memberships(drafts.memberships()), clock);
    List<Draft> all = drafts.all();
    // Vaults first: the others may hold references into them.
    for (Draft draft : all) {
      if (draft.kind().list().equals("vaults") && binder.bind(draft) instanceof Vault vault) {
        add(vault);
        vaults.add(vault);
      }
    }
    for (Draft draft : all) {
      if (!draft.kind().list().equals("vaults")) {
        Entity entity = binder.bind(draft);
        if (entity != null) {
          add(entity);
        }
        if (!LOOKED_AT_LATER.contains(draft.kind().list())) {
          draft.release();
        }
      }
    }
    Snapshot snapshot = snapshot(binder, texts);
    if (faults.count() == 0) {
      Orderings.check(snapshot, this::orderingFault);
      Lint.look(snapshot, catalogue, identities, faults);
    }
    return snapshot;
  }

  private void orderingFault(PluginEntity plugin, String message) {
    EntityKind kind = EntityKind.find("plugins");
    Draft draft = kind == null ? null : identities.byId(kind, plugin.id());
    if (draft != null) {
      Node at = draft.node().get("ordering");
      faults.fault(at == null ? draft.node() : at, draft.label(), "ordering", message);
    }
  }

  private void add(Entity entity) {
    Class<?> type = entity instanceof Credential ? Credential.class : entity.getClass();
    entities.computeIfAbsent(type, _ -> new ArrayList<>()).add(entity);
  }

  private <E extends Entity> List<E> all(Class<E> type) {
    return entities.getOrDefault(type, List.of()).stream().map(type::cast).toList();
  }

  private Snapshot snapshot(EntityBinder binder, List<ConfigText> texts) {
    return new Snapshot(
        all(Service.class),
        all(Route.class),
        all(Consumer.class),
        all(ConsumerGroup.class),
        all(Credential.class),
        all(AclGroup.class),
        all(PluginEntity.class),
        all(Upstream.class),
        all(Target.class),
        all(Certificate.class),
        all(Sni.class),
        all(CaCertificate.class),
        all(Vault.class),
        all(Key.class),
        all(KeySet.class),
        Map.copyOf(binder.references()),
        SourceText.of(texts.stream().map(ConfigText::bytes).toList()),
        clock.instant().getEpochSecond(),
        hash(texts));
  }

  /// Group ids by consumer id.
  private Map<String, List<String>> memberships(List<Mapping> pairs) {
    Map<String, List<String>> groups = new HashMap<>();
    for (Mapping pair : pairs) {
      String consumer = member(pair, "consumer", "consumers");
      String group = member(pair, "consumer_group", "consumer_groups");
      if (consumer != null && group != null) {
        groups.computeIfAbsent(consumer, _ -> new ArrayList<>()).add(group);
      }
    }
    return groups;
  }

  private @Nullable String member(Mapping pair, String field, String list) {
    EntityKind kind = EntityKind.find(list);
    Node value = pair.get(field);
    if (value == null || kind == null) {
      faults.fault(pair, "consumer_group_consumers", field, "required field missing");
      return null;
    }
    String id = References.resolve(value, kind, identities);
    if (id == null) {
      faults.fault(
          value,
          "consumer_group_consumers",
          field,
          "invalid reference (no such entry in '" + list + "')");
    }
    return id;
  }

  /// 32 hexadecimal digits, as many as Kong's.
  private static String hash(List<ConfigText> texts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      texts.forEach(text -> digest.update(text.bytes()));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
