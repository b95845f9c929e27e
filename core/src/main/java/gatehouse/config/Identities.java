package gatehouse.config;

import gatehouse.yaml.Node;
import gatehouse.yaml.Node.Entry;
import gatehouse.yaml.Node.Mapping;
import gatehouse.yaml.Node.Scalar;
import gatehouse.yaml.Node.Sequence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives each entity its id, finds entities by id or name, and sees that nothing is there twice.
final class Identities {
  private static final char SEPARATOR = '\0';

  private final Faults faults;
  private final Uuid5 ids = new Uuid5();
  private final Map<EntityKind, Map<String, Draft>> byId = new HashMap<>();
  private final Map<EntityKind, Map<String, Draft>> byKey = new HashMap<>();
  private final Map<Field, Map<String, Draft>> byUnique = new HashMap<>();

  Identities(Faults faults) {
    this.faults = faults;
  }

  /// Identifies and connects all entities. Names come first, since a reference may stand before
  /// what it refers to; what has no name of its own is known by its contents and what it belongs
  /// to.
  void settle(List<Draft> drafts) {
    for (Draft draft : drafts) {
      name(draft);
      uniqueFields(draft);
    }
    for (Draft draft : drafts) {
      if (draft.id().isEmpty() || draft.kind().key().size() > 1) {
        Map<String, String> refs = refs(draft);
        draft.connect(refs);
        complete(draft, refs);
      }
    }
  }

  /// Ids of the entities that one refers to, by field; what leads nowhere is reported once.
  Map<String, String> refs(Draft draft) {
    Map<String, String> refs = draft.refs();
    return refs == null ? References.of(draft, this, faults) : refs;
  }

  /// The entity with that id or name; null if there is none.
  @Nullable Draft find(EntityKind kind, String idOrName) {
    Draft draft = byId(kind, idOrName);
    return draft == null ? byKey.getOrDefault(kind, Map.of()).get(idOrName) : draft;
  }

  /// The entity with that id; null if there is none.
  @Nullable Draft byId(EntityKind kind, String id) {
    return byId.getOrDefault(kind, Map.of()).get(id);
  }

  private void name(Draft draft) {
    EntityKind kind = draft.kind();
    String explicit = draft.node().text("id");
    String key = kind.key().size() == 1 ? draft.node().text(kind.key().getFirst()) : null;
    if (explicit != null) {
      draft.identify(explicit);
    } else if (key != null) {
      draft.identify(ids.of(kind.list(), key));
    }
    boolean first = key == null || once(byKey, draft, key, kind.key().getFirst());
    // Nobody knows the made-up id of a consumer before it is loaded, and there may be a million.
    boolean known = kind.isTarget() && !kind.list().equals("consumers");
    if (explicit != null || first && key != null && known) {
      index(draft);
    }
  }

  private void complete(Draft draft, Map<String, String> refs) {
    EntityKind kind = draft.kind();
    if (kind.key().size() > 1) {
      String key = joined(draft, refs);
      boolean first = once(byKey, draft, key, shownKey(draft, refs));
      if (draft.id().isEmpty()) {
        draft.identify(ids.of(kind.list(), key));
        if (first) {
          index(draft);
        }
      }
    }
    if (draft.id().isEmpty()) {
      String contents = refs + " " + contents(draft);
      String id = ids.of(kind.list(), contents);
      for (int copy = 2; byId(kind, id) != null; copy++) {
        id = ids.of(kind.list(), contents + " " + copy);
      }
      draft.identify(id);
      index(draft);
    }
  }

  private void index(Draft draft) {
    once(byId, draft, draft.id(), "id");
  }

  private static String joined(Draft draft, Map<String, String> refs) {
    StringBuilder key = new StringBuilder();
    for (String field : draft.kind().key()) {
      String value = refs.get(field);
      if (value == null) {
        value = draft.node().text(field);
      }
      key.append(value == null ? "" : value).append(SEPARATOR);
    }
    return key.toString();
  }

  private void uniqueFields(Draft draft) {
    EntityKind kind = draft.kind();
    for (Field field : kind.type().fields()) {
      if (field.unique() && !(kind.key().size() == 1 && kind.key().contains(field.name()))) {
        String value = draft.node().text(field.name());
        Draft first =
            value == null
                ? null
                : byUnique.computeIfAbsent(field, _ -> new HashMap<>()).putIfAbsent(value, draft);
        if (first != null) {
          twice(draft, first, field.name(), "");
        }
      }
    }
  }

  /// Enters the draft; false, with a fault, if another one is there already.
  private boolean once(
      Map<EntityKind, Map<String, Draft>> index, Draft draft, String value, String field) {
    Map<String, Draft> entries = index.computeIfAbsent(draft.kind(), _ -> new HashMap<>());
    Draft first = entries.putIfAbsent(value, draft);
    if (first == null || first == draft) {
      return true;
    }
    boolean scoped = draft.kind().key().size() > 1 && !field.equals("id");
    twice(draft, first, field, scoped ? " in the same scope" : "");
    return false;
  }

  /// The part of a key of several fields that the entity itself says.
  private static String shownKey(Draft draft, Map<String, String> refs) {
    for (String field : draft.kind().key()) {
      if (draft.node().text(field) != null && !refs.containsKey(field)) {
        return field;
      }
    }
    return draft.kind().key().getFirst();
  }

  private void twice(Draft draft, Draft first, String field, String where) {
    EntityKind kind = draft.kind();
    String value = kind.secretKey() ? "***" : String.valueOf(draft.node().text(field));
    Node at = draft.node().get(field);
    faults.fault(
        at == null ? draft.node() : at,
        draft.label(),
        field,
        "uniqueness violation: '%s' entity with %s set to '%s' already declared%s at %s"
            .formatted(kind.list(), field, Forms.shown(value), where, first.origin()));
  }

  /// The fields of an entity as one text, without those of the entities inside it.
  private static String contents(Draft draft) {
    StringBuilder text = new StringBuilder();
    for (Entry entry : draft.node().entries()) {
      if (!draft.kind().children().containsKey(entry.name())) {
        text.append(entry.name()).append(SEPARATOR);
        write(entry.value(), text);
      }
    }
    return text.toString();
  }

  private static void write(Node node, StringBuilder text) {
    switch (node) {
      case Scalar scalar -> text.append(scalar.text()).append(SEPARATOR);
      case Sequence sequence -> {
        text.append('[');
        sequence.items().forEach(item -> write(item, text));
        text.append(']');
      }
      case Mapping mapping -> {
        text.append('{');
        for (Entry entry : mapping.entries()) {
          text.append(entry.name()).append(SEPARATOR);
          write(entry.value(), text);
        }
        text.append('}');
      }
    }
  }
}
