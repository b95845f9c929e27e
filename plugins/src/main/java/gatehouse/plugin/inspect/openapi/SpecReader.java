package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.inspect.openapi.Operation.RequestBody;
import gatehouse.plugin.inspect.openapi.Operation.SecurityNeed;
import gatehouse.plugin.inspect.schema.Draft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
  private static final int MOST_SERVERS = 100;

  private final Document document;
  private final SpecFaults faults;
  private final ObjectNode root;
  private final References references;
  private final SpecParts parts;
  private final Specification.Reading reading;
  private final PathTree paths = new PathTree();
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
      faults.add(document.place(root, "paths"), "expected paths: there is nothing to serve");
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
    Set<String> urls = new LinkedHashSet<>();
    for (JsonNode server : listed) {
      urls.addAll(addresses(server));
    }
    if (urls.size() > MOST_SERVERS) {
      faults.add(document.place(owner, "servers"), "mean more than " + MOST_SERVERS + " addresses");
    }
    return List.copyOf(urls);
  }

  /// The addresses that a server means: variables at their defaults, those of its path at each
  /// value that they may have.
  private List<String> addresses(JsonNode server) {
    List<String> urls = List.of(server.path("url").asString("/"));
    for (Map.Entry<String, JsonNode> variable : server.path("variables").properties()) {
      String name = "{" + variable.getKey() + "}";
      Set<String> values = new LinkedHashSet<>();
      values.add(variable.getValue().path("default").asString(""));
      if (urls.size() <= MOST_SERVERS && path(urls.getFirst()).contains(name)) {
        variable.getValue().path("enum").forEach(value -> values.add(value.asString("")));
      }
      urls =
          urls.stream()
              .flatMap(url -> values.stream().map(value -> url.replace(name, value)))
              .distinct()
              .toList();
    }
    if (urls.getFirst().indexOf('{') >= 0) {
      faults.add(document.place(server, "url"), "has a variable without a default");
      return List.of();
    }
    return urls;
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
    int authority = url.startsWith("//") ? 2 : url.indexOf("://") + 3;
    String rest = url;
    if (authority > 2 || url.startsWith("//")) {
      int slash = url.indexOf('/', authority);
      rest = slash < 0 ? "" : url.substring(slash);
    }
    return trimmed(rest.split("[?#]", 2)[0]);
  }

  /// Without a slash at the end, and none of several in a row.
  private static String trimmed(String path) {
    StringBuilder text = new StringBuilder();
    for (String segment : path.split("/")) {
      text.append(segment.isEmpty() ? "" : "/" + segment);
    }
    return text.toString();
  }

  // ---- paths and operations

  private void item(
      String path, JsonNode node, JsonNode described, List<String> servers, List<PathItem> items) {
    References.Target target = references.follow(node, "/paths" + References.step(path));
    String fault = PathTemplate.fault(path);
    if (target == null || fault != null) {
      faults.add(document.place(described, path), fault == null ? "expected a path item" : fault);
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

  private void place(String base, String path, PathItem whole, JsonNode described) {
    // Operations may have servers of their own.
    Map<String, Operation> here = new LinkedHashMap<>(whole.operations());
    here.values().removeIf(operation -> !operation.bases().contains(base));
    PathItem item = new PathItem(path, here);
    PathTemplate template = PathTemplate.of(base, path);
    PathItem same = paths.add(template, item);
    if (same != null) {
      faults.add(document.place(described, path), "is the same path as " + same.path());
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
      String hint =
          type.equals("http")
              ? scheme.path("bearerFormat").asString("")
              : scheme.path("openIdConnectUrl").asString("");
      schemes.put(one.getKey(), new SecurityNeed(one.getKey(), type, detail, in, hint, List.of()));
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
        needs.add(scheme.with(scopes));
      }
      if (needs.isEmpty()) {
        return List.of();
      }
      alternatives.add(List.copyOf(needs));
    }
    return List.copyOf(alternatives);
  }
}
