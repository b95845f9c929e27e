package gatehouse.plugin.inspect.openapi;

import gatehouse.yaml.Node;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/// What a scalar means in an OpenAPI document: YAML 1.2's JSON schema and its numbers (OpenAPI 3.1,
/// section 4.2), so that `on` and `no` are texts and numbers keep every digit.
final class SpecScalar {
  private static final int LONGEST_NUMBER = 100;
  private static final int GREATEST_EXPONENT = 400;

  private SpecScalar() {}

  static JsonNode of(Node.Scalar scalar) {
    String text = scalar.text();
    if (scalar.quoted()) {
      return StringNode.valueOf(text);
    }
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> NullNode.getInstance();
      case "true", "True", "TRUE" -> BooleanNode.TRUE;
      case "false", "False", "FALSE" -> BooleanNode.FALSE;
      default -> {
        JsonNode number = number(text);
        yield number == null ? StringNode.valueOf(text) : number;
      }
    };
  }

  private static @Nullable JsonNode number(String text) {
    char first = text.charAt(0);
    boolean starts = first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.';
    if (!starts || text.length() > LONGEST_NUMBER) {
      return null;
    }
    try {
      if (text.startsWith("0x")) {
        return new BigIntegerNode(new BigInteger(text.substring(2), 16));
      }
      if (text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '-' || c == '+')) {
        BigInteger whole = new BigInteger(text);
        return whole.bitLength() < Long.SIZE
            ? LongNode.valueOf(whole.longValueExact())
            : BigIntegerNode.valueOf(whole);
      }
      BigDecimal value = new BigDecimal(text);
      return Math.abs((long) value.scale()) > GREATEST_EXPONENT ? null : DecimalNode.valueOf(value);
    } catch (NumberFormatException _) {
      return null;
    }
  }
}
