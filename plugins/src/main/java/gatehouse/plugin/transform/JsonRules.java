package gatehouse.plugin.transform;

import gatehouse.plugin.template.Template;
import gatehouse.plugin.transform.ResponseTransformer.Config;
import gatehouse.plugin.transform.ResponseTransformer.Pair;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What is done to the members of a JSON answer. Values are made once, when the rules are read.
final class JsonRules {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final List<String> remove;
  private final List<Pair> rename;
  private final List<Value> replace;
  private final List<Value> add;
  private final List<Value> append;

  /// A member and the JSON it gets.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Value(String name, byte[] json) {}

  JsonRules(List<String> remove, List<Pair> rename, Config config) {
    this.remove = remove;
    this.rename = rename;
    this.replace = values(config.replace());
    this.add = values(config.add());
    this.append = values(config.append());
  }

  private static List<Value> values(Config.Values told) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < told.json().size(); i++) {
      String type = i < told.jsonTypes().size() ? told.jsonTypes().get(i) : "string";
      String entry = told.json().get(i);
      values.add(new Value(Entry.name(entry), json(Entry.rest(entry), type)));
    }
    return List.copyOf(values);
  }

  private static byte[] json(String value, String type) {
    return type.equals("string")
        ? JsonMembers.text(Template.bytes(value))
        : value.getBytes(StandardCharsets.UTF_8);
  }

  /// Why the value of an entry is not of the type; null if it is.
  static @Nullable String complaint(String entry, String type) {
    String value = Entry.rest(entry);
    boolean fits =
        switch (type) {
          case "number" -> isNumber(value);
          case "boolean" -> value.equals("true") || value.equals("false");
          default -> true;
        };
    return fits ? null : "'" + value + "' is no " + type;
  }

  private static boolean isNumber(String value) {
    try {
      return MAPPER.readTree(value).isNumber() && value.equals(value.strip());
    } catch (JacksonException _) {
      return false;
    }
  }

  boolean isEmpty() {
    return remove.isEmpty()
        && rename.isEmpty()
        && replace.isEmpty()
        && add.isEmpty()
        && append.isEmpty();
  }

  void apply(JsonMembers members) {
    remove.forEach(members::remove);
    for (Pair pair : rename) {
      if (members.holds(pair.name())) {
        members.rename(pair.name(), pair.value());
      }
    }
    for (Value value : replace) {
      if (members.has(value.name)) {
        members.put(value.name, value.json);
      }
    }
    for (Value value : add) {
      if (!members.has(value.name)) {
        members.put(value.name, value.json);
      }
    }
    for (Value value : append) {
      members.append(value.name, value.json);
    }
  }
}
