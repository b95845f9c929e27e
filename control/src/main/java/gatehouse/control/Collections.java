package gatehouse.control;

import gatehouse.model.AclGroup;
import gatehouse.model.BasicAuthCredential;
import gatehouse.model.CaCertificate;
import gatehouse.model.Certificate;
import gatehouse.model.Consumer;
import gatehouse.model.ConsumerGroup;
import gatehouse.model.Credential;
import gatehouse.model.Entity;
import gatehouse.model.HmacAuthCredential;
import gatehouse.model.JwtCredential;
import gatehouse.model.Key;
import gatehouse.model.KeyAuthCredential;
import gatehouse.model.KeySet;
import gatehouse.model.MtlsAuthCredential;
import gatehouse.model.OauthCredential;
import gatehouse.model.PluginEntity;
import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.model.Snapshot;
import gatehouse.model.Sni;
import gatehouse.model.Target;
import gatehouse.model.TotpCredential;
import gatehouse.model.Upstream;
import gatehouse.model.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which collections there are, and which lie inside which: the paths of the Admin API as data.
final class Collections {
  private static final Collection<Service> SERVICES =
      new Collection<>(
          "services", "services", "name", Service.class, Snapshot::services, Service::name);
  private static final Collection<Route> ROUTES =
      new Collection<>("routes", "routes", "name", Route.class, Snapshot::routes, Route::name);
  static final Collection<Consumer> CONSUMERS =
      new Collection<>(
          "consumers",
          "consumers",
          "username",
          Consumer.class,
          Snapshot::consumers,
          Consumer::username);
  private static final Collection<ConsumerGroup> CONSUMER_GROUPS =
      new Collection<>(
          "consumer_groups",
          "consumer_groups",
          "name",
          ConsumerGroup.class,
          Snapshot::consumerGroups,
          ConsumerGroup::name);
  private static final Collection<PluginEntity> PLUGINS =
      new Collection<>(
          "plugins",
          "plugins",
          "instance_name",
          PluginEntity.class,
          Snapshot::plugins,
          PluginEntity::instanceName);
  private static final Collection<Upstream> UPSTREAMS =
      new Collection<>(
          "upstreams", "upstreams", "name", Upstream.class, Snapshot::upstreams, Upstream::name);
  private static final Collection<Target> TARGETS =
      new Collection<>(
          "targets", "targets", "target", Target.class, Snapshot::targets, Target::target);
  private static final Collection<Certificate> CERTIFICATES =
      new Collection<>(
          "certificates", "certificates", "", Certificate.class, Snapshot::certificates, _ -> null);
  private static final Collection<Sni> SNIS =
      new Collection<>("snis", "snis", "name", Sni.class, Snapshot::snis, Sni::name);
  private static final Collection<CaCertificate> CA_CERTIFICATES =
      new Collection<>(
          "ca_certificates",
          "ca_certificates",
          "",
          CaCertificate.class,
          Snapshot::caCertificates,
          _ -> null);
  private static final Collection<Vault> VAULTS =
      new Collection<>("vaults", "vaults", "prefix", Vault.class, Snapshot::vaults, Vault::prefix);
  private static final Collection<Key> KEYS =
      new Collection<>("keys", "keys", "name", Key.class, Snapshot::keys, Key::name);
  private static final Collection<KeySet> KEY_SETS =
      new Collection<>(
          "key-sets", "key_sets", "name", KeySet.class, Snapshot::keySets, KeySet::name);
  private static final Collection<AclGroup> ACLS =
      new Collection<>("acls", "acls", "", AclGroup.class, Snapshot::acls, _ -> null);
  private static final List<Collection<? extends Credential>> CREDENTIALS =
      List.of(
          credentials("key-auth", "keyauth_credentials", "key", KeyAuthCredential.class),
          credentials("basic-auth", "basicauth_credentials", "username", BasicAuthCredential.class),
          credentials("hmac-auth", "hmacauth_credentials", "username", HmacAuthCredential.class),
          credentials("jwt", "jwt_secrets", "key", JwtCredential.class),
          credentials("oauth2", "oauth2_credentials", "client_id", OauthCredential.class),
          credentials("mtls-auth", "mtls_auth_credentials", "", MtlsAuthCredential.class),
          credentials("totp", "totp_credentials", "", TotpCredential.class));

  /// All kinds of entities.
  static final List<Collection<?>> ALL = all();

  private static final List<Nested> NESTED = nested();
  private static final List<Single> SINGLES = singles();

  private Collections() {}

  /// The collection at the top of that path; null if there is none. Targets are found inside their
  /// upstream only, as in Kong.
  static @Nullable Collection<?> top(String path) {
    for (Collection<?> collection : ALL) {
      if (topPath(collection).equals(path) && !collection.equals(TARGETS)) {
        return collection;
      }
    }
    return null;
  }

