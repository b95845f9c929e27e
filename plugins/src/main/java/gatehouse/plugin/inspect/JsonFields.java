package gatehouse.plugin.inspect;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The members of a JSON object. Members named twice make the body unreadable: gateway and service
/// might each believe another one.
final class JsonFields implements Fields {
  private final ObjectNode object;

  private JsonFields(ObjectNode object) {
    this.object = object;
  }

  static @Nullable JsonFields read(byte[] body) {
    return StrictJson.read(body) instanceof ObjectNode object && object.size() <= MOST
        ? new JsonFields(object)
        : null;
  }

  @Override
  public int count(String name) {
    JsonNode value = object.get(name);
    return value == null ? 0 : value.isContainer() ? 2 : value.isString() ? 1 : 0;
  }

  @Override
  public @Nullable String text(String name) {
    JsonNode value = object.get(name);
    return value != null && value.isString() ? value.stringValue() : null;
  }

  @Override
  public byte[] without(String name) {
    ObjectNode rest = object.deepCopy();
    rest.remove(name);
    return StrictJson.write(rest);
  }
}
