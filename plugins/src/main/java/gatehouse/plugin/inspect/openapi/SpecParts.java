package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.inspect.FieldValue;
import gatehouse.plugin.inspect.MediaRange;
import gatehouse.plugin.inspect.parameter.FormReader;
import gatehouse.plugin.inspect.parameter.Parameter;
import gatehouse.plugin.inspect.parameter.Place;
import gatehouse.plugin.inspect.parameter.Style;
import gatehouse.plugin.inspect.schema.Draft;
import gatehouse.plugin.inspect.schema.JsonSchema;
import gatehouse.plugin.inspect.schema.SchemaDocument;
import gatehouse.plugin.inspect.schema.SchemaFault;
import gatehouse.spi.HeaderName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads what operations are made of: parameters, contents, schemas. What several of them share is
/// made once.
final class SpecParts {
  /// Their meaning is HTTP's own (OpenAPI 3.1, section 4.8.12.1).
  private static final Set<String> NO_PARAMETERS =
      Set.of("accept", "content-type", "authorization");

  private static final JsonNode ANYTHING = JsonNodeFactory.instance.objectNode();

  private final Document document;
  private final SpecFaults faults;
  private final References references;
  private final ObjectNode root;
  private final SchemaDocument schemas;
  private final Map<String, @Nullable JsonSchema> compiled = new HashMap<>();
  private final Map<String, ParameterCheck> parameters = new HashMap<>();
  private final Map<String, Content> contents = new HashMap<>();

  SpecParts(Document document, ObjectNode root, Draft draft, SpecFaults faults) {
    this.document = document;
    this.root = root;
    this.faults = faults;
    this.references = new References(root);
    this.schemas = SchemaDocument.of(root, draft);
  }

  // ---- parameters

  /// Adds the parameters of a path or an operation; they replace those of the same name and place.
  void parameters(ObjectNode owner, String pointer, Map<String, ParameterCheck> into) {
    JsonNode listed = owner.path("parameters");
    for (int i = 0; i < listed.size(); i++) {
      References.Target target = references.follow(listed.get(i), pointer + "/parameters/" + i);
      if (target == null) {
        faults.add(document.place(listed), "expected a parameter");
        continue;
      }
      ObjectNode node = target.object();
      String in = node.path("in").asString("");
      String name = node.path("name").asString("");
      boolean isHttps =
          in.equals("header") && NO_PARAMETERS.contains(name.toLowerCase(Locale.ROOT));
      ParameterCheck check = isHttps ? null : parameter(node, target.pointer());
      if (check != null) {
        into.put(in + " " + name, check);
      }
    }
  }

  private @Nullable ParameterCheck parameter(ObjectNode node, String pointer) {
    ParameterCheck known = parameters.get(pointer);
    if (known == null) {
      known = made(node, pointer);
      if (known != null) {
        parameters.put(pointer, known);
      }
    }
    return known;
  }

  private @Nullable ParameterCheck made(ObjectNode node, String pointer) {
    Place place = place(node);
    String name = node.path("name").asString("");
    if (place == null || name.isEmpty() || place == Place.HEADER && !HeaderName.isToken(name)) {
      faults.add(document.place(node), "expected a parameter with name and in");
      return null;
    }
    boolean required = node.path("required").asBoolean(false) || place == Place.PATH;
    boolean mayBeEmpty = node.path("allowEmptyValue").asBoolean(false) && place == Place.QUERY;
    Map.Entry<String, JsonNode> content =
        node.path("content").properties().stream().findFirst().orElse(null);
    if (content != null) {
      boolean isJson =
          Content.Kind.of(content.getKey().toLowerCase(Locale.ROOT)) == Content.Kind.JSON;
      String at = pointer + "/content" + References.step(content.getKey()) + "/schema";
      JsonSchema schema =
          isJson && content.getValue().has("schema") ? schema(content.getValue(), at) : null;
      Style style = Style.usual(place);
      Parameter parameter = new Parameter(place, name, style, false, ANYTHING, references::at);
      return new ParameterCheck(parameter, required, mayBeEmpty, schema, isJson);
    }
    Style style =
        node.has("style")
            ? Style.named(node.path("style").asString("")).orElse(null)
            : Style.usual(place);
    if (style == null || !style.fits(place)) {
      faults.add(
          document.place(node, "style"), "is no style of a parameter in the " + place.text());
      return null;
    }
    boolean explode = node.path("explode").asBoolean(style.explodesUsually());
    JsonNode schema = node.path("schema");
    Parameter parameter =
        new Parameter(
            place,
            name,
            style,
            explode,
            schema.isMissingNode() ? ANYTHING : schema,
            references::at);
    return new ParameterCheck(
        parameter,
        required,
        mayBeEmpty,
        schema.isMissingNode() ? null : schema(node, pointer + "/schema"),
        false);
  }