  /// What lies inside entities of a collection under that path; null if nothing does.
  static @Nullable Nested inside(Collection<?> parent, String path) {
    for (Nested nested : NESTED) {
      if (nested.parent.equals(parent) && nested.path.equals(path)) {
        return nested;
      }
    }
    return null;
  }

  /// The one entity that an entity of a collection refers to by that path; null if there is none.
  static @Nullable Single single(Collection<?> parent, String path) {
    for (Single single : SINGLES) {
      if (single.parent.equals(parent) && single.path.equals(path)) {
        return single;
      }
    }
    return null;
  }

  /// Entities that belong to another one.
  ///
  /// @param ownerOf the id of the one that an entity belongs to; null where it may be several
  record Nested(
      Collection<?> parent,
      String path,
      Collection<?> children,
      BiPredicate<Entity, Entity> belongs,
      @Nullable Function<Entity, @Nullable String> ownerOf) {}

  /// A reference that may be followed.
  record Single(
      Collection<?> parent,
      String path,
      Collection<?> other,
      Function<Entity, @Nullable String> reference) {}

  /// Lists of credentials over all consumers have plural names, inside a consumer singular ones.
  private static String topPath(Collection<?> collection) {
    boolean plural = CREDENTIALS.contains(collection) && !collection.path().equals("oauth2");
    return plural ? collection.path() + "s" : collection.path();
  }

  private static List<Collection<?>> all() {
    List<Collection<?>> all =
        new ArrayList<>(
            List.of(
                SERVICES,
                ROUTES,
                CONSUMERS,
                CONSUMER_GROUPS,
                PLUGINS,
                UPSTREAMS,
                TARGETS,
                CERTIFICATES,
                SNIS,
                CA_CERTIFICATES,
                VAULTS,
                KEYS,
                KEY_SETS,
                ACLS));
    all.addAll(CREDENTIALS);
    return List.copyOf(all);
  }

  private static List<Nested> nested() {
    List<Nested> nested = new ArrayList<>();
    nested.add(owned(SERVICES, ROUTES, Route::service));
    nested.add(owned(SERVICES, PLUGINS, PluginEntity::service));
    nested.add(owned(ROUTES, PLUGINS, PluginEntity::route));
    nested.add(owned(CONSUMERS, PLUGINS, PluginEntity::consumer));
    nested.add(owned(CONSUMER_GROUPS, PLUGINS, PluginEntity::consumerGroup));
    nested.add(owned(CONSUMERS, ACLS, AclGroup::consumer));
    nested.add(owned(UPSTREAMS, TARGETS, Target::upstream));
    nested.add(owned(CERTIFICATES, SNIS, Sni::certificate));
    nested.add(owned(KEY_SETS, KEYS, Key::set));
    for (Collection<? extends Credential> kind : CREDENTIALS) {
      nested.add(owned(CONSUMERS, kind, Credential::consumer));
    }
    nested.add(
        new Nested(
            CONSUMERS,
            "consumer_groups",
            CONSUMER_GROUPS,
            (consumer, group) -> ((Consumer) consumer).groups().contains(group.id()),
            null));
    nested.add(
        new Nested(
            CONSUMER_GROUPS,
            "consumers",
            CONSUMERS,
            (group, consumer) -> ((Consumer) consumer).groups().contains(group.id()),
            null));
    return List.copyOf(nested);
  }

  private static List<Single> singles() {
    List<Single> singles = new ArrayList<>();
    singles.add(reference(ROUTES, "service", SERVICES, Route::service));
    singles.add(reference(PLUGINS, "service", SERVICES, PluginEntity::service));
    singles.add(reference(PLUGINS, "route", ROUTES, PluginEntity::route));
    singles.add(reference(PLUGINS, "consumer", CONSUMERS, PluginEntity::consumer));
    singles.add(reference(SNIS, "certificate", CERTIFICATES, Sni::certificate));
    singles.add(reference(ACLS, "consumer", CONSUMERS, AclGroup::consumer));
    for (Collection<? extends Credential> kind : CREDENTIALS) {
      singles.add(reference(kind, "consumer", CONSUMERS, Credential::consumer));
    }
    return List.copyOf(singles);
  }

  private static <C extends Entity> Nested owned(
      Collection<?> parent, Collection<C> children, Function<? super C, @Nullable String> owner) {
    Function<Entity, @Nullable String> ownerOf = child -> owner.apply(children.type().cast(child));
    return new Nested(
        parent,
        children.path(),
        children,
        (one, child) -> one.id().equals(ownerOf.apply(child)),
        ownerOf);
  }

  private static <P extends Entity> Single reference(
      Collection<P> parent,
      String path,
      Collection<?> other,
      Function<? super P, @Nullable String> reference) {
    return new Single(parent, path, other, entity -> reference.apply(parent.type().cast(entity)));
  }

  private static <C extends Credential> Collection<C> credentials(
      String path, String list, String keyField, Class<C> type) {
    return new Collection<>(
        path,
        list,
        keyField,
        type,
        Snapshot::credentials,
        credential -> keyField.isEmpty() ? null : credential.lookupKey());
  }
}
