package gatehouse.config;

import gatehouse.yaml.Node.Mapping;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An entity of a document on its way to a record.
final class Draft {
  private final EntityKind kind;
  private Mapping node;
  private final @Nullable Draft parent;
  private final int index;
  private final boolean transform;
  private String id = "";
  private @Nullable Map<String, String> refs;

  /// @param parent the entity it is written in; null at the top
  /// @param index its place in its list, from 0
  /// @param transform whether values are written as people write them, not as they are stored
  Draft(EntityKind kind, Mapping node, @Nullable Draft parent, int index, boolean transform) {
    this.kind = kind;
    this.node = node;
    this.parent = parent;
    this.index = index;
    this.transform = transform;
  }

  EntityKind kind() {
    return kind;
  }

  Mapping node() {
    return node;
  }

  @Nullable Draft parent() {
    return parent;
  }

  boolean transform() {
    return transform;
  }

  /// Its id; empty until it is known.
  String id() {
    return id;
  }

  void identify(String id) {
    this.id = id;
  }

  /// Ids of the entities it refers to, by field; null until they are resolved.
  @Nullable Map<String, String> refs() {
    return refs;
  }

  void connect(Map<String, String> refs) {
    this.refs = refs;
  }

  /// Forgets the contents, but not the place: of a million entities each is bound once, and the
  /// text it came from takes more memory than what it became.
  void release() {
    node = new Mapping(node.file(), node.line(), node.column(), List.of());
    refs = null;
  }

  /// `services[0].routes[2] (my-route)`; a key that is a secret is left out.
  String label() {
    String name =
        kind.secretKey() || kind.key().isEmpty() ? null : node.text(kind.key().getFirst());
    return name == null ? place() : place() + " (" + Forms.shown(name) + ")";
  }

  private String place() {
    String own = kind.list() + "[" + index + "]";
    return parent == null ? own : parent.place() + "." + own;
  }

  /// `FILE:LINE:COL`.
  String origin() {
    return node.file() + ":" + node.line() + ":" + node.column();
  }
}
