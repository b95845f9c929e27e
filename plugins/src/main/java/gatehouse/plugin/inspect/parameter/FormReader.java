package gatehouse.plugin.inspect.parameter;

import gatehouse.plugin.inspect.FormFields;
import gatehouse.plugin.inspect.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads the fields of a form as the object that a schema describes: a field that is there several
/// times is a list, one whose value the schema wants to be an object is JSON (OpenAPI 3.1, section
/// 4.8.15.1).
public final class FormReader {
  private final Shape shape;

  /// @param schema of the object
  /// @param resolve the schema that a `$ref` in it means; null for none
  public FormReader(JsonNode schema, Function<String, @Nullable JsonNode> resolve) {
    shape = Shape.of(schema, resolve);
  }

  /// The object; null if a field that is no list is there twice, which two readers may take in two
  /// ways.
  public @Nullable JsonNode read(List<FormFields.Pair> fields) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (FormFields.Pair field : fields) {
      String text = field.value() == null ? "" : field.value();
      Shape of = shape.property(field.name());
      if (of.isArray()) {
        JsonNode list = object.get(field.name());
        ArrayNode elements =
            list instanceof ArrayNode known ? known : object.putArray(field.name());
        elements.add(value(of.items(), text));
      } else if (object.has(field.name())) {
        return null;
      } else {
        object.set(field.name(), value(of, text));
      }
    }
    return object;
  }

  private static JsonNode value(Shape shape, String text) {
    if (shape.isObject() && text.startsWith("{")) {
      JsonNode json = StrictJson.read(text.getBytes(StandardCharsets.UTF_8));
      if (json != null) {
        return json;
      }
    }
    return shape.value(text);
  }
}
