package gatehouse.config;

import gatehouse.spi.schema.Shorthand;
import gatehouse.yaml.Node;
import gatehouse.yaml.Node.Entry;
import gatehouse.yaml.Node.Mapping;
import gatehouse.yaml.Node.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Reads old, flat names of fields as the nested ones they stand for.
final class ShorthandFields {
  private ShorthandFields() {}

  static boolean has(RecordType type, String key) {
    return type.shorthands().stream().anyMatch(s -> s.field().equals(key));
  }

  /// Moves the values of old names to the new places, unless those are set.
  ///
  /// @param nodes the values by field, to be completed
  /// @param used told of each old name that was used, and the new one
  static void expand(
      RecordType type, Mapping node, Map<String, Node> nodes, BiConsumer<Scalar, String> used) {
    for (Shorthand shorthand : type.shorthands()) {
      Entry old = find(node, shorthand.field());
      if (old != null && !old.value().isNull()) {
        used.accept(old.key(), shorthand.of());
        String[] steps = shorthand.of().split("\\.", -1);
        nodes.put(steps[0], with(nodes.get(steps[0]), old, steps, 1));
      }
    }
  }

  private static Node with(@Nullable Node node, Entry old, String[] steps, int at) {
    if (at == steps.length) {
      return node == null ? old.value() : node;
    }
    if (node != null && !(node instanceof Mapping)) {
      return node;
    }
    Mapping record = (Mapping) node;
    List<Entry> entries = new ArrayList<>(record == null ? List.of() : record.entries());
    entries.removeIf(e -> e.name().equals(steps[at]));
    Node inner = with(record == null ? null : record.get(steps[at]), old, steps, at + 1);
    Scalar key = old.key();
    entries.add(Entry.at(key, steps[at], inner));
    Node place = record == null ? key : record;
    return new Mapping(place.file(), place.line(), place.column(), List.copyOf(entries));
  }

  private static @Nullable Entry find(Mapping node, String key) {
    for (Entry entry : node.entries()) {
      if (entry.name().equals(key)) {
        return entry;
      }
    }
    return null;
  }
}
