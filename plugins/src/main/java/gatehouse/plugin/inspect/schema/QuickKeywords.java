package gatehouse.plugin.inspect.schema;

import gatehouse.plugin.inspect.schema.QuickAccept.Test;
import gatehouse.plugin.inspect.schema.QuickAccept.Unknown;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeType;

/// The keywords of [QuickAccept] that have no schema in them.
final class QuickKeywords {
  private QuickKeywords() {}

  static Test test(String keyword, JsonNode rule) throws Unknown {
    return switch (keyword) {
      case "type" -> type(rule);
      case "enum" -> oneOf(List.copyOf(elements(rule)));
      case "const" -> oneOf(List.of(rule));
      case "minimum" -> compared(rule, order -> order >= 0);
      case "maximum" -> compared(rule, order -> order <= 0);
      case "exclusiveMinimum" -> compared(rule, order -> order > 0);
      case "exclusiveMaximum" -> compared(rule, order -> order < 0);
      case "minLength" -> atLeast(rule, JsonNodeType.STRING, QuickKeywords::length);
      case "maxLength" -> atMost(rule, JsonNodeType.STRING, QuickKeywords::length);
      case "minItems" -> atLeast(rule, JsonNodeType.ARRAY, JsonNode::size);
      case "maxItems" -> atMost(rule, JsonNodeType.ARRAY, JsonNode::size);
      case "minProperties" -> atLeast(rule, JsonNodeType.OBJECT, JsonNode::size);
      case "maxProperties" -> atMost(rule, JsonNodeType.OBJECT, JsonNode::size);
      case "pattern" -> text(LinearPattern.of(rule.asString(""))::matches);
      case "format" -> text(LinearFormats.quick(rule.asString("")).orElseThrow(Unknown::new));
      case "required" -> required(rule);
      default -> throw new Unknown();
    };
  }

  private static List<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  private static Test type(JsonNode rule) throws Unknown {
    Set<JsonNodeType> types = EnumSet.noneOf(JsonNodeType.class);
    boolean whole = false;
    for (JsonNode name : rule.isArray() ? elements(rule) : List.of(rule)) {
      switch (name.asString("")) {
        case "string" -> types.add(JsonNodeType.STRING);
        case "number" -> types.add(JsonNodeType.NUMBER);
        case "integer" -> whole = true;
        case "boolean" -> types.add(JsonNodeType.BOOLEAN);
        case "null" -> types.add(JsonNodeType.NULL);
        case "array" -> types.add(JsonNodeType.ARRAY);
        case "object" -> types.add(JsonNodeType.OBJECT);
        default -> throw new Unknown();
      }
    }
    boolean integers = whole;
    // Whether 1.0 is an integer depends on the draft, so that is left to the library.
    return (value, _) ->
        types.contains(value.getNodeType()) || integers && value.isIntegralNumber();
  }

  /// Nodes that are equal are equal values; that 1 and 1.0 are equal too is left to the library.
  private static Test oneOf(List<JsonNode> values) {
    return (value, _) -> values.contains(value);
  }

  private static Test compared(JsonNode rule, IntPredicate accepted) throws Unknown {
    if (!rule.isNumber()) {
      throw new Unknown();
    }
    BigDecimal bound = rule.decimalValue();
    return (value, _) -> !value.isNumber() || accepted.test(value.decimalValue().compareTo(bound));
  }

  private static Test atLeast(JsonNode rule, JsonNodeType type, ToIntFunction<JsonNode> size)
      throws Unknown {
    int least = whole(rule);
    return (value, _) -> value.getNodeType() != type || size.applyAsInt(value) >= least;
  }

  private static Test atMost(JsonNode rule, JsonNodeType type, ToIntFunction<JsonNode> size)
      throws Unknown {
    int most = whole(rule);
    return (value, _) -> value.getNodeType() != type || size.applyAsInt(value) <= most;
  }

  private static int whole(JsonNode rule) throws Unknown {
    if (!rule.isIntegralNumber() || !rule.canConvertToInt()) {
      throw new Unknown();
    }
    return rule.intValue();
  }

  private static int length(JsonNode value) {
    String text = value.stringValue();
    return text.codePointCount(0, text.length());
  }

  private static Test text(Predicate<String> accepted) {
    return (value, _) -> !value.isString() || accepted.test(value.stringValue());
  }

  private static Test required(JsonNode rule) throws Unknown {
    if (!rule.isArray()) {
      throw new Unknown();
    }
    List<String> names = elements(rule).stream().map(name -> name.asString("")).toList();
    return (value, _) -> !value.isObject() || names.stream().allMatch(value::has);
  }
}
