package gatehouse.plugin.inspect.parameter;

import gatehouse.plugin.inspect.FormFields;
import gatehouse.plugin.inspect.StrictJson;
import gatehouse.plugin.inspect.parameter.Parameter.Found;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads the fields of a form as the object that a schema describes: a field that is there several
/// times is a list, one whose value the schema wants to be an object is JSON (OpenAPI 3.1, section
/// 4.8.15.1), and one with a style of its own is read as a parameter of that style.
public final class FormReader {
  private final Shape shape;
  private final Map<String, Parameter> styled;

  /// @param schema of the object
  /// @param encoding how fields are written, by name; an object without `style` and `explode` says
  ///   nothing here
  /// @param resolve the schema that a `$ref` in it means; null for none
  public FormReader(
      JsonNode schema, JsonNode encoding, Function<String, @Nullable JsonNode> resolve) {
    shape = Shape.of(schema, resolve);
    Map<String, Parameter> found = new HashMap<>();
    for (Map.Entry<String, JsonNode> one : encoding.properties()) {
      String name = one.getKey();
      JsonNode says = one.getValue();
      if (says.has("style") || says.has("explode")) {
        Style style = Style.named(says.path("style").asString("form")).orElse(Style.FORM);
        boolean explode = says.path("explode").asBoolean(style.explodesUsually());
        found.put(name, new Parameter(Place.QUERY, name, style, explode, shape.property(name)));
      }
    }
    styled = Map.copyOf(found);
  }

  /// The object; null if a field that is no list is there twice, or one cannot be read by its
  /// style: two readers may take it in two ways.
  public @Nullable JsonNode read(List<FormFields.Pair> fields) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Parameter parameter : styled.values()) {
      switch (parameter.read(fields)) {
        case Found.Nothing _ -> {}
        case Found.Unclear _ -> {
          return null;
        }
        case Found.Value(JsonNode value) -> object.set(parameter.name(), value);
      }
    }
    for (FormFields.Pair field : fields) {
      if (isStyled(field.name())) {
        continue;
      }
      if (styled.containsKey(field.name())) {
        return null;
      }
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

  /// Whether a field belongs to one that was read already.
  private boolean isStyled(String field) {
    if (styled.isEmpty()) {
      return false;
    }
    int bracket = field.indexOf('[');
    Parameter deep = bracket < 0 ? null : styled.get(field.substring(0, bracket));
    Parameter plain = styled.get(field);
    return deep != null && deep.claims(field)
        || plain != null && plain.claims(field)
        || styled.values().stream().anyMatch(p -> p.isSpread() && p.claims(field));
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