  private static @Nullable Place place(ObjectNode node) {
    return switch (node.path("in").asString("")) {
      case "query" -> Place.QUERY;
      case "header" -> Place.HEADER;
      case "path" -> Place.PATH;
      case "cookie" -> Place.COOKIE;
      default -> null;
    };
  }

  // ---- bodies

  /// The content of a request body or a response.
  Content content(ObjectNode owner, String pointer) {
    Content known = contents.get(pointer);
    if (known != null) {
      return known;
    }
    List<Content.Media> media = new ArrayList<>();
    JsonNode listed = owner.path("content");
    for (Map.Entry<String, JsonNode> one : listed.properties()) {
      FieldValue type = FieldValue.parse(one.getKey());
      MediaRange range = type == null ? null : MediaRange.parse(type.value());
      if (type == null || range == null) {
        faults.add(document.place(listed, one.getKey()), "is no media type");
        continue;
      }
      String at = pointer + "/content" + References.step(one.getKey()) + "/schema";
      media.add(media(range, type.parameters(), one.getValue(), at));
    }
    Content made = media.isEmpty() ? Content.NONE : Content.of(media);
    contents.put(pointer, made);
    return made;
  }

  private Content.Media media(
      MediaRange range, Map<String, String> parameters, JsonNode node, String pointer) {
    boolean mayBeJson =
        range.covers("application/json")
            || range.subtype().endsWith("json")
            || range.subtype().equals("*");
    boolean mayBeForm = range.covers("application/x-www-form-urlencoded");
    boolean mayBeParts = range.covers("multipart/form-data");
    if (!node.has("schema") || !mayBeJson && !mayBeForm && !mayBeParts) {
      return new Content.Media(range, parameters, null, null);
    }
    JsonNode encoding = mayBeForm && !mayBeParts ? node.path("encoding") : ANYTHING;
    return new Content.Media(
        range,
        parameters,
        schema(node, pointer),
        mayBeForm || mayBeParts
            ? new FormReader(node.get("schema"), encoding, references::at)
            : null);
  }

  // ---- schemas

  private @Nullable JsonSchema schema(JsonNode owner, String pointer) {
    References.Target target = references.follow(owner.get("schema"), pointer);
    // A reference beside which other keywords stand means more than its target.
    String at =
        target != null && owner.get("schema").size() == 1 && owner.get("schema").has("$ref")
            ? target.pointer()
            : pointer;
    if (compiled.containsKey(at)) {
      return compiled.get(at);
    }
    JsonSchema made = null;
    try {
      made = schemas.schema(at);
    } catch (SchemaFault fault) {
      faults.add(
          document.place(nearest(fault.pointer().isEmpty() ? at : fault.pointer())),
          String.valueOf(fault.getMessage()));
    }
    compiled.put(at, made);
    return made;
  }

  /// The object or list at a place, or around it.
  private JsonNode nearest(String pointer) {
    for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
      JsonNode found = root.at(at);
      if (found.isContainer()) {
        return found;
      }
    }
    return root;
  }
}
