package gatehouse.app;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes values that conform to schemas of a document, by nothing but the words of the
/// specification: knows nothing of the gateway's own reading. Where it cannot be sure, it makes
/// none.
final class SampleValues {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;
  private static final int DEEPEST = 8;
  private static final int LONGEST = 2000;
  private static final int CHAIN = 20;

  /// Words that make a value hard to be sure of.
  private static final Set<String> UNSURE =
      Set.of(
          "not",
          "if",
          "oneOf",
          "dependencies",
          "dependentRequired",
          "dependentSchemas",
          "propertyNames",
          "contains",
          "minProperties",
          "maxProperties",
          "unevaluatedProperties",
          "prefixItems",
          "$dynamicRef",
          "$id",
          "$anchor",
          "patternProperties");

  private final JsonNode root;

  SampleValues(JsonNode root) {
    this.root = root;
  }

  /// What a reference means; the node itself if it is none.
  JsonNode meant(JsonNode node) {
    JsonNode at = node;
    for (int i = 0; i < CHAIN && at.path("$ref").isString(); i++) {
      String ref = at.get("$ref").stringValue();
      if (!ref.startsWith("#/") || ref.indexOf('%') >= 0) {
        return MAKE.missingNode();
      }
      at = root.at(ref.substring(1));
    }
    return at;
  }

  /// A value of a schema that may go to the service; null if it is hard to tell one.
  @Nullable JsonNode of(JsonNode schema) {
    return of(schema, 0);
  }

  private @Nullable JsonNode of(JsonNode given, int depth) {
    if (given.has("$ref") && given.size() > 1 && !onlyTells(given)) {
      return null;
    }
    JsonNode schema = meant(given);
    if (!schema.isObject() || depth > DEEPEST || UNSURE.stream().anyMatch(schema::has)) {
      return schema.isObject() || !schema.isBoolean() ? null : MAKE.stringNode("x");
    }
    if (schema.has("allOf")) {
      ObjectNode merged = merged(schema, depth);
      return merged == null ? null : of(merged, depth + 1);
    }
    if (schema.has("anyOf")) {
      boolean isPlain =
          schema.propertyNames().stream().allMatch(n -> n.equals("anyOf") || TELLS.contains(n));
      return isPlain ? of(schema.get("anyOf").path(0), depth + 1) : null;
    }
    if (schema.has("const")) {
      return schema.get("const");
    }
    String type = type(schema);
    if (schema.has("enum")) {
      for (JsonNode one : schema.get("enum")) {
        if (isOf(one, type)) {
          return one;
        }
      }
      return null;
    }
    return switch (type) {
      case "boolean" -> MAKE.booleanNode(true);
      case "integer", "number" -> number(schema, type.equals("integer"));
      case "array" -> array(schema, depth);
      case "object" -> object(schema, depth);
      case "string" -> string(schema);
      case "null" -> MAKE.nullNode();
      default -> MAKE.stringNode("x");
    };
  }

  private static final Set<String> TELLS =
      Set.of(
          "title",
          "description",
          "example",
          "examples",
          "default",
          "deprecated",
          "nullable",
          "readOnly",
          "writeOnly",
          "externalDocs");

  private static boolean onlyTells(JsonNode node) {
    return node.propertyNames().stream()
        .allMatch(n -> n.equals("$ref") || TELLS.contains(n) || n.startsWith("x-"));
  }

  private static boolean isOf(JsonNode value, String type) {
    return switch (type) {
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "" -> value.isString();
      default -> false;
    };
  }

