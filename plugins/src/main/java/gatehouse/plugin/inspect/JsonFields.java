package gatehouse.plugin.inspect;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The members of a JSON object. Members named twice make the body unreadable: gateway and service
/// might each believe another one.
final class JsonFields implements Fields {
  private static final int DEPTH = 100;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final ObjectNode object;

  private JsonFields(ObjectNode object) {
    this.object = object;
  }

  static @Nullable JsonFields read(byte[] body) {
    try {
      return MAPPER.readTree(body) instanceof ObjectNode object && object.size() <= MOST
          ? new JsonFields(object)
          : null;
    } catch (JacksonException _) {
      return null;
    }
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
    return MAPPER.writeValueAsBytes(rest);
  }
}
