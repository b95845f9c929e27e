package gatehouse.config;

import gatehouse.spi.Cidr;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Secret;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Configuration records as Kong's JSON: every field, defaults and nulls included.
///
/// @param secretsShown whether secrets are written out; `***` otherwise
/// @param references vault references by dotted field, written in place of what they stand for
record JsonForm(boolean secretsShown, Map<String, String> references) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// For people's eyes: no secrets.
  static final JsonForm MASKED = new JsonForm(false, Map.of());

  /// The record's fields, without those that no document sets.
  ObjectNode of(Record record) {
    return of(record, FieldPath.ROOT);
  }

  private ObjectNode of(Record record, FieldPath path) {
    ObjectNode json = NODES.objectNode();
    for (Field field : RecordType.of(record.getClass()).fields()) {
      if (!field.derived()) {
        json.set(field.name(), field(field, field.read(record), path.field(field.name())));
      }
    }
    return json;
  }

  private JsonNode field(Field field, @Nullable Object value, FieldPath path) {
    if (field.ref() != null && value instanceof String id) {
      return NODES.objectNode().put("id", id);
    }
    boolean empty =
        value instanceof Collection<?> many && many.isEmpty()
            || value instanceof Map<?, ?> map && map.isEmpty();
    return field.orEmpty() && empty ? NODES.nullNode() : value(value, path);
  }

  /// Any value that a field may have.
  JsonNode value(@Nullable Object value, FieldPath path) {
    String reference = references.isEmpty() ? null : references.get(path.text());
    if (reference != null) {
      return NODES.stringNode(reference);
    }
    return switch (value) {
      case null -> NODES.nullNode();
      case String text -> NODES.stringNode(text);
      case Secret secret -> NODES.stringNode(secretsShown ? secret.reveal() : secret.toString());
      case Boolean truth -> NODES.booleanNode(truth);
      case Integer number -> NODES.numberNode(number.longValue());
      case Long number -> NODES.numberNode(number.longValue());
      case Double number -> number(number);
      case Cidr cidr -> NODES.stringNode(cidr.toString());
      case HeaderName name -> NODES.stringNode(name.spelling());
      case Path file -> NODES.stringNode(file.toString());
      case Record record -> of(record, path);
      case Collection<?> many -> {
        ArrayNode array = NODES.arrayNode();
        int index = 0;
        for (Object item : many) {
          array.add(value(item, path.index(index++)));
        }
        yield array;
      }
      case Map<?, ?> map -> {
        ObjectNode object = NODES.objectNode();
        map.forEach((key, item) ->
            object.set(String.valueOf(key), value(item, path.field(String.valueOf(key)))));
        yield object;
      }
      default -> throw new IllegalArgumentException("no JSON for a " + value.getClass());
    };
  }

  /// A whole number without a point, as Kong writes it.
  static JsonNode number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? NODES.numberNode((long) number)
        : NODES.numberNode(number);
  }
}
