package gatehouse.plugin.inspect.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes a Swagger 2.0 document as one of OpenAPI 3.0, so that only one form has to be understood.
/// Objects keep their places.
final class SwaggerTwo {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;
  private static final List<String> JSON = List.of("application/json");

  /// What a parameter has in Swagger 2.0 that belongs to its schema in OpenAPI 3.
  private static final Set<String> SCHEMA_KEYS =
      Set.of(
          "type",
          "format",
          "items",
          "default",
          "maximum",
          "exclusiveMaximum",
          "minimum",
          "exclusiveMinimum",
          "maxLength",
          "minLength",
          "pattern",
          "maxItems",
          "minItems",
          "uniqueItems",
          "enum",
          "multipleOf");

  private static final Map<String, String> MOVED =
      Map.of(
          "#/definitions/", "#/components/schemas/",
          "#/parameters/", "#/components/parameters/",
          "#/responses/", "#/components/responses/");

  private final Document document;
  private final SpecFaults faults;
  private final ObjectNode old;
  private final References references;

  SwaggerTwo(Document document, ObjectNode old, SpecFaults faults) {
    this.document = document;
    this.old = old;
    this.faults = faults;
    this.references = new References(old);
  }

  /// The document in its new form; the old one is used up.
  ObjectNode converted() {
    ObjectNode made = MAKE.objectNode();
    document.placed(made, old);
    made.put("openapi", "3.0.3");
    made.set("info", old.path("info"));
    servers(made);
    for (String kept : new String[] {"security", "tags", "x-gatehouse-files"}) {
      if (old.has(kept)) {
        made.set(kept, old.get(kept));
      }
    }
    ObjectNode paths = made.putObject("paths");
    document.placed(paths, old.path("paths"));
    for (Map.Entry<String, JsonNode> path : old.path("paths").properties()) {
      References.Target item = references.follow(path.getValue(), "");
      if (item != null) {
        paths.set(path.getKey(), item(item.object()));
      } else if (!path.getKey().startsWith("x-")) {
        paths.set(path.getKey(), path.getValue());
      }
    }
    components(made.putObject("components"));
    rewrite(made, 0);
    return made;
  }

  private void servers(ObjectNode made) {
    String given = old.path("basePath").asString("/");
    String base = given.startsWith("/") ? given : "/" + given;
    String host = old.path("host").asString("");
    ArrayNode servers = made.putArray("servers");
    if (host.isEmpty()) {
      servers.addObject().put("url", base);
      return;
    }
    JsonNode schemes = old.path("schemes");
    String scheme = schemes.path(0).asString("https");
    servers.addObject().put("url", scheme + "://" + host + base);
  }

  private void components(ObjectNode components) {
    components.set(
        "schemas", old.path("definitions").isObject() ? old.get("definitions") : MAKE.objectNode());
    ObjectNode parameters = components.putObject("parameters");
    for (Map.Entry<String, JsonNode> one : old.path("parameters").properties()) {
      if (one.getValue() instanceof ObjectNode parameter && !isBody(parameter)) {
        parameters.set(one.getKey(), parameter(parameter));
      }
    }
    ObjectNode responses = components.putObject("responses");
    for (Map.Entry<String, JsonNode> one : old.path("responses").properties()) {
      if (one.getValue() instanceof ObjectNode response) {
        responses.set(one.getKey(), response(response, types(old.get("produces"), old)));
      }
    }
    ObjectNode schemes = components.putObject("securitySchemes");
    for (Map.Entry<String, JsonNode> one : old.path("securityDefinitions").properties()) {
      if (one.getValue() instanceof ObjectNode scheme) {
        if (scheme.path("type").asString("").equals("basic")) {
          scheme.put("type", "http").put("scheme", "basic");
        }
        schemes.set(one.getKey(), scheme);
      }
    }
  }

  private ObjectNode item(ObjectNode item) {
    ObjectNode made = MAKE.objectNode();
    document.placed(made, item);
    List<ObjectNode> shared = parameters(item);
    for (Map.Entry<String, JsonNode> member : item.properties()) {
      if (SpecReader.METHODS.contains(member.getKey())
          && member.getValue() instanceof ObjectNode operation) {
        made.set(member.getKey(), operation(operation, shared));
      }
    }
    return made;
  }

  private ObjectNode operation(ObjectNode operation, List<ObjectNode> shared) {
    ObjectNode made = MAKE.objectNode();
    document.placed(made, operation);
    for (String kept : new String[] {"operationId", "tags", "security", "summary", "deprecated"}) {
      if (operation.has(kept)) {
        made.set(kept, operation.get(kept));
      }
    }
    List<ObjectNode> all = new ArrayList<>(shared);
    for (ObjectNode own : parameters(operation)) {
      all.removeIf(other -> isSame(own, other));
      all.add(own);
    }
    ArrayNode parameters = made.putArray("parameters");
    List<ObjectNode> fields = new ArrayList<>();
    for (ObjectNode parameter : all) {
      switch (parameter.path("in").asString("")) {
        case "body" -> body(made, parameter, types(operation.get("consumes"), old.get("consumes")));
        case "formData" -> fields.add(parameter);
        default -> parameters.add(parameter(parameter));
      }
    }
    if (!fields.isEmpty()) {
      form(made, fields, types(operation.get("consumes"), old.get("consumes")));
    }
    ObjectNode responses = made.putObject("responses");
    document.placed(responses, operation.path("responses"));
    List<String> produced = types(operation.get("produces"), old.get("produces"));
    for (Map.Entry<String, JsonNode> one : operation.path("responses").properties()) {
      if (one.getValue() instanceof ObjectNode response) {
        responses.set(one.getKey(), response(response, produced));
      }
    }
    return made;
  }

