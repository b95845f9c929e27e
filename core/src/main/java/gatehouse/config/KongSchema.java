package gatehouse.config;

import gatehouse.config.ValueType.Any;
import gatehouse.config.ValueType.Flag;
import gatehouse.config.ValueType.Given;
import gatehouse.config.ValueType.Keyed;
import gatehouse.config.ValueType.Many;
import gatehouse.config.ValueType.Nested;
import gatehouse.config.ValueType.Numeric;
import gatehouse.config.ValueType.Text;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Schemas in Kong's own form: an ordered array of one-key objects, records nested the same way.
final class KongSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private KongSchema() {}

  /// The schema of a whole entity or configuration.
  static ObjectNode of(RecordType type) {
    ObjectNode schema = NODES.objectNode();
    ArrayNode fields = fields(type);
    times(fields);
    schema.set("fields", fields);
    schema.putArray("entity_checks");
    return schema;
  }

  /// When an entity was made and changed; no record holds it, but every entity is shown with it.
  private static void times(ArrayNode fields) {
    for (String name : List.of("created_at", "updated_at")) {
      ObjectNode time = NODES.objectNode().put("type", "integer").put("timestamp", true);
      fields.add(NODES.objectNode().set(name, time.put("auto", true)));
    }
  }

  /// The schema of a plugin's instances, with the configuration of that plugin.
  static ObjectNode ofPlugin(RecordType entity, RecordType config) {
    ObjectNode schema = NODES.objectNode();
    ArrayNode fields = schema.putArray("fields");
    for (Field field : entity.fields()) {
      if (field.type() instanceof Given) {
        ObjectNode record = NODES.objectNode();
        record.put("type", "record").put("required", true).set("fields", fields(config));
        fields.add(NODES.objectNode().set(field.name(), record));
      } else if (!field.derived()) {
        fields.add(NODES.objectNode().set(field.name(), field(field)));
      }
    }
    times(fields);
    schema.putArray("entity_checks");
    return schema;
  }

  private static ArrayNode fields(RecordType type) {
    ArrayNode fields = NODES.arrayNode();
    for (Field field : type.fields()) {
      if (!field.derived()) {
        fields.add(NODES.objectNode().set(field.name(), field(field)));
      }
    }
    return fields;
  }

  private static ObjectNode field(Field field) {
    ObjectNode schema;
    if (field.ref() != null && !(field.type() instanceof Many)) {
      schema = NODES.objectNode().put("type", "foreign").put("reference", field.ref().value());
    } else {
      schema = type(field.type());
    }
    if (field.name().equals("id")) {
      return schema.put("auto", true);
    }
    if (field.required() || field.type() instanceof Nested && !field.nullable()) {
      schema.put("required", true);
    }
    if (field.defaultValue() != null) {
      schema.put("required", true);
      schema.set("default", JsonForm.MASKED.value(field.defaultValue(), FieldPath.ROOT));
    }
    if (field.unique()) {
      schema.put("unique", true);
    }
    if (field.auto()) {
      schema.put("auto", true);
    }
    if (field.doc() != null) {
      schema.put("description", field.doc());
    }
    return schema;
  }

  private static ObjectNode type(ValueType type) {
    ObjectNode schema = NODES.objectNode().put("type", type.word());
    switch (type) {
      case Text text -> text(text, schema);
      case Numeric number -> range(number, schema);
      case Many many -> {
        schema.set("elements", type(many.element()));
        length(many.min(), many.max(), schema);
      }
      case Keyed keyed -> {
        schema.set("keys", type(keyed.key()));
        schema.set("values", type(keyed.value()));
        length(keyed.min(), keyed.max(), schema);
      }
      case Nested nested -> schema.set("fields", fields(nested.type()));
      case Flag _, Any _, Given _ -> {}
    }
    return schema;
  }

  private static void text(Text text, ObjectNode schema) {
    if (!text.oneOf().isEmpty()) {
      ArrayNode oneOf = schema.putArray("one_of");
      text.oneOf().forEach(oneOf::add);
    }
    if (text.min() != 1) {
      schema.put("len_min", text.min());
    }
    if (text.max() != Integer.MAX_VALUE) {
      schema.put("len_max", text.max());
    }
    if (text.form() != null && text.form() == gatehouse.spi.schema.Match.Form.UUID) {
      schema.put("uuid", true);
    }
    if (text.referenceable()) {
      schema.put("referenceable", true);
    }
    if (text.kind() == Text.Kind.SECRET) {
      schema.put("encrypted", true);
    }
  }

  private static void range(Numeric number, ObjectNode schema) {
    boolean low = !Double.isInfinite(number.min());
    boolean high = !Double.isInfinite(number.max());
    if (low && number.minExcluded()) {
      schema.set("gt", JsonForm.number(number.min()));
    } else if (low && high) {
      schema
          .putArray("between")
          .add(JsonForm.number(number.min()))
          .add(JsonForm.number(number.max()));
    }
    if (!number.oneOf().isEmpty()) {
      ArrayNode values = schema.putArray("one_of");
      number.oneOf().forEach(value -> values.add(JsonForm.number(value)));
    }
  }

  private static void length(int min, int max, ObjectNode schema) {
    if (min > 0) {
      schema.put("len_min", min);
    }
    if (max != Integer.MAX_VALUE) {
      schema.put("len_max", max);
    }
  }
}
