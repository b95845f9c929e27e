package gatehouse.plugin.transform;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/// The members of a JSON object. Their values stay the bytes that were sent, so that no number
/// changes its spelling; of a member named twice the last one counts, as for Kong.
final class JsonMembers implements Members {
  /// cjson's bound, which is Kong's.
  private static final int DEPTH = 1000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  // Numbers and texts are passed over, never made; the body's length bounds them.
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  private final Map<String, byte[]> values;
  private boolean changed;

  private JsonMembers(Map<String, byte[]> values) {
    this.values = values;
  }

  /// An object without members.
  static JsonMembers empty() {
    return new JsonMembers(new LinkedHashMap<>());
  }

  /// Reads a body; null if it is not an object, or too deep to be read.
  ///
  /// @throws IllegalArgumentException if it has too many members
  static @Nullable JsonMembers read(byte[] body) {
    Map<String, byte[]> values = new LinkedHashMap<>();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        if (from < 0 || to > body.length || from > to) {
          return null; // not UTF-8, so there are no bytes to keep
        }
        values.put(name, Arrays.copyOfRange(body, from, to));
        if (values.size() > MOST) {
          throw new IllegalArgumentException("more members than are read");
        }
      }
      return parser.nextToken() == null ? new JsonMembers(values) : null;
    } catch (JacksonException _) {
      return null;
    }
  }

  /// Whether a rule has changed something.
  boolean isChanged() {
    return changed;
  }

  /// The object as it is now.
  byte[] json() {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    json.write('{');
    values.forEach((name, value) -> {
      if (json.size() > 1) {
        json.write(',');
      }
      json.writeBytes(MAPPER.writeValueAsBytes(name));
      json.write(':');
      json.writeBytes(value);
    });
    json.write('}');
    return json.toByteArray();
  }

  /// Whether a value is there that is not `false`, which Kong takes for absent.
  @Override
  public boolean has(String name) {
    byte[] value = values.get(name);
    return value != null && !Arrays.equals(value, FALSE);
  }

  /// Whether a value is there at all.
  boolean holds(String name) {
    return values.containsKey(name);
  }

  @Override
  public void remove(String name) {
    changed |= values.remove(name) != null;
  }

  @Override
  public void rename(String from, String to) {
    byte[] value = values.remove(from);
    if (value != null) {
      put(to, value);
    }
  }

  @Override
  public void set(String name, String value) {
    put(name, text(value));
  }

  /// Puts a value that is JSON already.
  void put(String name, byte[] json) {
    values.put(name, json);
    changed = true;
  }

  @Override
  public void append(String name, String value) {
    append(name, text(value));
  }

  /// Appends to an array, or makes one of what is there and the new value.
  void append(String name, byte[] json) {
    byte[] old = values.get(name);
    ByteArrayOutputStream array = new ByteArrayOutputStream();
    if (old != null && old[0] == '[') {
      int end = old.length - 1;
      array.write(old, 0, end);
      if (!new String(old, 1, end - 1, StandardCharsets.ISO_8859_1).isBlank()) {
        array.write(',');
      }
    } else {
      array.write('[');
      if (old != null) {
        array.writeBytes(old);
        array.write(',');
      }
    }
    array.writeBytes(json);
    array.write(']');
    put(name, array.toByteArray());
  }

  /// A text as JSON.
  ///
  /// @param bytes UTF-8, one character for each byte
  static byte[] text(String bytes) {
    return MAPPER.writeValueAsBytes(Rules.text(bytes));
  }
}
