package gatehouse.app;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests for the operations of an OpenAPI 3 document: such as it describes, and such as it does
/// not, with what the answer has to be.
final class SampleRequests {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "patch");
  private static final Set<String> NO_PARAMETERS =
      Set.of("accept", "content-type", "authorization");

  private final JsonNode root;
  private final SampleValues values;
  private final List<Call> calls = new ArrayList<>();

  /// A request.
  ///
  /// @param what is special about it
  /// @param expected the status
  record Call(
      String operation,
      String what,
      int expected,
      String method,
      String target,
      String fields,
      String type,
      String body) {
    String text() {
      return method
          + " "
          + target
          + " HTTP/1.1\r\nHost: h\r\n"
          + fields
          + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
          + "Content-Length: "
          + body.getBytes(StandardCharsets.UTF_8).length
          + "\r\n\r\n"
          + new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
  }

  /// One request in its parts.
  private record Parts(
      String path,
      Map<String, List<String>> query,
      Map<String, String> fields,
      String type,
      String body) {
    Parts with(Map<String, List<String>> otherQuery) {
      return new Parts(path, otherQuery, fields, type, body);
    }

    Parts with(String otherType, String otherBody) {
      return new Parts(path, query, fields, otherType, otherBody);
    }
  }

  private SampleRequests(JsonNode root) {
    this.root = root;
    this.values = new SampleValues(root);
  }

  /// For at most so many operations, spread over the document.
  static List<Call> of(JsonNode root, int most) {
    SampleRequests requests = new SampleRequests(root);
    List<Runnable> all = new ArrayList<>();
    root.path("paths")
        .properties()
        .forEach(path -> {
          JsonNode item = requests.values.meant(path.getValue());
          item.properties()
              .forEach(member -> {
                if (METHODS.contains(member.getKey()) && member.getValue().isObject()) {
                  all.add(() ->
                      requests.operation(path.getKey(), item, member.getKey(), member.getValue()));
                }
              });
        });
    int step = Math.max(1, all.size() / most);
    for (int i = 0; i < all.size(); i += step) {
      all.get(i).run();
    }
    return requests.calls;
  }

  private void operation(String path, JsonNode item, String method, JsonNode operation) {
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    for (JsonNode owner : List.of(item, operation)) {
      for (JsonNode one : owner.path("parameters")) {
        JsonNode parameter = values.meant(one);
        String in = parameter.path("in").asString("");
        String name = parameter.path("name").asString("");
        if (!in.equals("header") || !NO_PARAMETERS.contains(name.toLowerCase(Locale.ROOT))) {
          parameters.put(in + " " + name, parameter);
        }
      }
    }
    Parts parts = parts(base(item, operation) + path, parameters, operation);
    if (parts == null) {
      return;
    }
    String verb = method.toUpperCase(Locale.ROOT);
    String name = verb + " " + path;
    add(name, "as described", 200, verb, parts);
    Map<String, List<String>> more = new LinkedHashMap<>(parts.query);
    more.put("gatehouse-unheard-of", List.of("gatehouse-unheard-of=1"));
    boolean isLoose =
        parameters.values().stream()
            .anyMatch(p ->
                p.path("in").asString("").equals("query")
                    && values.type(values.meant(p.path("schema"))).equals("object"));
    if (!isLoose) {
      add(name, "an argument that is not described", 400, verb, parts.with(more));
    }
    badParameters(name, verb, parts, parameters);
    badBodies(name, verb, parts, operation);
  }

  private void add(String operation, String what, int expected, String method, Parts parts) {
    String query = String.join("&", parts.query.values().stream().flatMap(List::stream).toList());
    StringBuilder fields = new StringBuilder();
    parts.fields.forEach(
        (name, value) -> fields.append(name).append(": ").append(value).append("\r\n"));
    calls.add(
        new Call(
            operation,
            what,
            expected,
            method,
            parts.path + (query.isEmpty() ? "" : "?" + query),
            fields.toString(),
            parts.type,
            parts.body));
  }

  private void badParameters(
      String name, String method, Parts parts, Map<String, JsonNode> parameters) {
    for (JsonNode parameter : parameters.values()) {
      if (!parameter.path("in").asString("").equals("query")) {
        continue;
      }
      String key = parameter.path("name").asString("");
      if (parameter.path("required").asBoolean(false)) {
        Map<String, List<String>> less = new LinkedHashMap<>(parts.query);
        less.remove(key);
        add(name, "without a required argument", 400, method, parts.with(less));
      }
      JsonNode schema = values.meant(parameter.path("schema"));
      Set<String> strict = Set.of("integer", "number", "boolean");
      boolean isPlain =
          schema.path("type").isString() && strict.contains(schema.get("type").stringValue());
      if (isPlain && !schema.has("enum") && !schema.has("anyOf") && !schema.has("oneOf")) {
        Map<String, List<String>> wrong = new LinkedHashMap<>(parts.query);
        wrong.put(key, List.of(encoded(key) + "=not-a-number"));
        add(name, "an argument of another type", 400, method, parts.with(wrong));
      }
    }
  }

  private void badBodies(String name, String method, Parts parts, JsonNode operation) {
    JsonNode body = values.meant(operation.path("requestBody"));
    if (body.isMissingNode()) {
      if (!method.equals("GET")) {
        add(
            name,
            "a body where none is described",
            400,
            method,
            parts.with("application/json", "{}"));
      }
      return;
    }
    if (body.path("required").asBoolean(false)) {
      add(name, "without a required body", 400, method, parts.with("", ""));
    }
    JsonNode content = body.path("content");
    if (content.isEmpty() || parts.type.isEmpty()) {
      return;
    }
    boolean isOpen = content.propertyNames().stream().anyMatch(type -> type.contains("*"));
    if (!isOpen) {
      add(
          name,
          "a media type that is not described",
          415,
          method,
          parts.with("application/x-unheard-of", "x"));
    }
    JsonNode media = content.path(parts.type);
    if (isJson(parts.type) && media.has("schema")) {
      add(name, "a body that is cut off", 400, method, parts.with(parts.type, "{\"a\": "));
      JsonNode schema = values.meant(media.get("schema"));
      JsonNode type = schema.path("type");
      if (type.isString()
          && !type.stringValue().equals("array")
          && !schema.path("nullable").asBoolean(false)) {
        add(name, "a body of another type", 400, method, parts.with(parts.type, "[]"));
      }
      JsonNode required = schema.path("required").path(0);
      JsonNode property = values.meant(schema.path("properties").path(required.asString("")));
      boolean isWritten = property.isObject() && !property.path("readOnly").asBoolean(false);
      if (type.asString("").equals("object") && required.isString() && isWritten) {
        add(name, "a body without a required member", 400, method, parts.with(parts.type, "{}"));
      }
    }
  }

  // ---- what is described

  private @Nullable Parts parts(
      String template, Map<String, JsonNode> parameters, JsonNode operation) {
    String path = template;
    Map<String, List<String>> query = new LinkedHashMap<>();
    Map<String, String> fields = new LinkedHashMap<>();
    for (JsonNode parameter : parameters.values()) {
      String name = parameter.path("name").asString("");
      String in = parameter.path("in").asString("");
      boolean required = parameter.path("required").asBoolean(false) || in.equals("path");
      List<String> written = written(parameter, in, name);
      if (written == null) {
        if (required) {
          return null;
        }
        continue;
      }
      switch (in) {
        case "path" -> path = path.replace("{" + name + "}", written.getFirst());
        case "query" -> query.put(name, written);
        case "header" -> fields.put(name, written.getFirst());
        case "cookie" ->
            fields.merge("Cookie", name + "=" + written.getFirst(), (a, b) -> a + "; " + b);
        default -> {}
      }
    }
    path = path.replaceAll("\\{[^}]*}", "x");
    Parts plain = new Parts(ascii(path), query, fields, "", "");
    return operation.has("requestBody") ? withBody(plain, operation) : plain;
  }

  private @Nullable Parts withBody(Parts plain, JsonNode operation) {
    JsonNode body = values.meant(operation.path("requestBody"));
    for (Map.Entry<String, JsonNode> one : body.path("content").properties()) {
      String type = one.getKey();
      if (!isJson(type) && !type.equals("application/x-www-form-urlencoded")) {
        continue;
      }
      JsonNode schema = one.getValue().path("schema");
      JsonNode value = schema.isObject() ? values.of(schema) : null;
      if (value == null) {
        continue;
      }
      if (isJson(type)) {
        return plain.with(type, value.toString());
      }
      String form = one.getValue().has("encoding") ? null : form(value);
      if (form != null) {
        return plain.with(type, form);
      }
    }
    return body.path("required").asBoolean(false) ? null : plain;
  }

  /// Flat forms only, empty ones are no body.
  private static @Nullable String form(JsonNode value) {
    List<String> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : value.properties()) {
      if (one.getValue().isContainer()) {
        return null;
      }
      fields.add(encoded(one.getKey()) + "=" + encoded(one.getValue().asString()));
    }
    return fields.isEmpty() ? null : String.join("&", fields);
  }

  private static boolean isJson(String type) {
    return type.equals("application/json") || type.endsWith("+json") && !type.contains(";");
  }

  /// How a parameter is written by its style; null if it is hard to tell.
  private @Nullable List<String> written(JsonNode parameter, String in, String name) {
    boolean isQuery = in.equals("query");
    if (parameter.has("content")) {
      JsonNode media = parameter.get("content").path("application/json");
      JsonNode value = media.has("schema") ? values.of(media.get("schema")) : null;
      return value == null || in.equals("header") || in.equals("cookie")
          ? null
          : List.of((isQuery ? encoded(name) + "=" : "") + encoded(value.toString()));
    }
    JsonNode schema = parameter.path("schema");
    JsonNode value = schema.isObject() ? values.of(schema) : null;
    if (value == null || value.isNull()) {
      return null;
    }
    String style =
        parameter.path("style").asString(isQuery || in.equals("cookie") ? "form" : "simple");
    boolean explode = parameter.path("explode").asBoolean(style.equals("form"));
    if (!value.isContainer()) {
      String text = value.asString();
      if (text.isEmpty() || in.equals("cookie") && text.contains(" ")) {
        return null;
      }
      return switch (style) {
        case "label" -> List.of("." + encoded(text));
        case "matrix" -> List.of(";" + name + "=" + encoded(text));
        default ->
            List.of(
                isQuery
                    ? encoded(name) + "=" + encoded(text)
                    : in.equals("path") ? encoded(text) : text);
      };
    }
    boolean isFlat =
        value
            .valueStream()
            .noneMatch(v ->
                v.isContainer() || v.asString().isEmpty() || v.asString().matches(".*[, |;=.].*"));
    if (!isFlat || value.isEmpty() || in.equals("cookie")) {
      return null;
    }
    return value instanceof ObjectNode object
        ? object(object, style, explode, name)
        : list(value, style, explode, isQuery, name);
  }

  private static @Nullable List<String> list(
      JsonNode value, String style, boolean explode, boolean isQuery, String name) {
    List<String> texts = value.valueStream().map(v -> encoded(v.asString())).toList();
    String key = encoded(name) + "=";
    return switch (style) {
      case "simple" -> List.of(String.join(",", texts));
      case "label" -> List.of("." + String.join(explode ? "." : ",", texts));
      case "matrix" ->
          List.of(
              explode
                  ? ";" + name + "=" + String.join(";" + name + "=", texts)
                  : ";" + name + "=" + String.join(",", texts));
      case "form" ->
          explode
              ? texts.stream().map(t -> key + t).toList()
              : List.of(key + String.join(",", texts));
      case "spaceDelimited" ->
          explode
              ? texts.stream().map(t -> key + t).toList()
              : List.of(key + String.join("%20", texts));
      case "pipeDelimited" ->
          explode
              ? texts.stream().map(t -> key + t).toList()
              : List.of(key + String.join("|", texts));
      case "deepObject" -> texts.stream().map(t -> encoded(name) + "[]=" + t).toList();
      default -> isQuery ? null : List.of(String.join(",", texts));
    };
  }

  private static @Nullable List<String> object(
      ObjectNode value, String style, boolean explode, String name) {
    List<String> pairs = new ArrayList<>();
    List<String> deep = new ArrayList<>();
    List<String> turns = new ArrayList<>();
    value
        .properties()
        .forEach(one -> {
          String text = encoded(one.getValue().asString());
          pairs.add(encoded(one.getKey()) + "=" + text);
          deep.add(encoded(name) + "[" + encoded(one.getKey()) + "]=" + text);
          turns.add(encoded(one.getKey()) + "," + text);
        });
    return switch (style) {
      case "deepObject" -> deep;
      case "form" -> explode ? pairs : List.of(encoded(name) + "=" + String.join(",", turns));
      case "simple" -> List.of(String.join(",", explode ? pairs : turns));
      default -> null;
    };
  }

  // ---- texts

  private String base(JsonNode item, JsonNode operation) {
    for (JsonNode owner : List.of(operation, item, root)) {
      JsonNode server = owner.path("servers").path(0);
      if (server.has("url")) {
        String url = server.get("url").asString("");
        for (Map.Entry<String, JsonNode> one : server.path("variables").properties()) {
          url = url.replace("{" + one.getKey() + "}", one.getValue().path("default").asString(""));
        }
        int authority = url.indexOf("://");
        int slash = url.indexOf('/', authority < 0 ? 0 : authority + 3);
        String path = slash < 0 ? "" : url.substring(slash).split("[?#]")[0];
        return path.replaceAll("/+$", "");
      }
    }
    return "";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// A path whose written-out parts may have any character.
  private static String ascii(String path) {
    StringBuilder out = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain = b > ' ' && b < 127 && "\"<>\\^`{|}".indexOf(b) < 0;
      out.append(isPlain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
    }
    return URI.create("http://h" + out).getRawPath();
  }
}
