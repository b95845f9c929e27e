package gatehouse.config;

import gatehouse.yaml.Node;
import gatehouse.yaml.Node.Mapping;
import gatehouse.yaml.Node.Scalar;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Resolves what an entity refers to: by nesting, id, name, or a mapping with one of them.
final class References {
  private References() {}

  /// The ids by field; what cannot be resolved is reported and left out.
  static Map<String, String> of(Draft draft, Identities identities, Faults faults) {
    Map<String, String> ids = new HashMap<>(2);
    Draft parent = draft.parent();
    EntityKind.Child nested =
        parent == null ? null : parent.kind().children().get(draft.kind().list());
    for (Field ref : draft.kind().refs()) {
      Node value = draft.node().get(ref.name());
      if (parent != null && nested != null && ref.name().equals(nested.ref().name())) {
        if (value != null) {
          String message = "value must be null: it is written inside " + parent.label();
          faults.fault(value, draft.label(), ref.name(), message);
        }
        ids.put(ref.name(), parent.id());
      } else if (value != null) {
        String id = resolve(value, EntityKind.of(ref), identities);
        if (id != null) {
          ids.put(ref.name(), id);
        } else {
          unresolved(draft, ref.name(), value, EntityKind.of(ref), faults);
        }
      }
    }
    return ids.size() == 1
        ? Map.of(ids.keySet().iterator().next(), ids.values().iterator().next())
        : Map.copyOf(ids);
  }

  /// The id of the entity that a node names; null if there is none.
  static @Nullable String resolve(Node node, EntityKind kind, Identities identities) {
    String name = name(node);
    Draft target = name == null ? null : identities.find(kind, name);
    return target == null ? null : target.id();
  }

  /// Reports a reference that leads nowhere.
  static void unresolved(Draft draft, String field, Node node, EntityKind kind, Faults faults) {
    String name = name(node);
    if (name == null) {
      faults.fault(
          node, draft.label(), field, "expected the id or name of one of '" + kind.list() + "'");
      return;
    }
    faults.fault(
        node,
        draft.label(),
        field,
        "invalid reference '%s: %s' (no such entry in '%s')"
            .formatted(field, Forms.shown(name), kind.list()));
  }

  /// What the node says: a text, or the only member of a mapping.
  private static @Nullable String name(Node node) {
    if (node instanceof Scalar scalar) {
      return scalar.value() instanceof String text ? text : null;
    }
    if (node instanceof Mapping mapping && !mapping.entries().isEmpty()) {
      String id = mapping.text("id");
      return id == null && mapping.entries().size() == 1
          ? mapping.text(mapping.entries().getFirst().name())
          : id;
    }
    return null;
  }
}
