package gatehouse.config;

import gatehouse.yaml.Node;
import gatehouse.yaml.Node.Mapping;
import gatehouse.yaml.Node.Scalar;
import gatehouse.yaml.Node.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A node as plain values, for fields that take anything.
final class FreeValue {
  private FreeValue() {}

  /// A [String], [Long], [Double], [Boolean], [List], [Map] or null.
  static @Nullable Object of(Node node) {
    return switch (node) {
      case Scalar scalar -> scalar.value();
      case Sequence sequence -> {
        List<@Nullable Object> values = new ArrayList<>();
        for (Node item : sequence.items()) {
          values.add(of(item));
        }
        yield Collections.unmodifiableList(values);
      }
      case Mapping mapping -> {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Node.Entry entry : mapping.entries()) {
          values.put(entry.name(), of(entry.value()));
        }
        yield Collections.unmodifiableMap(values);
      }
    };
  }
}