  /// The type; empty if there is none.
  String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      for (JsonNode one : type) {
        if (!one.asString("").equals("null")) {
          return one.asString("");
        }
      }
    }
    String given = type.asString("");
    boolean isObject = schema.has("properties") || schema.has("required");
    return !given.isEmpty() ? given : isObject ? "object" : schema.has("items") ? "array" : "";
  }

  /// One schema instead of several that all hold; null if they do not add up simply.
  private @Nullable ObjectNode merged(JsonNode schema, int depth) {
    ObjectNode all = MAKE.objectNode();
    ObjectNode properties = MAKE.objectNode();
    ArrayNode required = MAKE.arrayNode();
    return depth < DEEPEST && add(schema, all, properties, required, depth) ? all : null;
  }

  private boolean add(
      JsonNode given, ObjectNode all, ObjectNode properties, ArrayNode required, int depth) {
    JsonNode schema = meant(given);
    if (!schema.isObject() || depth > DEEPEST) {
      return false;
    }
    for (Map.Entry<String, JsonNode> word : schema.properties()) {
      JsonNode value = word.getValue();
      switch (word.getKey()) {
        case "allOf" -> {
          for (JsonNode part : value) {
            if (!add(part, all, properties, required, depth + 1)) {
              return false;
            }
          }
        }
        case "properties" -> {
          for (Map.Entry<String, JsonNode> one : value.properties()) {
            if (properties.has(one.getKey())
                && !properties.get(one.getKey()).equals(one.getValue())) {
              return false;
            }
            properties.set(one.getKey(), one.getValue());
          }
          all.set("properties", properties);
        }
        case "required" -> {
          value.forEach(required::add);
          all.set("required", required);
        }
        case "additionalProperties", "discriminator" -> {
          if (!value.isBoolean() || !value.asBoolean()) {
            return false;
          }
        }
        default -> {
          boolean tells = TELLS.contains(word.getKey()) || word.getKey().startsWith("x-");
          if (!tells && all.has(word.getKey()) && !all.get(word.getKey()).equals(value)) {
            return false;
          }
          if (!tells) {
            all.set(word.getKey(), value);
          }
        }
      }
    }
    return true;
  }

  private static @Nullable JsonNode number(JsonNode schema, boolean whole) {
    BigDecimal low =
        schema.path("minimum").isNumber() ? schema.get("minimum").decimalValue() : null;
    BigDecimal high =
        schema.path("maximum").isNumber() ? schema.get("maximum").decimalValue() : null;
    BigDecimal step = whole ? BigDecimal.ONE : BigDecimal.valueOf(1, 1);
    if (schema.path("exclusiveMinimum").isNumber()) {
      low = schema.get("exclusiveMinimum").decimalValue().add(step);
    } else if (low != null && schema.path("exclusiveMinimum").asBoolean(false)) {
      low = low.add(step);
    }
    if (schema.path("exclusiveMaximum").isNumber()) {
      high = schema.get("exclusiveMaximum").decimalValue().subtract(step);
    } else if (high != null && schema.path("exclusiveMaximum").asBoolean(false)) {
      high = high.subtract(step);
    }
    BigDecimal value = low != null ? low : high != null ? high.min(BigDecimal.ONE) : BigDecimal.ONE;
    if (schema.path("multipleOf").isNumber()) {
      BigDecimal of = schema.get("multipleOf").decimalValue();
      value = value.divide(of, 0, RoundingMode.CEILING).multiply(of);
    }
    boolean fits =
        (high == null || value.compareTo(high) <= 0) && (low == null || value.compareTo(low) >= 0);
    boolean isWhole = value.stripTrailingZeros().scale() <= 0;
    if (!fits || whole && !isWhole) {
      return null;
    }
    return isWhole ? MAKE.numberNode(value.longValue()) : MAKE.numberNode(value);
  }

  private static @Nullable JsonNode string(JsonNode schema) {
    String format = schema.path("format").asString("");
    String text =
        switch (format) {
          case "date" -> "2026-01-31";
          case "date-time" -> "2026-01-31T12:00:00Z";
          case "time" -> "12:00:00Z";
          case "duration" -> "P1D";
          case "uuid" -> "123e4567-e89b-42d3-a456-426614174000";
          case "email", "idn-email" -> "a@example.com";
          case "uri", "url", "iri", "uri-reference", "iri-reference" -> "https://example.com/a";
          case "hostname", "idn-hostname" -> "a.example";
          case "ipv4" -> "192.0.2.1";
          case "ipv6" -> "2001:db8::1";
          case "byte" -> "YWJj";
          case "json-pointer" -> "/a";
          case "regex" -> "a";
          default -> "x";
        };
    int low = schema.path("minLength").asInt(0);
    int high = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    if (low > LONGEST || text.length() > high && !text.equals("x")) {
      return null;
    }
    if (text.length() < low) {
      if (!text.equals("x")) {
        return null;
      }
      text = "x".repeat(low);
    }
    if (text.length() > high) {
      text = "";
    }
    return schema.has("pattern") ? matching(schema, text) : MAKE.stringNode(text);
  }

  /// Of a pattern only a text that it is known to match.
  private static @Nullable JsonNode matching(JsonNode schema, String text) {
    try {
      Pattern pattern = Pattern.compile(schema.path("pattern").asString(""));
      for (String one :
          new String[] {
            text,
            schema.path("example").asString(""),
            "1",
            "a1",
            "A1",
            "00000000-0000-4000-8000-000000000000"
          }) {
        boolean fits =
            one.length() >= schema.path("minLength").asInt(0)
                && one.length() <= schema.path("maxLength").asInt(LONGEST);
        if (fits && !schema.has("format") && pattern.matcher(one).find()) {
          return MAKE.stringNode(one);
        }
      }
    } catch (PatternSyntaxException _) {
      // Whatever it means to others, no value is made of it.
    }
    return null;
  }

  private @Nullable JsonNode array(JsonNode schema, int depth) {
    int low = schema.path("minItems").asInt(0);
    ArrayNode list = MAKE.arrayNode();
    if (low > 1 && schema.path("uniqueItems").asBoolean(false) || low > 20) {
      return null;
    }
    JsonNode element =
        schema.has("items") ? of(schema.get("items"), depth + 1) : MAKE.stringNode("x");
    if (element == null) {
      return low == 0 ? list : null;
    }
    for (int i = 0; i < Math.max(low, schema.path("maxItems").asInt(1) == 0 ? 0 : 1); i++) {
      list.add(element);
    }
    return list;
  }

  private @Nullable JsonNode object(JsonNode schema, int depth) {
    ObjectNode object = MAKE.objectNode();
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asString("")));
    JsonNode properties = schema.path("properties");
    for (Map.Entry<String, JsonNode> one : properties.properties()) {
      JsonNode of = meant(one.getValue());
      if (of.path("readOnly").asBoolean(false)
          || one.getValue().path("readOnly").asBoolean(false)) {
        required.remove(one.getKey());
        continue;
      }
      boolean isWanted = required.remove(one.getKey());
      JsonNode value = isWanted || depth < 3 ? of(one.getValue(), depth + 1) : null;
      if (value == null && isWanted) {
        return null;
      }
      if (value != null) {
        object.set(one.getKey(), value);
      }
    }
    for (String name : required) {
      JsonNode others = schema.path("additionalProperties");
      JsonNode value = others.isObject() ? of(others, depth + 1) : MAKE.stringNode("x");
      if (value == null || others.isBoolean() && !others.asBoolean()) {
        return null;
      }
      object.set(name, value);
    }
    return object;
  }
}
