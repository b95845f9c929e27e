package gatehouse.config;

import gatehouse.model.BasicAuthCredential;
import gatehouse.model.Entity;
import gatehouse.model.KeyAuthCredential;
import gatehouse.model.PluginEntity;
import gatehouse.model.Snapshot;
import gatehouse.spi.Catalogue;
import gatehouse.spi.PluginType;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What is derived from configuration records for others to read: Kong's schemas, JSON Schemas,
/// Kong's JSON of an entity, and the documentation page of a plugin.
public final class Schemas {
  private final Catalogue catalogue;

  /// The schemas of these plugins, and of all entities.
  public Schemas(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /// Kong's schema of a plugin (`/schemas/plugins/NAME`); null if there is no such plugin.
  public @Nullable ObjectNode plugin(String name) {
    PluginType type = catalogue.find(name);
    return type == null
        ? null
        : KongSchema.ofPlugin(RecordType.of(PluginEntity.class), RecordType.of(type.config()));
  }

  /// Kong's schema of an entity (`/schemas/services`); null if there is no such list.
  ///
  /// @param list the name of its list: `services`
  public @Nullable ObjectNode entity(String list) {
    EntityKind kind = EntityKind.find(list);
    return kind == null ? null : KongSchema.of(kind.type());
  }

  /// The JSON Schema (2020-12) of a plugin's `config`; null if there is no such plugin.
  public @Nullable ObjectNode jsonSchema(String name) {
    PluginType type = catalogue.find(name);
    return type == null ? null : JsonSchema.of(RecordType.of(type.config()), name);
  }

  /// The documentation page of a plugin in Markdown; null if there is no such plugin.
  public @Nullable String page(String name) {
    PluginType type = catalogue.find(name);
    return type == null ? null : PluginPage.of(type);
  }

  /// Any configuration record in Kong's form, defaults and nulls filled in, secrets as `***`.
  public static ObjectNode json(Record record) {
    return JsonForm.MASKED.of(record);
  }

  /// An entity as Kong's Admin API shows it: secrets too, but vault references as they were
  /// written, and passwords only as Kong stores them.
  ///
  /// @param snapshot the configuration it belongs to
  public static ObjectNode entityJson(Entity entity, Snapshot snapshot) {
    Map<String, String> references = snapshot.references().getOrDefault(entity.id(), Map.of());
    ObjectNode json = new JsonForm(true, references).of((Record) entity);
    if (entity instanceof BasicAuthCredential credential && !references.containsKey("password")) {
      json.put("password", credential.storedPassword());
    }
    long created = entity instanceof KeyAuthCredential key ? key.createdAt() : snapshot.loadedAt();
    return json.put("created_at", created).put("updated_at", snapshot.loadedAt());
  }
}
