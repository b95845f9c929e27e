package gatehouse.config;

import gatehouse.model.Entity;
import gatehouse.spi.Catalogue;
import gatehouse.spi.PluginType;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.yaml.Node;
import gatehouse.yaml.Node.Entry;
import gatehouse.yaml.Node.Mapping;
import gatehouse.yaml.Node.Scalar;
import gatehouse.yaml.Node.Sequence;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Makes records of drafts, and checks what concerns more than the record's own fields.
final class EntityBinder {
  private final Catalogue catalogue;
  private final Faults faults;
  private final Vaults vaults;
  private final Identities identities;
  private final Map<String, List<String>> groups;
  private final long now;
  private final Map<String, Map<String, String>> references = new HashMap<>();

  /// Stands for the configuration of an unknown plugin; nothing of such a document is ever used.
  private record NoConfig() {}

  /// @param groups ids of consumer groups by consumer id, from `consumer_group_consumers`
  EntityBinder(
      Catalogue catalogue,
      Faults faults,
      Vaults vaults,
      Identities identities,
      Map<String, List<String>> groups,
      InstantSource clock) {
    this.catalogue = catalogue;
    this.faults = faults;
    this.vaults = vaults;
    this.identities = identities;
    this.groups = groups;
    now = clock.instant().getEpochSecond();
  }

  /// Vault references met, by entity id and field.
  Map<String, Map<String, String>> references() {
    return references;
  }

  /// The record; null if the draft has faults, which have been reported.
  @Nullable Entity bind(Draft draft) {
    EntityKind kind = draft.kind();
    Binder binder = new Binder(faults, vaults, draft::label);
    Map<String, String> refs = identities.refs(draft);
    Map<String, @Nullable Object> given = given(draft, refs);
    switch (kind.list()) {
      case "plugins" -> {
        given.put("config", pluginConfig(draft, refs, binder));
        given.put("origin", draft.origin());
      }
      case "consumers" -> given.put("groups", groupsOf(draft));
      case "ca_certificates" -> given.put("cert_digest", Certificates.digest(draft, vaults));
      case "basicauth_credentials" -> given.put("hashed", !draft.transform());
      case "keyauth_credentials" -> given.put("created_at", createdAt(draft));
      case "routes" -> grpcDefaults(draft, given);
      default -> {}
    }
    Record record = binder.bind(kind.type(), draft.node(), FieldPath.ROOT, given, kind.others());
    if (!binder.references().isEmpty()) {
      references.put(draft.id(), Map.copyOf(binder.references()));
    }
    if (record == null) {
      return null;
    }
    Certificates.check(record, draft, faults);
    listedReferences(draft);
    return (Entity) record;
  }

  private Map<String, @Nullable Object> given(Draft draft, Map<String, String> refs) {
    Map<String, @Nullable Object> given = new HashMap<>();
    given.put("id", draft.id());
    Node id = draft.node().get("id");
    if (id != null && (draft.node().text("id") == null || !Forms.isUuid(draft.id()))) {
      faults.fault(id, draft.label(), "id", "expected a valid UUID");
    }
    for (Field ref : draft.kind().refs()) {
      String target = refs.get(ref.name());
      if (target == null && ref.required() && draft.node().get(ref.name()) == null) {
        faults.fault(draft.node(), draft.label(), ref.name(), "required field missing");
      }
      given.put(ref.name(), target);
    }
    return given;
  }

  private void listedReferences(Draft draft) {
    for (Field field : draft.kind().type().fields()) {
      if (field.ref() != null
          && field.type() instanceof ValueType.Many
          && draft.node().get(field.name()) instanceof Sequence sequence) {
        EntityKind target = EntityKind.of(field);
        for (Node item : sequence.items()) {
          if (item instanceof Scalar scalar && identities.byId(target, scalar.text()) == null) {
            References.unresolved(draft, field.name(), item, target, faults);
          }
        }
      }
    }
  }

  private void grpcDefaults(Draft draft, Map<String, @Nullable Object> given) {
    if (draft.node().get("strip_path") == null
        && draft.node().get("protocols") instanceof Sequence protocols
        && protocols.items().stream()
            .anyMatch(p -> p instanceof Scalar s && s.text().startsWith("grpc"))) {
      given.put("strip_path", false);
    }
  }

  private long createdAt(Draft draft) {
    return draft.node().get("created_at") instanceof Scalar scalar
            && scalar.value() instanceof Number seconds
        ? seconds.longValue()
        : now;
  }

  private List<String> groupsOf(Draft draft) {
    List<String> ids = new ArrayList<>(groups.getOrDefault(draft.id(), List.of()));
    EntityKind kind = EntityKind.find("consumer_groups");
    Node node = draft.node().get("groups");
    if (node == null || kind == null) {
      return List.copyOf(ids);
    }
    if (!(node instanceof Sequence sequence)) {
      faults.fault(node, draft.label(), "groups", "expected an array");
      return List.of();
    }
    for (Node item : sequence.items()) {
      String id = References.resolve(item, kind, identities);
      if (id == null) {
        References.unresolved(draft, "groups", item, kind, faults);
      } else if (!ids.contains(id)) {
        ids.add(id);
      }
    }
    ids.sort(Comparator.comparing(this::groupName));
    return List.copyOf(ids);
  }

  private String groupName(String id) {
    EntityKind kind = EntityKind.find("consumer_groups");
    Draft group = kind == null ? null : identities.byId(kind, id);
    String name = group == null ? null : group.node().text("name");
    return name == null ? "" : name;
  }

  private Record pluginConfig(Draft draft, Map<String, String> refs, Binder binder) {
    Node name = draft.node().get("name");
    if (!(name instanceof Scalar scalar) || !(scalar.value() instanceof String text)) {
      return new NoConfig();
    }
    PluginType type = catalogue.find(text);
    if (type == null) {
      Set<String> names = new TreeSet<>();
      catalogue.all().forEach(known -> names.add(known.name()));
      String message =
          "plugin '%s' not enabled; add it to the 'plugins' configuration property"
              .formatted(Forms.shown(text));
      faults.fault(name, draft.label(), "name", message + Suggestion.of(text, names));
      return new NoConfig();
    }
    scopes(draft, refs, type.policy());
    Node config = draft.node().get("config");
    FieldPath path = FieldPath.ROOT.field("config");
    if (config != null && !(config instanceof Mapping)) {
      binder.fault(config, path, "expected a record");
      return new NoConfig();
    }
    Mapping mapping = config == null ? empty(draft.node()) : (Mapping) config;
    Record record = binder.bind(RecordType.of(type.config()), mapping, path, Map.of(), Set.of());
    return record == null ? new NoConfig() : record;
  }

  private static Mapping empty(Mapping at) {
    return new Mapping(at.file(), at.line(), at.column(), List.<Entry>of());
  }

  private void scopes(Draft draft, Map<String, String> refs, Policy policy) {
    Set<Scope> allowed = Set.copyOf(Arrays.asList(policy.scopes()));
    boolean scoped = false;
    for (Scope scope : Scope.values()) {
      String field = scope.name().toLowerCase(java.util.Locale.ROOT);
      if (scope == Scope.GLOBAL || !refs.containsKey(field)) {
        continue;
      }
      scoped = true;
      if (!allowed.contains(scope)) {
        Node at = draft.node().get(field);
        faults.fault(at == null ? draft.node() : at, draft.label(), field, "value must be null");
      }
    }
    if (!scoped && !allowed.contains(Scope.GLOBAL)) {
      String message = "must be scoped to a service or route";
      faults.fault(draft.node(), draft.label(), null, message);
    }
  }
}