  private static boolean isSame(ObjectNode one, ObjectNode other) {
    return one.path("name").equals(other.path("name")) && one.path("in").equals(other.path("in"));
  }

  /// The parameters of a path or an operation, references followed: those to a body would lead
  /// nowhere afterwards.
  private List<ObjectNode> parameters(ObjectNode owner) {
    List<ObjectNode> found = new ArrayList<>();
    for (JsonNode one : owner.path("parameters")) {
      References.Target target = references.follow(one, "");
      if (target == null) {
        faults.add(document.place(owner, "parameters"), "refers to a parameter that is not there");
      } else {
        found.add(target.object());
      }
    }
    return found;
  }

  private static boolean isBody(ObjectNode parameter) {
    String in = parameter.path("in").asString("");
    return in.equals("body") || in.equals("formData");
  }

  private static List<String> types(JsonNode own, JsonNode shared) {
    JsonNode chosen = own != null && own.isArray() ? own : shared;
    List<String> types = new ArrayList<>();
    if (chosen != null && chosen.isArray()) {
      chosen.forEach(type -> types.add(type.asString("")));
    }
    return types.isEmpty() ? JSON : types;
  }

  private ObjectNode parameter(ObjectNode parameter) {
    ObjectNode made = MAKE.objectNode();
    document.placed(made, parameter);
    for (String kept : new String[] {"name", "in", "required", "allowEmptyValue"}) {
      if (parameter.has(kept)) {
        made.set(kept, parameter.get(kept));
      }
    }
    made.set("schema", schema(parameter));
    style(made, parameter, parameter.path("in").asString("").equals("query"));
    return made;
  }

  private void style(ObjectNode made, ObjectNode parameter, boolean isForm) {
    String format = parameter.path("collectionFormat").asString("csv");
    switch (format) {
      case "csv" -> made.put("style", isForm ? "form" : "simple").put("explode", false);
      case "multi" -> made.put("style", "form").put("explode", true);
      case "ssv" -> made.put("style", "spaceDelimited").put("explode", false);
      case "pipes" -> made.put("style", "pipeDelimited").put("explode", false);
      default ->
          faults.add(
              document.place(parameter, "collectionFormat"),
              "collectionFormat " + format + " is not supported");
    }
  }

  private ObjectNode schema(ObjectNode parameter) {
    ObjectNode schema = MAKE.objectNode();
    document.placed(schema, parameter);
    for (Map.Entry<String, JsonNode> member : parameter.properties()) {
      if (SCHEMA_KEYS.contains(member.getKey())) {
        schema.set(member.getKey(), member.getValue());
      }
    }
    return schema;
  }

  private void body(ObjectNode operation, ObjectNode parameter, List<String> types) {
    ObjectNode body = operation.putObject("requestBody");
    document.placed(body, parameter);
    body.set("required", MAKE.booleanNode(parameter.path("required").asBoolean(false)));
    content(body, parameter.get("schema"), types);
  }

  private void form(ObjectNode operation, List<ObjectNode> fields, List<String> types) {
    ObjectNode body = operation.putObject("requestBody");
    document.placed(body, fields.getFirst());
    ObjectNode schema = MAKE.objectNode();
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ObjectNode encoding = MAKE.objectNode();
    ArrayNode required = MAKE.arrayNode();
    for (ObjectNode field : fields) {
      String name = field.path("name").asString("");
      properties.set(name, schema(field));
      if (field.path("type").asString("").equals("array")) {
        style(encoding.putObject(name), field, true);
      }
      if (field.path("required").asBoolean(false)) {
        required.add(name);
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
      body.put("required", true);
    }
    boolean isForm = types.stream().anyMatch(type -> type.contains("form"));
    content(
        body,
        schema,
        isForm ? types : List.of("application/x-www-form-urlencoded", "multipart/form-data"));
    body.path("content").forEach(media -> ((ObjectNode) media).set("encoding", encoding));
  }

  private ObjectNode response(ObjectNode response, List<String> types) {
    ObjectNode made = MAKE.objectNode();
    document.placed(made, response);
    String ref = response.path("$ref").asString("");
    if (ref.startsWith("#/responses/")) {
      made.put("$ref", ref);
    } else if (response.has("$ref")) {
      // Of another file, which is not rewritten by itself.
      References.Target meant = references.follow(response, "");
      return meant == null ? response : response(meant.object(), types);
    } else if (response.has("schema")) {
      content(made, response.get("schema"), types);
    }
    return made;
  }

  private void content(ObjectNode owner, JsonNode schema, List<String> types) {
    ObjectNode content = owner.putObject("content");
    document.placed(content, owner);
    for (String type : types) {
      ObjectNode media = content.putObject(type);
      document.placed(media, owner);
      if (schema != null) {
        media.set("schema", schema);
      }
    }
  }

  /// References to where things are now, and types that JSON Schema does not know.
  private void rewrite(JsonNode node, int depth) {
    if (depth > 200) {
      return;
    }
    if (node instanceof ObjectNode object) {
      JsonNode ref = object.get("$ref");
      if (ref != null && ref.isString()) {
        for (Map.Entry<String, String> moved : MOVED.entrySet()) {
          if (ref.stringValue().startsWith(moved.getKey())) {
            String rest = ref.stringValue().substring(moved.getKey().length());
            object.put("$ref", moved.getValue() + rest);
          }
        }
      }
      if (object.path("type").asString("").equals("file")) {
        object.put("type", "string").put("format", "binary");
      }
      if (object.path("x-nullable").asBoolean(false)) {
        object.put("nullable", true);
      }
      if (object.path("discriminator").isString()) {
        object.remove("discriminator");
      }
    }
    node.forEach(child -> rewrite(child, depth + 1));
  }
}
