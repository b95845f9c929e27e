package gatehouse.config;

import gatehouse.config.ValueType.Any;
import gatehouse.config.ValueType.Flag;
import gatehouse.config.ValueType.Given;
import gatehouse.config.ValueType.Keyed;
import gatehouse.config.ValueType.Many;
import gatehouse.config.ValueType.Nested;
import gatehouse.config.ValueType.Numeric;
import gatehouse.config.ValueType.Text;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Configuration records as JSON Schema 2020-12, for editors and forms.
final class JsonSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonSchema() {}

  /// The schema of a configuration, to stand alone.
  static ObjectNode of(RecordType type, String title) {
    ObjectNode schema =
        NODES
            .objectNode()
            .put("$schema", "https://json-schema.org/draft/2020-12/schema")
            .put("title", title);
    schema.setAll(object(type));
    return schema;
  }

  private static ObjectNode object(RecordType type) {
    ObjectNode schema = NODES.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = NODES.arrayNode();
    for (Field field : type.fields()) {
      if (field.derived()) {
        continue;
      }
      ObjectNode property = type(field.type());
      if (field.doc() != null) {
        property.put("description", field.doc());
      }
      if (field.defaultValue() != null) {
        property.set("default", JsonForm.MASKED.value(field.defaultValue(), FieldPath.ROOT));
      }
      if (field.required()) {
        required.add(field.name());
      }
      properties.set(field.name(), property);
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema.put("additionalProperties", false);
  }

  private static ObjectNode type(ValueType type) {
    return switch (type) {
      case Text text -> text(text);
      case Numeric number -> number(number);
      case Flag _ -> NODES.objectNode().put("type", "boolean");
      case Many many -> {
        ObjectNode schema = NODES.objectNode().put("type", "array");
        schema.set("items", type(many.element()));
        bounds(schema, "minItems", many.min(), "maxItems", many.max());
        yield many.distinct() ? schema.put("uniqueItems", true) : schema;
      }
      case Keyed keyed -> {
        ObjectNode schema = NODES.objectNode().put("type", "object");
        schema.set("additionalProperties", type(keyed.value()));
        bounds(schema, "minProperties", keyed.min(), "maxProperties", keyed.max());
        yield schema;
      }
      case Nested nested -> object(nested.type());
      case Any _, Given _ -> NODES.objectNode();
    };
  }

  private static ObjectNode text(Text text) {
    ObjectNode schema = NODES.objectNode().put("type", "string");
    if (!text.oneOf().isEmpty()) {
      ArrayNode values = schema.putArray("enum");
      text.oneOf().forEach(values::add);
    } else {
      bounds(schema, "minLength", text.min(), "maxLength", text.max());
    }
    return schema;
  }

  private static ObjectNode number(Numeric number) {
    ObjectNode schema = NODES.objectNode().put("type", number.whole() ? "integer" : "number");
    if (!Double.isInfinite(number.min())) {
      String word = number.minExcluded() ? "exclusiveMinimum" : "minimum";
      schema.set(word, JsonForm.number(number.min()));
    }
    if (!Double.isInfinite(number.max())) {
      schema.set("maximum", JsonForm.number(number.max()));
    }
    if (!number.oneOf().isEmpty()) {
      ArrayNode values = schema.putArray("enum");
      number.oneOf().forEach(value -> values.add(JsonForm.number(value)));
    }
    return schema;
  }

  private static void bounds(ObjectNode schema, String least, int min, String most, int max) {
    if (min > 0) {
      schema.put(least, min);
    }
    if (max != Integer.MAX_VALUE) {
      schema.put(most, max);
    }
  }
}
