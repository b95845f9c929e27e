package gatehouse.plugin.inspect;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The shape that a JSON text may have. Reads token by token and builds nothing.
///
/// @param depth nested containers at most
/// @param entries members of an object at most, `Integer.MAX_VALUE` for no limit; likewise the rest
record JsonBounds(
    int depth, int entries, int nameLength, int elements, int textLength, boolean duplicates) {
  private static final int DEEPEST = 2000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST + 1)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  static JsonBounds of(JsonThreatProtection.Config config) {
    int depth = config.maxContainerDepth();
    return new JsonBounds(
        depth < 0 ? DEEPEST : Math.min(depth, DEEPEST),
        limit(config.maxObjectEntryCount()),
        limit(config.maxObjectEntryNameLength()),
        limit(config.maxArrayElementCount()),
        limit(config.maxStringValueLength()),
        config.allowDuplicateObjectEntryName());
  }

  private static int limit(int configured) {
    return configured < 0 ? Integer.MAX_VALUE : configured;
  }

  /// One object or array under way.
  private static final class Container {
    private final boolean array;
    private final @Nullable Set<String> names;
    private int size;

    Container(boolean array, @Nullable Set<String> names) {
      this.array = array;
      this.names = names;
    }
  }

  /// The field of the configuration that a text breaks first, `json` for what is not exactly one
  /// JSON value; empty if it breaks none.
  String broken(byte[] json) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      ArrayDeque<Container> open = new ArrayDeque<>();
      JsonToken token = parser.nextToken();
      if (token == null) {
        return "json";
      }
      do {
        String broken = broken(parser, token, open);
        if (!broken.isEmpty()) {
          return broken;
        }
        token = parser.nextToken();
        if (open.isEmpty() && token != null) {
          return "json";
        }
      } while (token != null);
      return "";
    } catch (JacksonException _) {
      return "json";
    }
  }

  private String broken(JsonParser parser, JsonToken token, ArrayDeque<Container> open) {
    if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
      open.pop();
      return "";
    }
    Container inside = open.peek();
    if (token == JsonToken.PROPERTY_NAME && inside != null) {
      return brokenByName(parser.currentName(), inside);
    }
    if (inside != null && inside.array && ++inside.size > elements) {
      return "max_array_element_count";
    }
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      boolean array = token == JsonToken.START_ARRAY;
      open.push(new Container(array, array || duplicates ? null : new HashSet<>()));
      return open.size() > depth ? "max_container_depth" : "";
    }
    boolean tooLong = token == JsonToken.VALUE_STRING && parser.getStringLength() > textLength;
    return tooLong ? "max_string_value_length" : "";
  }

  private String brokenByName(String name, Container object) {
    if (++object.size > entries) {
      return "max_object_entry_count";
    }
    if (name.length() > nameLength) {
      return "max_object_entry_name_length";
    }
    boolean repeated = object.names != null && !object.names.add(name);
    return repeated ? "allow_duplicate_object_entry_name" : "";
  }
}
