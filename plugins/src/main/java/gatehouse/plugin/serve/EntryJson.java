package gatehouse.plugin.serve;

import gatehouse.plugin.serve.CacheStore.Entry;
import gatehouse.spi.Answer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A kept answer as operators see it, with Kong's members. It is told and not sent: a page that a
/// service made must not run on the admin address.
final class EntryJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private EntryJson() {}

  static Answer of(String key, Entry entry) {
    Answer kept = entry.answer();
    Answer.Raw raw = kept.raw();
    byte[] body = raw == null ? new byte[0] : raw.body();
    ObjectNode told = JsonNodeFactory.instance.objectNode();
    told.put("status", kept.status());
    ObjectNode headers = told.putObject("headers");
    add(headers, "Content-Type", raw == null ? null : raw.contentType());
    kept.headers().forEach(field -> add(headers, field.name().spelling(), field.value()));
    add(headers, "X-Cache-Key", key);
    told.put("body", new String(body, StandardCharsets.UTF_8));
    told.put("body_len", body.length);
    told.put("timestamp", entry.storedAt() / 1000);
    told.put("ttl", entry.freshSeconds());
    return Answer.of(200, "application/json; charset=utf-8", MAPPER.writeValueAsBytes(told));
  }

  /// A name that is there already gets an array of all.
  private static void add(ObjectNode headers, String name, @Nullable String value) {
    JsonNode known = headers.get(name);
    if (known instanceof ArrayNode several) {
      several.add(value);
    } else if (known != null) {
      headers.putArray(name).add(known).add(value);
    } else if (value != null) {
      headers.put(name, value);
    }
  }
}
