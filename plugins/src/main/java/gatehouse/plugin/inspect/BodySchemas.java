package gatehouse.plugin.inspect;

import gatehouse.plugin.inspect.schema.Draft;
import gatehouse.plugin.inspect.schema.JsonSchema;
import gatehouse.plugin.inspect.schema.KongTypes;
import gatehouse.plugin.inspect.schema.SchemaFault;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Schemas as configurations have them: written out in YAML, or as a text of JSON as Kong wants it.
final class BodySchemas {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private BodySchemas() {}

  /// A schema that takes everything.
  static JsonNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// @throws SchemaFault if a text is no JSON
  static JsonNode json(Object configured) throws SchemaFault {
    if (!(configured instanceof String text)) {
      return JSON.valueToTree(configured);
    }
    try {
      return JSON.readTree(text);
    } catch (JacksonException fault) {
      throw SchemaFault.of("is no JSON: " + fault.getOriginalMessage());
    }
  }

  /// The schema of a body.
  ///
  /// @param version as the configuration of request-validator has it
  static JsonSchema compile(Object configured, String version) throws SchemaFault {
    JsonNode schema = json(configured);
    if (version.equals("kong") && schema.isArray()) {
      return KongTypes.compile(schema);
    }
    if (!schema.isObject()) {
      throw SchemaFault.of("expected an object that is a JSON Schema");
    }
    return JsonSchema.compile(schema, draft(schema, version));
  }

  private static Draft draft(JsonNode schema, String version) throws SchemaFault {
    JsonNode named = schema.get("$schema");
    Draft told =
        switch (version) {
          case "draft4" -> Draft.DRAFT_4;
          case "draft6" -> Draft.DRAFT_6;
          case "draft7" -> Draft.DRAFT_7;
          case "draft201909" -> Draft.DRAFT_2019_09;
          default -> Draft.DRAFT_2020_12;
        };
    if (named == null) {
      return told;
    }
    Draft own =
        Draft.named(named.asString(""))
            .orElseThrow(() -> SchemaFault.of("$schema names a draft that is not known"));
    if (!version.equals("kong") && own != told) {
      throw SchemaFault.of("$schema and version name different drafts");
    }
    return own;
  }

  /// What `#/…` means within a schema; null for what is not there.
  static @Nullable JsonNode local(JsonNode schema, String ref) {
    if (!ref.startsWith("#")) {
      return null;
    }
    JsonNode meant = schema.at(ref.substring(1));
    return meant.isMissingNode() ? null : meant;
  }

  /// A fault as one line.
  static String told(SchemaFault fault) {
    return (fault.pointer().isEmpty() ? "" : "at " + fault.pointer() + ": ") + fault.getMessage();
  }
}
