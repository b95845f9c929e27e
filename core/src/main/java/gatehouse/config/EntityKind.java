package gatehouse.config;

import gatehouse.model.AclGroup;
import gatehouse.model.BasicAuthCredential;
import gatehouse.model.CaCertificate;
import gatehouse.model.Certificate;
import gatehouse.model.Consumer;
import gatehouse.model.ConsumerGroup;
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
import gatehouse.model.Sni;
import gatehouse.model.Target;
import gatehouse.model.TotpCredential;
import gatehouse.model.Upstream;
import gatehouse.model.Vault;
import gatehouse.spi.schema.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A kind of entity of the declarative format, as its record describes it.
final class EntityKind {
  private static final List<EntityKind> ALL =
      Stream.of(
              Service.class,
              Route.class,
              Consumer.class,
              ConsumerGroup.class,
              PluginEntity.class,
              Upstream.class,
              Target.class,
              Certificate.class,
              Sni.class,
              CaCertificate.class,
              Vault.class,
              KeySet.class,
              Key.class,
              KeyAuthCredential.class,
              BasicAuthCredential.class,
              HmacAuthCredential.class,
              JwtCredential.class,
              OauthCredential.class,
              MtlsAuthCredential.class,
              TotpCredential.class,
              AclGroup.class)
          .map(EntityKind::new)
          .toList();
  private static final Map<String, EntityKind> BY_LIST =
      ALL.stream().collect(Collectors.toUnmodifiableMap(EntityKind::list, Function.identity()));

  /// Keys that every entity may have besides its fields.
  private static final Set<String> COMMON =
      Set.of("_comment", "_ignore", "created_at", "updated_at");

  static {
    ALL.forEach(EntityKind::connect);
  }

  private final String list;
  private final List<String> key;
  private final boolean secretKey;
  private final RecordType type;
  private final List<Field> refs;
  private Map<String, Child> children = Map.of();
  private Set<String> others = Set.of();
  private boolean target;

  /// Entities that may be written inside one of this kind.
  ///
  /// @param kind theirs
  /// @param ref their field that then means the outer one
  record Child(EntityKind kind, Field ref) {}

  private EntityKind(Class<? extends Record> type) {
    this.type = RecordType.of(type);
    Kind kind = type.getAnnotation(Kind.class);
    list = kind.list();
    key = List.of(kind.key());
    secretKey = kind.secretKey();
    refs =
        this.type.fields().stream()
            .filter(f -> f.ref() != null && !(f.type() instanceof ValueType.Many))
            .toList();
  }

  private static void connect(EntityKind kind) {
    kind.children =
        ALL.stream()
            .flatMap(child -> child.refs.stream().map(ref -> new Child(child, ref)))
            .filter(child -> isInside(child.ref, kind))
            .collect(Collectors.toUnmodifiableMap(c -> c.kind.list(), Function.identity()));
    kind.target =
        ALL.stream()
            .flatMap(k -> k.type.fields().stream())
            .anyMatch(f -> f.ref() != null && f.ref().value().equals(kind.list()));
    Set<String> others = new HashSet<>(COMMON);
    others.addAll(kind.children.keySet());
    switch (kind.list()) {
      case "services" -> others.add("url");
      case "consumers" -> others.add("groups");
      default -> {}
    }
    kind.others = Set.copyOf(others);
  }

  private static boolean isInside(Field ref, EntityKind outer) {
    return ref.ref() != null && ref.ref().nested() && ref.ref().value().equals(outer.list());
  }

  /// All kinds, in the order of the documentation.
  static List<EntityKind> all() {
    return ALL;
  }

  /// The kind with that list; null if there is none.
  static @Nullable EntityKind find(String list) {
    return BY_LIST.get(list);
  }

  /// The kind that a reference points to.
  static EntityKind of(Field ref) {
    EntityKind kind = ref.ref() == null ? null : BY_LIST.get(ref.ref().value());
    if (kind == null) {
      throw new IllegalArgumentException(ref.name() + " refers to nothing");
    }
    return kind;
  }

  String list() {
    return list;
  }

  List<String> key() {
    return key;
  }

  boolean secretKey() {
    return secretKey;
  }

  RecordType type() {
    return type;
  }

  /// Fields that hold the id of one other entity.
  List<Field> refs() {
    return refs;
  }

  /// Lists that may stand inside an entity of this kind.
  Map<String, Child> children() {
    return children;
  }

  /// Keys that a document may have besides the fields.
  Set<String> others() {
    return others;
  }

  /// Whether others may refer to this kind.
  boolean isTarget() {
    return target;
  }
}
