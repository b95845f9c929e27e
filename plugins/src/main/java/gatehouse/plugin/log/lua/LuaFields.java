package gatehouse.plugin.log.lua;

import gatehouse.spi.schema.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.Prototype;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `custom_fields_by_lua`: members of the log record that Lua chunks make. A chunk that fails or
/// uses too much leaves its member out and says so in Gatehouse's own log.
///
/// Chunks run where the JVM tells how much memory and time they take.
public final class LuaFields implements UnaryOperator<byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(LuaFields.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final List<Field> fields = new ArrayList<>();
  private final Executor measured;

  private record Field(List<String> path, Prototype chunk) {}

  /// @param chunks by the name of the member; checked by [#check] before
  /// @param measured see [gatehouse.spi.Workshop#measured]
  public LuaFields(Map<String, String> chunks, Executor measured) {
    this.measured = measured;
    Sandbox.shareTextMethods();
    chunks.forEach(
        (name, chunk) -> fields.add(new Field(path(name), Sandbox.compile(chunk, name))));
  }

  /// Reports what is wrong with chunks.
  ///
  /// @param chunks null for none
  public static void check(@Nullable Map<String, String> chunks, Check check) {
    check("custom_fields_by_lua", chunks, check);
  }

  /// Reports what is wrong with chunks of another field.
  public static void check(String field, @Nullable Map<String, String> chunks, Check check) {
    if (chunks == null) {
      return;
    }
    chunks.forEach((name, chunk) -> {
      String complaint = complaint(name, chunk);
      if (complaint != null) {
        check.fault(field + "." + name, complaint);
      }
    });
  }

  private static @Nullable String complaint(String name, String chunk) {
    if (path(name).stream().anyMatch(String::isEmpty)) {
      return "a part of the name is empty";
    }
    try {
      Sandbox.compile(chunk, name);
    } catch (LuaError e) {
      return "not valid Lua: " + e.getMessage();
    }
    return Vocabulary.complaint(chunk);
  }

  /// Dots nest, `\.` is a dot.
  private static List<String> path(String name) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '\\' && i + 1 < name.length() && name.charAt(i + 1) == '.') {
        part.append('.');
        i++;
      } else if (c == '.') {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  /// A record with the members added. Blocks: for use off the event loops only.
  @Override
  public byte[] apply(byte[] entry) {
    try {
      return CompletableFuture.supplyAsync(() -> edited(entry), measured).get();
    } catch (ExecutionException e) {
      LOG.error("custom_fields_by_lua failed", e.getCause());
      return entry;
    } catch (InterruptedException _) {
      return entry;
    }
  }

  private byte[] edited(byte[] entry) {
    ObjectNode edited;
    try {
      edited = (ObjectNode) JSON.readTree(entry);
    } catch (JacksonException e) {
      LOG.error("a log record can't be read back", e);
      return entry;
    }
    JsonNode original = edited.deepCopy();
    for (Field field : fields) {
      try {
        put(edited, field.path, LuaJson.toJson(Sandbox.run(field.chunk, original)));
      } catch (LuaError | Limits.Exhausted e) {
        LOG.warn("custom_fields_by_lua.{}: {}", String.join(".", field.path), e.getMessage());
      }
    }
    return JSON.writeValueAsBytes(edited);
  }

  private static void put(ObjectNode record, List<String> path, @Nullable JsonNode value) {
    ObjectNode at = record;
    for (String part : path.subList(0, path.size() - 1)) {
      JsonNode next = at.get(part);
      if (!(next instanceof ObjectNode)) {
        if (value == null) {
          return;
        }
        next = at.putObject(part);
      }
      at = (ObjectNode) next;
    }
    if (value == null) {
      at.remove(path.getLast());
    } else {
      at.set(path.getLast(), value);
    }
  }
}
