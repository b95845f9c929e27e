package gatehouse.plugin.inspect.schema;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Kong's own schemas of bodies, a list of `{field: {type: …, …}}`, as a JSON Schema that says the
/// same: what is not listed is refused, a field that is not required may be null, and a text is not
/// empty unless `len_min` is 0.
public final class KongTypes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 50;

  private static final Set<String> KNOWN =
      Set.of(
          "type",
          "required",
          "len_eq",
          "len_min",
          "len_max",
          "between",
          "gt",
          "match",
          "not_match",
          "match_all",
          "match_none",
          "match_any",
          "starts_with",
          "one_of",
          "not_one_of",
          "eq",
          "ne",
          "contains",
          "timestamp",
          "uuid",
          "elements",
          "keys",
          "values",
          "fields",
          "description");

  private static final Set<String> TYPES =
      Set.of("string", "number", "integer", "boolean", "map", "array", "set", "record", "function");

  private KongTypes() {}

  /// Compiles one.
  ///
  /// @param fields the list
  /// @throws SchemaFault with a pointer into the list
  public static JsonSchema compile(JsonNode fields) throws SchemaFault {
    return JsonSchema.compile(object(fields, "", 0), Draft.DRAFT_2020_12);
  }

  private static ObjectNode object(JsonNode fields, String at, int depth) throws SchemaFault {
    if (!fields.isArray()) {
      throw new SchemaFault(at, "expected an array of fields");
    }
    if (depth > DEEPEST) {
      throw new SchemaFault(at, "nested too deep");
    }
    ObjectNode schema = NODES.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = NODES.arrayNode();
    for (int i = 0; i < fields.size(); i++) {
      JsonNode field = fields.get(i);
      if (field.size() != 1 || !field.isObject()) {
        throw new SchemaFault(at + "/" + i, "expected an object with one member, the field's name");
      }
      String name = field.propertyNames().iterator().next();
      JsonNode type = field.get(name);
      String place = at + "/" + i + "/" + name.replace("~", "~0").replace("/", "~1");
      ObjectNode value = value(type, place, depth);
      if (type.path("required").asBoolean(false)) {
        required.add(name);
        properties.set(name, value);
      } else {
        properties.putObject(name).putArray("anyOf").add(value).addObject().put("type", "null");
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema.put("additionalProperties", false);
  }

  private static ObjectNode value(JsonNode type, String at, int depth) throws SchemaFault {
    if (!type.isObject()) {
      throw new SchemaFault(at, "expected an object with a type");
    }
    Set<String> unknown = new TreeSet<>(type.propertyNames());
    unknown.removeAll(KNOWN);
    if (!unknown.isEmpty()) {
      throw new SchemaFault(at + "/" + unknown.iterator().next(), "unknown field");
    }
    String name = type.path("type").asString("");
    if (!TYPES.contains(name) || name.equals("function")) {
      throw new SchemaFault(
          at + "/type",
          "expected one of: string, number, integer, boolean, map, array, set, record");
    }
    ObjectNode schema =
        switch (name) {
          case "map" -> map(type, at, depth);
          case "record" -> object(type.path("fields"), at + "/fields", depth + 1);
          case "array", "set" -> array(type, name.equals("set"), at, depth);
          default -> NODES.objectNode().put("type", name);
        };
    lengths(type, schema, name);
    ranges(type, schema);
    patterns(type, schema, at);
    return schema;
  }

  private static ObjectNode map(JsonNode type, String at, int depth) throws SchemaFault {
    ObjectNode schema = NODES.objectNode().put("type", "object");
    if (type.has("keys")) {
      schema.set("propertyNames", value(type.get("keys"), at + "/keys", depth + 1));
    }
    if (type.has("values")) {
      schema.set("additionalProperties", value(type.get("values"), at + "/values", depth + 1));
    }
    return schema;
  }

  private static ObjectNode array(JsonNode type, boolean unique, String at, int depth)
      throws SchemaFault {
    ObjectNode schema = NODES.objectNode().put("type", "array");
    if (type.has("elements")) {
      schema.set("items", value(type.get("elements"), at + "/elements", depth + 1));
    }
    if (type.has("contains")) {
      schema.putObject("contains").set("const", type.get("contains"));
    }
    return unique ? schema.put("uniqueItems", true) : schema;
  }

  private static void lengths(JsonNode type, ObjectNode schema, String name) {
    String what =
        switch (name) {
          case "string" -> "Length";
          case "array", "set" -> "Items";
          case "map", "record" -> "Properties";
          default -> null;
        };
    if (what == null) {
      return;
    }
    if (name.equals("string")) {
      schema.put("minLength", 1);
    }
    put(schema, "min" + what, type.get("len_min"));
    put(schema, "max" + what, type.get("len_max"));
    put(schema, "min" + what, type.get("len_eq"));
    put(schema, "max" + what, type.get("len_eq"));
  }

  private static void ranges(JsonNode type, ObjectNode schema) {
    JsonNode between = type.get("between");
    if (between != null && between.isArray()) {
      put(schema, "minimum", between.get(0));
      put(schema, "maximum", between.get(1));
    }
    put(schema, "exclusiveMinimum", type.get("gt"));
    put(schema, "enum", type.get("one_of"));
    put(schema, "const", type.get("eq"));
    if (type.has("not_one_of")) {
      schema.putObject("not").set("enum", type.get("not_one_of"));
    }
    if (type.has("ne")) {
      all(schema).addObject().putObject("not").set("const", type.get("ne"));
    }
    if (type.path("uuid").asBoolean(false)) {
      schema.put("format", "uuid");
    }
    if (type.path("timestamp").asBoolean(false)) {
      schema.put("exclusiveMinimum", 0);
    }
  }

  private static void put(ObjectNode schema, String keyword, @Nullable JsonNode value) {
    if (value != null) {
      schema.set(keyword, value);
    }
  }

  private static ArrayNode all(ObjectNode schema) {
    return schema.has("allOf") ? (ArrayNode) schema.get("allOf") : schema.putArray("allOf");
  }

  private static void patterns(JsonNode type, ObjectNode schema, String at) throws SchemaFault {
    if (type.has("match")) {
      all(schema).addObject().put("pattern", ecma(type.get("match"), at + "/match"));
    }
    if (type.has("not_match")) {
      not(schema, ecma(type.get("not_match"), at + "/not_match"));
    }
    for (JsonNode one : listed(type, "match_all")) {
      all(schema).addObject().put("pattern", ecma(one, at + "/match_all"));
    }
    for (JsonNode one : listed(type, "match_none")) {
      not(schema, ecma(one, at + "/match_none"));
    }
    JsonNode any = type.get("match_any");
    if (any != null) {
      ArrayNode branches = all(schema).addObject().putArray("anyOf");
      for (JsonNode one : any.isObject() ? any.path("patterns") : any) {
        branches.addObject().put("pattern", ecma(one, at + "/match_any"));
      }
    }
    if (type.has("starts_with")) {
      String beginning = type.get("starts_with").asString("");
      StringBuilder literal = new StringBuilder("^");
      beginning.codePoints().forEach(c -> literal.append(String.format("\\u{%x}", c)));
      all(schema).addObject().put("pattern", literal.toString());
    }
  }

  private static Iterable<JsonNode> listed(JsonNode type, String name) {
    JsonNode list = type.get(name);
    return list == null ? List.of() : list;
  }

  private static void not(ObjectNode schema, String pattern) {
    all(schema).addObject().putObject("not").put("pattern", pattern);
  }

  /// A pattern, or an object that has one beside the text of an error.
  private static String ecma(JsonNode node, String at) throws SchemaFault {
    String pattern = node.isObject() ? node.path("pattern").asString("") : node.asString("");
    try {
      return LuaPattern.toEcma(pattern);
    } catch (IllegalArgumentException fault) {
      throw new SchemaFault(at, "the pattern " + pattern + ": " + fault.getMessage());
    }
  }
}
