package gatehouse.config;

import gatehouse.yaml.Node;
import gatehouse.yaml.Node.Entry;
import gatehouse.yaml.Node.Mapping;
import gatehouse.yaml.Node.Scalar;
import gatehouse.yaml.Node.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Takes documents apart into their entities, nested ones too; outer ones come before inner ones.
final class Drafts {
  private static final Set<String> VERSIONS = Set.of("1.1", "2.1", "3.0");
  private static final String MEMBERSHIPS = "consumer_group_consumers";
  private static final Set<String> OTHER_KEYS =
      Set.of("_format_version", "_transform", "_comment", "_ignore", MEMBERSHIPS);

  private final Faults faults;
  private final List<Draft> drafts = new ArrayList<>();
  private final List<Mapping> memberships = new ArrayList<>();

  Drafts(Faults faults) {
    this.faults = faults;
  }

  /// All entities so far.
  List<Draft> all() {
    return drafts;
  }

  /// The pairs of `consumer_group_consumers`.
  List<Mapping> memberships() {
    return memberships;
  }

  /// Takes in one document.
  void add(Node document) {
    if (!(document instanceof Mapping root)) {
      faults.fault(document, null, null, "expected a declarative configuration");
      return;
    }
    boolean migrate = migrates(root);
    boolean transform = transforms(root);
    for (Entry entry : root.entries()) {
      String key = entry.name();
      EntityKind kind = EntityKind.find(key);
      if (entry.value().isNull()) {
        if (kind == null && !OTHER_KEYS.contains(key)) {
          unknown(entry.key());
        }
      } else if (kind != null) {
        list(kind, entry, null, new Reading(transform, migrate));
      } else if (key.equals(MEMBERSHIPS)) {
        memberships(entry.value());
      } else if (!OTHER_KEYS.contains(key)) {
        unknown(entry.key());
      }
    }
  }

  /// How a document is to be read.
  private record Reading(boolean transform, boolean migrate) {}

  private void unknown(Scalar key) {
    Set<String> names = new TreeSet<>(OTHER_KEYS);
    EntityKind.all().forEach(kind -> names.add(kind.list()));
    String message = "unknown field" + Suggestion.of(key.text(), names);
    faults.fault(key, null, Forms.shown(key.text()), message);
  }

  /// Whether the paths of routes are in the old form.
  private boolean migrates(Mapping root) {
    Node version = root.get("_format_version");
    if (version == null) {
      faults.warn(
          root,
          null,
          "_format_version",
          "missing, read as 3.0; add the line _format_version: \"3.0\"");
      return false;
    }
    if (version instanceof Scalar scalar && scalar.value() instanceof String text) {
      if (!VERSIONS.contains(text)) {
        faults.fault(version, null, "_format_version", "expected one of: 1.1, 2.1, 3.0");
      }
      return text.equals("1.1") || text.equals("2.1");
    }
    faults.fault(version, null, "_format_version", "expected a string: write it in quotes");
    return false;
  }

  private boolean transforms(Mapping root) {
    Node transform = root.get("_transform");
    if (transform == null) {
      return true;
    }
    if (transform instanceof Scalar scalar && scalar.value() instanceof Boolean truth) {
      return truth;
    }
    faults.fault(transform, null, "_transform", "expected a boolean");
    return true;
  }

  private void list(EntityKind kind, Entry entry, @Nullable Draft parent, Reading reading) {
    String entity = parent == null ? null : parent.label();
    if (!(entry.value() instanceof Sequence sequence)) {
      faults.fault(entry.value(), entity, kind.list(), "expected an array");
      return;
    }
    for (int i = 0; i < sequence.items().size(); i++) {
      Node item = sequence.items().get(i);
      if (item instanceof Mapping mapping) {
        entity(kind, mapping, parent, i, reading);
      } else {
        faults.fault(item, entity, kind.list() + "[" + i + "]", "expected a record");
      }
    }
  }

  private void entity(
      EntityKind kind, Mapping node, @Nullable Draft parent, int index, Reading reading) {
    Mapping read =
        switch (kind.list()) {
          case "services" ->
              ServiceUrl.expanded(node, faults, new Draft(kind, node, parent, index, true).label());
          case "routes" -> reading.migrate ? migrated(node) : node;
          default -> node;
        };
    Draft draft = new Draft(kind, read, parent, index, reading.transform);
    drafts.add(draft);
    Map<String, EntityKind.Child> children = kind.children();
    if (!children.isEmpty()) {
      for (Entry entry : read.entries()) {
        EntityKind.Child child = children.get(entry.name());
        if (child != null && !entry.value().isNull()) {
          list(child.kind(), entry, draft, reading);
        }
      }
    }
  }

  private static Mapping migrated(Mapping route) {
    if (!(route.get("paths") instanceof Sequence paths)) {
      return route;
    }
    List<Node> items = new ArrayList<>();
    for (Node path : paths.items()) {
      items.add(
          path instanceof Scalar scalar && scalar.value() instanceof String text
              ? new Scalar(
                  scalar.file(), scalar.line(), scalar.column(), PathForms.migrated(text), true)
              : path);
    }
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : route.entries()) {
      entries.add(
          entry.name().equals("paths")
              ? Entry.at(
                  entry.key(),
                  "paths",
                  new Sequence(paths.file(), paths.line(), paths.column(), items))
              : entry);
    }
    return new Mapping(route.file(), route.line(), route.column(), entries);
  }

  private void memberships(Node node) {
    if (!(node instanceof Sequence sequence)) {
      faults.fault(node, null, MEMBERSHIPS, "expected an array");
      return;
    }
    for (Node item : sequence.items()) {
      if (item instanceof Mapping mapping) {
        memberships.add(mapping);
      } else {
        faults.fault(item, null, MEMBERSHIPS, "expected a record");
      }
    }
  }
}
