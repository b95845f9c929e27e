package gatehouse.control;

import gatehouse.config.Loaded;
import gatehouse.config.Schemas;
import gatehouse.control.AdminServer.Parts;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Schemas of plugins and entities, and the check of a plugin's configuration.
final class SchemaEndpoints {
  /// References that the check does not look up.
  private static final List<String> REFERENCES =
      List.of("route", "service", "consumer", "consumer_group");

  private final Parts parts;
  private final Schemas schemas;

  SchemaEndpoints(Parts parts) {
    this.parts = parts;
    this.schemas = new Schemas(parts.catalogue());
  }

  /// `GET /schemas/plugins/NAME`.
  Reply plugin(String name) {
    ObjectNode schema = schemas.plugin(name);
    return schema == null
        ? Reply.message(404, "No plugin named '" + name + "'")
        : Reply.json(200, schema);
  }

  /// `GET /schemas/ENTITY`.
  Reply entity(String list) {
    ObjectNode schema = schemas.entity(list.replace('-', '_'));
    return schema == null
        ? Reply.message(404, "No entity named '" + list + "'")
        : Reply.json(200, schema);
  }

  /// `POST /schemas/plugins/validate`: nothing is stored, references are not looked up.
  Reply validatePlugin(Request request) throws IOException {
    ObjectNode plugin = object(request.body());
    if (plugin == null) {
      return Reply.message(400, "Cannot parse JSON body");
    }
    REFERENCES.forEach(plugin::remove);
    ObjectNode document = Reply.JSON.createObjectNode().put("_format_version", "3.0");
    document.putArray("plugins").add(plugin);
    Loaded loaded = parts.loader().loadText("plugin", Reply.JSON.writeValueAsBytes(document));
    return switch (loaded) {
      case Loaded.Valid _ -> Reply.message(200, "schema validation successful");
      case Loaded.Invalid invalid -> Reply.json(400, FaultsJson.schemaViolation(invalid.faults()));
    };
  }

  private static @Nullable ObjectNode object(byte[] body) {
    try {
      JsonNode node = Reply.JSON.readTree(body);
      return node instanceof ObjectNode object ? object : null;
    } catch (JacksonException e) {
      return null;
    }
  }
}
