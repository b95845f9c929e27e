package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.inspect.openapi.Operation.RequestBody;
import gatehouse.plugin.inspect.openapi.Operation.SecurityNeed;
import gatehouse.plugin.inspect.schema.Draft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes a [Specification] of a document.
final class SpecReader {
  static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  private static final int MOST_OPERATIONS = 20_000;

  private final Document document;
  private final SpecFaults faults;
  private final ObjectNode root;
  private final References references;
  private final SpecParts parts;
  private final Specification.Reading reading;
  private final PathTree paths = new PathTree();
  private final Map<String, String> outlines = new HashMap<>();
  private final Map<String, SecurityNeed> schemes = new LinkedHashMap<>();
  private int operations;

  private SpecReader(
      Document document,
      ObjectNode root,
      Draft draft,
      Specification.Reading reading,
      SpecFaults faults) {
    this.document = document;
    this.root = root;
    this.reading = reading;
    this.faults = faults;
    this.references = new References(root);
    this.parts = new SpecParts(document, root, draft, faults);
  }

  /// Reads a document of any of the versions; null where its version is not known.
  static @Nullable Specification read(
      Document document, ObjectNode root, Specification.Reading reading, SpecFaults faults) {
    String two = root.path("swagger").asString("");
    String three = root.path("openapi").asString("");
    if (two.startsWith("2.")) {
      ObjectNode converted = new SwaggerTwo(document, root, faults).converted();
      return new SpecReader(document, converted, Draft.OPENAPI_3_0, reading, faults).read("2.0");
    }
    if (three.startsWith("3.0")) {
      return new SpecReader(document, root, Draft.OPENAPI_3_0, reading, faults).read("3.0");
    }
    if (three.startsWith("3.1")) {
      return new SpecReader(document, root, Draft.OPENAPI_3_1, reading, faults).read("3.1");
    }
    faults.add(
        document.place(root, three.isEmpty() ? "swagger" : "openapi"),
        "expected swagger: \"2.0\", or openapi: 3.0 or 3.1");
    return null;
  }

  private Specification read(String dialect) {
    schemes();
    List<PathItem> items = new ArrayList<>();
    List<String> servers = servers(root, List.of("/"));
    JsonNode described = root.path("paths");
    if (!described.isObject()) {
      faults.add(document.place(root, "paths"), "expected paths");
    }
    for (Map.Entry<String, JsonNode> path : described.properties()) {
      if (!path.getKey().startsWith("x-")) {
        item(path.getKey(), path.getValue(), described, servers, items);
      }
    }
    return new Specification(
        root.path("info").path("title").asString(""),
        root.path("info").path("version").asString(""),
        dialect,
        servers,
        List.copyOf(items),
        paths,
        credentials("header"),
        credentials("query"),
        !root.has(Document.FILES));
  }

  private Set<String> credentials(String in) {
    Set<String> names =
        schemes.values().stream()
            .filter(s -> s.type().equals("apiKey") && s.in().equals(in))
            .map(s -> in.equals("header") ? s.detail().toLowerCase(Locale.ROOT) : s.detail())
            .collect(Collectors.toCollection(HashSet::new));
    return Set.copyOf(names);
  }

  // ---- servers

  /// The addresses that something has, or those of what it is in.
  private List<String> servers(JsonNode owner, List<String> inherited) {
    JsonNode listed = owner.path("servers");
    if (!listed.isArray() || listed.isEmpty()) {
      return inherited;
    }
    List<String> urls = new ArrayList<>();
    for (JsonNode server : listed) {
      String url = server.path("url").asString("/");
      for (Map.Entry<String, JsonNode> variable : server.path("variables").properties()) {
        String value = variable.getValue().path("default").asString("");
        url = url.replace("{" + variable.getKey() + "}", value);
      }
      if (url.indexOf('{') >= 0) {
        faults.add(document.place(server, "url"), "has a variable without a default");
      } else if (!urls.contains(url)) {
        urls.add(url);
      }
    }
    return List.copyOf(urls);
  }

  /// The paths of addresses, without a slash at the end.
  private List<String> bases(List<String> servers) {
    String given = reading.basePath();
    if (given != null) {
      return List.of(trimmed(given));
    }
    return servers.stream().map(SpecReader::path).distinct().toList();
  }

  private static String path(String url) {
    int authority = url.indexOf("://");
    String rest = url;
    if (authority >= 0) {
      int slash = url.indexOf('/', authority + 3);
      rest = slash < 0 ? "" : url.substring(slash);
    }
    int end = rest.indexOf('?');
    return trimmed(end < 0 ? rest : rest.substring(0, end));
  }

  private static String trimmed(String path) {
    String text = path;
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.isEmpty() || text.startsWith("/") ? text : "/" + text;
  }

  // ---- paths and operations

  private void item(
      String path, JsonNode node, JsonNode described, List<String> servers, List<PathItem> items) {
    References.Target target = references.follow(node, "/paths" + References.step(path));
    if (target == null || !path.startsWith("/")) {
      String why = target == null ? "expected a path item" : "a path begins with a slash";
      faults.add(document.place(described, path), why);
      return;
    }
    List<String> own = servers(target.object(), servers);
    Map<String, Operation> found = new LinkedHashMap<>();
    PathItem item = new PathItem(path, found);
    Set<String> bases = new HashSet<>();
    for (Map.Entry<String, JsonNode> member : target.object().properties()) {
      if (METHODS.contains(member.getKey())
          && member.getValue() instanceof ObjectNode operation
          && ++operations <= MOST_OPERATIONS) {
        String method = member.getKey().toUpperCase(Locale.ROOT);
        String pointer = target.pointer() + "/" + member.getKey();
        List<String> at = bases(servers(operation, own));
        bases.addAll(at);
        found.put(method, operation(method, path, at, target, operation, pointer));
      }
    }
    if (operations > MOST_OPERATIONS) {
      faults.add(document.place(described, path), "more than " + MOST_OPERATIONS + " operations");
      return;
    }
    items.add(item);
    bases.forEach(base -> place(base, path, item, described));
  }

