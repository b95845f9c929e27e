package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.model.Credential;
import gatehouse.model.Entity;
import gatehouse.model.PluginEntity;
import gatehouse.model.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// Schemas and what is derived from them, compared with `cases/golden`. After a change that is
/// meant run the tests once with `-Dgolden=write` and look at the difference.
final class SchemasTest {
  private static final Schemas SCHEMAS = new Schemas(TestPlugins.CATALOGUE);

  private static void compare(String name, @Nullable Object actual) throws IOException {
    Path golden = Cases.folder("golden").resolve(name);
    String text =
        actual instanceof ObjectNode json ? json.toPrettyString() + "\n" : String.valueOf(actual);
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }

  static Stream<String> lists() {
    return EntityKind.all().stream().map(EntityKind::list);
  }

  @ParameterizedTest
  @MethodSource("lists")
  void entities_have_the_schema_that_was_agreed(String list) throws IOException {
    compare("entity-" + list + ".json", SCHEMAS.entity(list));
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void plugins_have_the_schema_and_page_that_follow_from_their_record(String plugin)
      throws IOException {
    compare("plugin-" + plugin + ".json", SCHEMAS.plugin(plugin));
    compare("plugin-" + plugin + ".schema.json", SCHEMAS.jsonSchema(plugin));
    compare("plugin-" + plugin + ".md", SCHEMAS.page(plugin));
  }

  static Stream<String> plugins() {
    return TestPlugins.CATALOGUE.all().stream().map(type -> type.name());
  }

  @Test
  void knows_no_schema_of_what_does_not_exist() {
    assertThat(SCHEMAS.plugin("nothing")).isNull();
    assertThat(SCHEMAS.jsonSchema("nothing")).isNull();
    assertThat(SCHEMAS.page("nothing")).isNull();
    assertThat(SCHEMAS.entity("nothing")).isNull();
  }

  @Test
  void shows_entities_as_kong_does() throws IOException {
    Loaded loaded =
        new ConfigLoader(TestPlugins.CATALOGUE, Map.of("TOKEN", "resolved"))
            .loadText(
                "x",
                """
                _format_version: "3.0"
                services:
                - name: s
                  host: x.test
                  tags: [a]
                  routes:
                  - name: r
                    paths: [/]
                    headers: {X-A: [b]}
                    plugins:
                    - name: limit
                      config: {minute: 5, header_name: X-B, redis: {password: "{vault://env/token}"}}
                    - name: addresses
                      config: {deny: [10.0.0.0/8, "::1"]}
                consumers:
                - username: alice
                  basicauth_credentials: [{username: u, password: p}]
                  keyauth_credentials: [{key: k, created_at: 17, ttl: 60}]
                """
                    .getBytes(StandardCharsets.UTF_8));
    Snapshot snapshot = ((Loaded.Valid) loaded).snapshot();
    StringBuilder text = new StringBuilder();
    for (Entity entity : entities(snapshot)) {
      ObjectNode json = Schemas.entityJson(entity, snapshot);
      assertThat(json.get("updated_at").longValue()).isEqualTo(snapshot.loadedAt());
      json.put("updated_at", 0);
      if (json.get("created_at").longValue() != 17) {
        json.put("created_at", 0);
      }
      text.append(json.toPrettyString()).append('\n');
    }

    compare("entities.json", text);
  }

  private static List<Entity> entities(Snapshot snapshot) {
    return Stream.of(
            snapshot.services(),
            snapshot.routes(),
            snapshot.plugins(),
            snapshot.consumers(),
            snapshot.credentials())
        .<Entity>flatMap(List::stream)
        .toList();
  }

  @Test
  void masks_secrets_for_peoples_eyes() {
    Loaded loaded =
        new ConfigLoader(TestPlugins.CATALOGUE, Map.of())
            .loadText(
                "x",
                """
                _format_version: "3.0"
                consumers: [{username: alice, keyauth_credentials: [{key: s3cr3t}]}]
                plugins: [{name: limit, config: {minute: 1, redis: {password: s3cr3t}}}]
                """
                    .getBytes(StandardCharsets.UTF_8));
    Snapshot snapshot = ((Loaded.Valid) loaded).snapshot();
    Credential credential = snapshot.credentials().getFirst();
    PluginEntity plugin = snapshot.plugins().getFirst();

    assertThat(Schemas.json((Record) credential).get("key").stringValue()).isEqualTo("***");
    assertThat(Schemas.json(plugin).toString()).contains("***").doesNotContain("s3cr3t");
    assertThat(Schemas.entityJson(plugin, snapshot).toString()).contains("s3cr3t");
  }
}
