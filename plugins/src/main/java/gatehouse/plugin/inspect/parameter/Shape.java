package gatehouse.plugin.inspect.parameter;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/// What kinds of values a schema takes, as far as one must know to read a value from text: `5` may
/// be a number or a text, and only the schema knows.
final class Shape {
  private static final int DEEPEST = 32;

  /// Elements of members; text of a query that is written as usual goes no deeper.
  private static final int CACHED = 2;

  private static final int LONGEST_NUMBER = 100;

  enum Type {
    STRING,
    NUMBER,
    INTEGER,
    BOOLEAN,
    NULL,
    ARRAY,
    OBJECT
  }

  static final Shape TEXT = new Shape(List.of(), _ -> null, CACHED);

  private final Function<String, @Nullable JsonNode> resolve;
  private final List<JsonNode> schemas = new ArrayList<>();
  private final Set<Type> types = EnumSet.noneOf(Type.class);
  private final Set<String> names;
  private final int level;

  /// Shapes of elements and members, made when they are asked for; deep ones are made anew each
  /// time, since a schema that refers to itself has no end.
  private final Map<String, Shape> parts = new ConcurrentHashMap<>();

  private Shape(List<JsonNode> schemas, Function<String, @Nullable JsonNode> resolve, int level) {
    this.resolve = resolve;
    this.level = level;
    Set<String> seen = new HashSet<>();
    schemas.forEach(schema -> take(schema, seen, 0));
    Set<String> members = new HashSet<>();
    for (JsonNode schema : this.schemas) {
      members.addAll(schema.path("properties").propertyNames());
    }
    this.names = Set.copyOf(members);
  }

  /// @param resolve the schema that a `$ref` means; null for none
  static Shape of(JsonNode schema, Function<String, @Nullable JsonNode> resolve) {
    return new Shape(List.of(schema), resolve, 0);
  }

  /// A schema and all that it is made of.
  private void take(JsonNode schema, Set<String> seen, int depth) {
    if (!schema.isObject() || depth > DEEPEST) {
      return;
    }
    schemas.add(schema);
    JsonNode ref = schema.get("$ref");
    if (ref != null && ref.isString() && seen.add(ref.stringValue())) {
      JsonNode meant = resolve.apply(ref.stringValue());
      if (meant != null) {
        take(meant, seen, depth + 1);
      }
    }
    for (String several : new String[] {"allOf", "anyOf", "oneOf"}) {
      JsonNode branches = schema.get(several);
      if (branches != null) {
        branches.forEach(branch -> take(branch, seen, depth + 1));
      }
    }
    types(schema);
  }

  private Shape part(String key, Supplier<List<JsonNode>> described) {
    Shape known = parts.get(key);
    if (known != null) {
      return known;
    }
    List<JsonNode> found = described.get();
    Shape made = found.isEmpty() ? TEXT : new Shape(found, resolve, level + 1);
    if (level < CACHED) {
      parts.put(key, made);
    }
    return made;
  }

  private List<JsonNode> all(String keyword) {
    return schemas.stream().map(schema -> schema.path(keyword)).filter(JsonNode::isObject).toList();
  }

  private void types(JsonNode schema) {
    JsonNode type = schema.get("type");
    if (type != null && type.isString()) {
      add(type.stringValue());
    } else if (type != null && type.isArray()) {
      type.forEach(one -> add(one.asString("")));
    }
    if (schema.path("nullable").asBoolean(false)) {
      types.add(Type.NULL);
    }
    if (schema.has("items")) {
      types.add(Type.ARRAY);
    }
    if (schema.has("properties")) {
      types.add(Type.OBJECT);
    }
  }

  private void add(String name) {
    for (Type type : Type.values()) {
      if (type.name().equalsIgnoreCase(name)) {
        types.add(type);
      }
    }
  }

  boolean isArray() {
    return types.contains(Type.ARRAY);
  }

  boolean isObject() {
    return types.contains(Type.OBJECT);
  }

  /// Whether it can be nothing else.
  boolean isOnlyObject() {
    return isObject() && types.stream().allMatch(t -> t == Type.OBJECT || t == Type.NULL);
  }

  /// Whether an object may have members that are not named: it says so, or names none.
  boolean takesOthers() {
    return names.isEmpty()
        || schemas.stream()
            .map(schema -> schema.path("additionalProperties"))
            .anyMatch(others -> others.isObject() || others.asBoolean(false));
  }

  Shape items() {
    return part("[]", () -> all("items"));
  }

  /// The named members of an object.
  Set<String> names() {
    return names;
  }

  Shape property(String name) {
    return names.contains(name)
        ? part("." + name, () -> named(name))
        : part("*", () -> all("additionalProperties"));
  }

  private List<JsonNode> named(String name) {
    return all("properties").stream()
        .map(properties -> properties.path(name))
        .filter(schema -> !schema.isMissingNode())
        .toList();
  }

  /// The value that a text stands for; the text itself where it stands for nothing else, which the
  /// schema then refuses.
  JsonNode value(String text) {
    if (types.contains(Type.BOOLEAN) && (text.equals("true") || text.equals("false"))) {
      return BooleanNode.valueOf(text.equals("true"));
    }
    if (types.contains(Type.INTEGER) && isWhole(text)) {
      return whole(text);
    }
    if (types.contains(Type.NUMBER) && isNumber(text)) {
      return isWhole(text) ? whole(text) : new DecimalNode(new BigDecimal(text));
    }
    if (types.contains(Type.NULL) && !types.contains(Type.STRING) && text.isEmpty()) {
      return NullNode.getInstance();
    }
    return StringNode.valueOf(text);
  }

  private static JsonNode whole(String text) {
    return text.length() < 19
        ? LongNode.valueOf(Long.parseLong(text))
        : BigIntegerNode.valueOf(new BigInteger(text));
  }

  /// JSON's own form (RFC 8259, section 6), so that ` 5`, `+5` and `05` are texts.
  private static boolean isWhole(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    return text.length() <= LONGEST_NUMBER
        && digits(text, start) == text.length() - start
        && text.length() > start
        && (text.charAt(start) != '0' || text.length() == start + 1);
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - from;
  }

  private static boolean isNumber(String text) {
    int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
    String mantissa = exponent < 0 ? text : text.substring(0, exponent);
    int dot = mantissa.indexOf('.');
    String whole = dot < 0 ? mantissa : mantissa.substring(0, dot);
    boolean fraction =
        dot < 0
            || dot < mantissa.length() - 1
                && digits(mantissa, dot + 1) == mantissa.length() - dot - 1;
    return text.length() <= LONGEST_NUMBER
        && isWhole(whole)
        && fraction
        && (exponent < 0 || isExponent(text.substring(exponent + 1)));
  }

  private static boolean isExponent(String text) {
    int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int digits = digits(text, start);
    return digits > 0 && digits <= 3 && digits == text.length() - start;
  }
}
