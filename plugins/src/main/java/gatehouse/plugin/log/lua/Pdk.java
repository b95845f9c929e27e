package gatehouse.plugin.log.lua;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.OneArgFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The functions of Kong's plugin development kit that only read, over the record of a request.
/// They see what the log sees: what is masked there is masked here.
final class Pdk {
  private interface Reader {
    @Nullable JsonNode read(JsonNode entry, String argument);
  }

  private static final Map<String, Reader> READERS = new TreeMap<>();

  static {
    at("request.get_id", "/request/id");
    at("request.get_method", "/request/method");
    at("request.get_path_with_query", "/request/uri");
    at("request.get_query", "/request/querystring");
    at("request.get_headers", "/request/headers");
    at("response.get_status", "/response/status");
    at("response.get_headers", "/response/headers");
    at("client.get_ip", "/client_ip");
    at("client.get_forwarded_ip", "/client_ip");
    at("client.get_consumer", "/consumer");
    at("client.get_credential", "/authenticated_entity");
    at("router.get_route", "/route");
    at("router.get_service", "/service");
    at("log.serialize", "");
    READERS.put("request.get_scheme", (e, _) -> LuaJson.text(uri(e)[0]));
    READERS.put("request.get_host", (e, _) -> LuaJson.text(uri(e)[1]));
    READERS.put(
        "request.get_port",
        (e, _) -> JsonNodeFactory.instance.numberNode(Integer.parseInt(uri(e)[2])));
    READERS.put("request.get_path", (e, _) -> LuaJson.text(path(e)));
    READERS.put("request.get_raw_path", (e, _) -> LuaJson.text(path(e)));
    READERS.put("request.get_raw_query", (e, _) -> LuaJson.text(query(e)));
    READERS.put(
        "request.get_query_arg", (e, name) -> first(e.at("/request/querystring").get(name)));
    READERS.put(
        "request.get_header",
        (e, name) -> first(e.at("/request/headers").get(name.toLowerCase(Locale.ROOT))));
    READERS.put(
        "response.get_header",
        (e, name) -> first(e.at("/response/headers").get(name.toLowerCase(Locale.ROOT))));
    READERS.put(
        "response.get_source",
        (e, _) -> LuaJson.text(e.at("/source").asString().equals("upstream") ? "service" : "exit"));
  }

  private Pdk() {}

  private static void at(String name, String pointer) {
    READERS.put(name, (entry, _) -> entry.at(pointer));
  }

  /// Whether a dotted name is a function, or leads to one.
  static boolean isKnown(String dotted) {
    if (dotted.equals("kong")) {
      return true;
    }
    String name = dotted.substring("kong.".length());
    return READERS.containsKey(name)
        || READERS.keySet().stream().anyMatch(known -> known.startsWith(name + "."));
  }

  /// The table `kong` for one record.
  static LuaTable over(JsonNode entry) {
    Map<String, LuaTable> spaces = new LinkedHashMap<>();
    READERS.forEach((name, reader) -> {
      int dot = name.indexOf('.');
      spaces
          .computeIfAbsent(name.substring(0, dot), _ -> new LuaTable())
          .set(
              name.substring(dot + 1),
              new OneArgFunction() {
                @Override
                public LuaValue call(LuaValue argument) {
                  return LuaJson.toLua(reader.read(entry, argument.optjstring("")));
                }
              });
    });
    LuaTable kong = new LuaTable();
    spaces.forEach(kong::set);
    return kong;
  }

  private static @Nullable JsonNode first(@Nullable JsonNode value) {
    return value != null && value.isArray() && !value.isEmpty() ? value.get(0) : value;
  }

  /// Scheme, host and port.
  private static String[] uri(JsonNode entry) {
    String url = entry.at("/request/url").asString();
    int scheme = url.indexOf("://");
    int slash = url.indexOf('/', scheme + 3);
    String authority = url.substring(scheme + 3, slash < 0 ? url.length() : slash);
    int colon = authority.lastIndexOf(':');
    return new String[] {
      url.substring(0, scheme), authority.substring(0, colon), authority.substring(colon + 1)
    };
  }

  private static String path(JsonNode entry) {
    String uri = entry.at("/request/uri").asString();
    int question = uri.indexOf('?');
    return question < 0 ? uri : uri.substring(0, question);
  }

  private static String query(JsonNode entry) {
    String uri = entry.at("/request/uri").asString();
    int question = uri.indexOf('?');
    return question < 0 ? "" : uri.substring(question + 1);
  }
}