  private void place(String base, String path, PathItem item, JsonNode described) {
    PathTemplate template = PathTemplate.of(base, path);
    if (template == null) {
      faults.add(document.place(described, path), "the braces of the path do not fit");
      return;
    }
    String outline =
        template.segments().stream()
            .map(PathTemplate.Segment::outline)
            .collect(Collectors.joining("/"));
    String same = outlines.putIfAbsent(outline, path);
    if (same != null) {
      faults.add(document.place(described, path), "is the same path as " + same);
      return;
    }
    Set<String> names = new HashSet<>(template.names());
    for (Operation operation : item.operations().values()) {
      for (ParameterCheck check : operation.parameters()) {
        boolean inPath = check.parameter().place() == gatehouse.plugin.inspect.parameter.Place.PATH;
        if (inPath && !names.contains(check.parameter().name())) {
          faults.add(
              document.place(described, path),
              "has no {" + check.parameter().name() + "}, which " + operation.method() + " takes");
        }
      }
    }
    paths.add(template, item);
  }

  private Operation operation(
      String method,
      String path,
      List<String> bases,
      References.Target item,
      ObjectNode operation,
      String pointer) {
    Map<String, ParameterCheck> parameters = new LinkedHashMap<>();
    parts.parameters(item.object(), item.pointer(), parameters);
    parts.parameters(operation, pointer, parameters);
    List<String> tags = new ArrayList<>();
    operation.path("tags").forEach(tag -> tags.add(tag.asString("")));
    JsonNode id = operation.path("operationId");
    return new Operation(
        method,
        path,
        bases,
        id.isString() ? id.stringValue() : null,
        List.copyOf(tags),
        List.copyOf(parameters.values()),
        body(operation, pointer),
        responses(operation, pointer),
        security(operation));
  }

  private @Nullable RequestBody body(ObjectNode operation, String pointer) {
    if (!operation.has("requestBody")) {
      return null;
    }
    References.Target body =
        references.follow(operation.get("requestBody"), pointer + "/requestBody");
    if (body == null) {
      faults.add(document.place(operation, "requestBody"), "expected a request body");
      return null;
    }
    return new RequestBody(
        body.object().path("required").asBoolean(false),
        parts.content(body.object(), body.pointer()));
  }

  private Responses responses(ObjectNode operation, String pointer) {
    Map<String, Content> found = new HashMap<>();
    JsonNode all = operation.path("responses");
    for (Map.Entry<String, JsonNode> one : all.properties()) {
      if (one.getKey().startsWith("x-")) {
        continue;
      }
      References.Target response =
          references.follow(one.getValue(), pointer + "/responses" + References.step(one.getKey()));
      if (response == null) {
        faults.add(document.place(all, one.getKey()), "expected a response");
      } else {
        String status = one.getKey();
        found.put(
            status.equals("default") ? status : status.toUpperCase(Locale.ROOT),
            parts.content(response.object(), response.pointer()));
      }
    }
    return new Responses(Map.copyOf(found));
  }

  // ---- security

  private void schemes() {
    JsonNode all = root.path("components").path("securitySchemes");
    for (Map.Entry<String, JsonNode> one : all.properties()) {
      References.Target target = references.follow(one.getValue(), "");
      if (target == null) {
        faults.add(document.place(all, one.getKey()), "expected a security scheme");
        continue;
      }
      ObjectNode scheme = target.object();
      String type = scheme.path("type").asString("");
      String detail =
          type.equals("http")
              ? scheme.path("scheme").asString("").toLowerCase(Locale.ROOT)
              : scheme.path("name").asString("");
      String in = scheme.path("in").asString("");
      schemes.put(one.getKey(), new SecurityNeed(one.getKey(), type, detail, in, List.of()));
    }
  }

  /// An empty alternative lets anyone in, as if nothing were asked for.
  private List<List<SecurityNeed>> security(ObjectNode operation) {
    ObjectNode owner = operation.has("security") ? operation : root;
    List<List<SecurityNeed>> alternatives = new ArrayList<>();
    for (JsonNode alternative : owner.path("security")) {
      List<SecurityNeed> needs = new ArrayList<>();
      for (Map.Entry<String, JsonNode> need : alternative.properties()) {
        SecurityNeed scheme = schemes.get(need.getKey());
        if (scheme == null) {
          faults.add(document.place(owner, "security"), "no security scheme " + need.getKey());
          continue;
        }
        List<String> scopes = new ArrayList<>();
        need.getValue().forEach(scope -> scopes.add(scope.asString("")));
        needs.add(
            new SecurityNeed(scheme.scheme(), scheme.type(), scheme.detail(), scheme.in(), scopes));
      }
      if (needs.isEmpty()) {
        return List.of();
      }
      alternatives.add(List.copyOf(needs));
    }
    return List.copyOf(alternatives);
  }
}
