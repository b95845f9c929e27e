package gatehouse.plugin.inspect.parameter;

import gatehouse.plugin.inspect.FormFields;
import gatehouse.plugin.inspect.parameter.Parameter.Found;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads `name[key]=value` as an object. OpenAPI says no more than that; deeper keys are read as
/// those read them who send them: `a[b][c]=1`, `a[]=1&a[]=2`, `a[0][b]=1&a[1][b]=2`. What could be
/// taken in two ways has no value.
final class DeepObject {
  private static final int DEEPEST = 16;
  private static final int LONGEST_INDEX = 4;

  /// A member that may have members; one with a text has none.
  private static final class Branch {
    private final Map<String, Branch> members = new LinkedHashMap<>();
    private final List<String> listed = new ArrayList<>();
    private @Nullable String text;
  }

  private DeepObject() {}

  /// Whether a pair belongs to a parameter of that name.
  static boolean claims(String name, String argument) {
    return argument.length() > name.length() + 1
        && argument.startsWith(name)
        && argument.charAt(name.length()) == '['
        && argument.endsWith("]");
  }

  static Found read(String name, Shape shape, List<FormFields.Pair> pairs) {
    Branch root = new Branch();
    boolean isThere = false;
    for (FormFields.Pair pair : pairs) {
      if (claims(name, pair.name())) {
        isThere = true;
        String text = pair.value() == null ? "" : pair.value();
        String keys = pair.name().substring(name.length() + 1, pair.name().length() - 1);
        String fault = put(root, keys.split("]\\[", -1), text);
        if (fault != null) {
          return new Found.Unclear(fault);
        }
      }
    }
    JsonNode value = isThere ? value(root, shape) : null;
    return !isThere
        ? Found.Nothing.ABSENT
        : value == null
            ? new Found.Unclear("has indexes that are not 0, 1, 2 and so on")
            : new Found.Value(value);
  }

  /// What is wrong with a pair, or null.
  private static @Nullable String put(Branch root, String[] keys, String text) {
    if (keys.length > DEEPEST) {
      return "is deeper than " + DEEPEST;
    }
    Branch at = root;
    for (int i = 0; i < keys.length; i++) {
      boolean isLast = i == keys.length - 1;
      if (keys[i].indexOf('[') >= 0 || keys[i].indexOf(']') >= 0) {
        return "has brackets that do not fit";
      }
      if (at.text != null || (keys[i].isEmpty() ? !at.members.isEmpty() : !at.listed.isEmpty())) {
        return "has a member in two forms";
      }
      if (keys[i].isEmpty() && isLast) {
        at.listed.add(text);
        return null;
      }
      if (keys[i].isEmpty()) {
        return "has elements with members, but without indexes";
      }
      at = at.members.computeIfAbsent(keys[i], _ -> new Branch());
    }
    if (at.text != null || !at.members.isEmpty() || !at.listed.isEmpty()) {
      return "has a member twice";
    }
    at.text = text;
    return null;
  }

  /// Null for a list with holes.
  private static @Nullable JsonNode value(Branch branch, Shape shape) {
    if (branch.text != null) {
      return shape.value(branch.text);
    }
    if (!branch.listed.isEmpty()) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      branch.listed.forEach(text -> list.add(shape.items().value(text)));
      return list;
    }
    boolean isList =
        shape.isArray() && branch.members.keySet().stream().allMatch(DeepObject::isIndex);
    return isList ? list(branch, shape) : object(branch, shape);
  }

  private static boolean isIndex(String key) {
    boolean isPlain = key.equals("0") || !key.startsWith("0");
    return isPlain
        && key.length() <= LONGEST_INDEX
        && key.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static @Nullable JsonNode list(Branch branch, Shape shape) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < branch.members.size(); i++) {
      Branch element = branch.members.get(Integer.toString(i));
      JsonNode value = element == null ? null : value(element, shape.items());
      if (value == null) {
        return null;
      }
      list.add(value);
    }
    return list;
  }

  private static @Nullable JsonNode object(Branch branch, Shape shape) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, Branch> member : branch.members.entrySet()) {
      JsonNode value = value(member.getValue(), shape.property(member.getKey()));
      if (value == null) {
        return null;
      }
      object.set(member.getKey(), value);
    }
    return object;
  }
}
