package gatehouse.plugin.log.lua;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values between JSON and Lua.
final class LuaJson {
  private static final int DEEPEST = 8;
  private static final int MOST = 1000;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private LuaJson() {}

  static JsonNode text(String text) {
    return NODES.stringNode(text);
  }

  static LuaValue toLua(@Nullable JsonNode node) {
    if (node == null || node.isNull() || node.isMissingNode()) {
      return LuaValue.NIL;
    }
    if (node.isBoolean()) {
      return LuaValue.valueOf(node.booleanValue());
    }
    if (node.isIntegralNumber() && node.canConvertToInt()) {
      return LuaValue.valueOf(node.intValue());
    }
    if (node.isNumber()) {
      return LuaValue.valueOf(node.doubleValue());
    }
    if (node.isArray()) {
      LuaTable list = new LuaTable();
      for (int i = 0; i < node.size(); i++) {
        list.set(i + 1, toLua(node.get(i)));
      }
      return list;
    }
    if (node.isObject()) {
      LuaTable table = new LuaTable();
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        table.set(member.getKey(), toLua(member.getValue()));
      }
      return table;
    }
    return LuaValue.valueOf(node.asString());
  }

  /// What a chunk returned; null for nil.
  ///
  /// @throws LuaError for what JSON has no form for, or too much of it
  static @Nullable JsonNode toJson(LuaValue value) {
    return toJson(value, 0);
  }

  private static @Nullable JsonNode toJson(LuaValue value, int depth) {
    return switch (value.type()) {
      case LuaValue.TNIL -> null;
      case LuaValue.TBOOLEAN -> NODES.booleanNode(value.toboolean());
      case LuaValue.TNUMBER -> number(value.todouble());
      case LuaValue.TSTRING -> text(value.tojstring());
      case LuaValue.TTABLE -> table(value.checktable(), depth);
      default -> throw new LuaError("a " + value.typename() + " has no form in JSON");
    };
  }

  private static JsonNode number(double value) {
    if (!Double.isFinite(value)) {
      throw new LuaError("a number that is not finite has no form in JSON");
    }
    long whole = (long) value;
    return whole == value ? NODES.numberNode(whole) : NODES.numberNode(value);
  }

  private static JsonNode table(LuaTable table, int depth) {
    if (depth >= DEEPEST) {
      throw new LuaError("tables nested too deep");
    }
    int length = table.length();
    if (length > 0) {
      ArrayNode list = NODES.arrayNode();
      for (int i = 1; i <= bounded(length); i++) {
        list.add(toJson(table.get(i), depth + 1));
      }
      return list;
    }
    ObjectNode object = NODES.objectNode();
    for (Varargs next = table.next(LuaValue.NIL);
        !next.arg1().isnil();
        next = table.next(next.arg1())) {
      bounded(object.size());
      object.set(next.arg1().tojstring(), toJson(next.arg(2), depth + 1));
    }
    return object;
  }

  private static int bounded(int count) {
    if (count > MOST) {
      throw new LuaError("a table with more than " + MOST + " entries");
    }
    return count;
  }
}
