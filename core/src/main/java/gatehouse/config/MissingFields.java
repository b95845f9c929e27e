package gatehouse.config;

import gatehouse.spi.schema.Missing;
import gatehouse.yaml.Node;
import gatehouse.yaml.Node.Mapping;
import gatehouse.yaml.Node.Scalar;
import gatehouse.yaml.Node.Sequence;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Fields that only Kong's plugin has, with the value that each may have here.
///
/// @param values by name; empty where only null may stand
record MissingFields(Map<String, String> values) {
  static MissingFields of(@Nullable Missing missing) {
    Map<String, String> values = new LinkedHashMap<>();
    if (missing != null) {
      missing
          .value()
          .lines()
          .filter(line -> !line.isBlank())
          .forEach(line -> {
            String[] parts = line.strip().split(": ", 2);
            values.put(parts[0], parts.length == 1 ? "" : parts[1]);
          });
    }
    return new MissingFields(values);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /// What is wrong with that value; null if nothing is.
  @Nullable String complaint(String name, Node value) {
    String taken = values.getOrDefault(name, "");
    boolean plain = taken.equals("*") || !taken.isEmpty() && text(value).equals(taken);
    if (value.isNull() || plain) {
      return null;
    }
    return "not supported by this gateway; "
        + (taken.isEmpty() ? "leave it out" : "only " + taken + " is");
  }

  private static String text(Node node) {
    return switch (node) {
      case Scalar scalar -> scalar.text();
      case Sequence sequence ->
          sequence.items().stream()
              .map(MissingFields::text)
              .collect(Collectors.joining(", ", "[", "]"));
      case Mapping mapping -> mapping.entries().isEmpty() ? "{}" : "{…}";
    };
  }
}
