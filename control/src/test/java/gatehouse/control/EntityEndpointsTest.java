package gatehouse.control;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class EntityEndpointsTest {
  private static final String DOCUMENT =
      """
      _format_version: "3.0"
      services:
      - name: s
        host: pool
        tags: [a, b]
        routes:
        - {name: r, paths: [/r], plugins: [{name: sample, instance_name: inst, config: {times: 2}}]}
        - {name: r2, paths: [/r2]}
      - {name: t, host: t.test, tags: [b]}
      routes:
      - {name: lonely, paths: [/lonely]}
      consumers:
      - username: alice
        custom_id: c-1
        keyauth_credentials: [{key: k-alice}]
        acls: [{group: g}]
        groups: [{name: gold}]
      - username: bob
      consumer_groups: [{name: gold}]
      upstreams:
      - {name: pool, targets: [{target: "a.test:1"}, {target: "b.test:2"}]}
      - {name: spare, targets: [{target: "b.test:2", tags: [spare]}]}
      """;

  private final TestAdmin admin = new TestAdmin();

  @BeforeEach
  void load() {
    HttpResponse<String> answer = admin.post("/config", "application/yaml", DOCUMENT);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/services, s t",
    "/routes, r r2 lonely",
    "/services/s/routes, r r2",
    "/services/t/routes, ''",
    "/routes/r/plugins, sample",
    "/services/s/plugins, ''",
    "/plugins, sample",
    "/consumers, alice bob",
    "/consumers/alice/key-auth, k-alice",
    "/consumers/bob/key-auth, ''",
    "/consumers/alice/acls, g",
    "/key-auths, k-alice",
    "/acls, g",
    "/basic-auths, ''",
    "/upstreams, pool spare",
    "/upstreams/pool/targets, a.test:1 b.test:2",
    "/upstreams/spare/targets, b.test:2",
    "/consumers?custom_id=c-1, alice",
    "/consumers?custom_id=none, ''",
    "/consumers?custom_id=, ''",
    "/services?custom_id=c-1, s t",
    "/consumer_groups/gold/consumers, alice",
    "/consumers/alice/consumer_groups, gold",
    "/certificates, ''",
    "/services?tags=a, s",
    "/services?tags=b, s t",
    "'/services?tags=a,b', s",
    "/services?tags=a/b, s t",
    "/services?tags=none, ''",
    "/services/?size=1000, s t",
  })
  void lists_what_is_configured(String path, String names) {
    JsonNode page = admin.json(path);
    List<String> found = new ArrayList<>();
    page.get("data").forEach(entity -> found.add(name(entity)));
    assertThat(String.join(" ", found)).isEqualTo(names);
    assertThat(page.get("next").isNull()).isTrue();
    assertThat(page.has("offset")).isFalse();
  }

  private static String name(JsonNode entity) {
    for (String field : List.of("name", "username", "key", "group", "target")) {
      if (entity.hasNonNull(field)) {
        return entity.get(field).asString();
      }
    }
    return entity.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "/services/s, s",
    "/routes/lonely, lonely",
    "/services/s/routes/r2, r2",
    "/plugins/inst, sample",
    "/consumers/alice, alice",
    "/consumers/alice/key-auth/k-alice, k-alice",
    "/key-auths/k-alice/consumer, alice",
    "/routes/r/service, s",
    "/plugins/inst/route, r",
    "/upstreams/pool/targets/a.test:1, a.test:1",
    "/consumers/%61lice, alice",
  })
  void finds_one_by_its_name(String path, String name) {
    assertThat(name(admin.json(path))).isEqualTo(name);
  }

  @Test
  void finds_one_by_its_id_with_all_its_fields() {
    String id = admin.json("/services/s").get("id").asString();
    JsonNode service = admin.json("/services/" + id);
    assertThat(service.get("name").asString()).isEqualTo("s");
    assertThat(service.get("retries").asInt()).isEqualTo(5);
    assertThat(service.get("path").isNull()).isTrue();
    assertThat(service.get("tags").toString()).isEqualTo("[\"a\",\"b\"]");
    assertThat(admin.json("/routes/r").at("/service/id").asString()).isEqualTo(id);
    assertThat(admin.json("/plugins/inst").at("/config/place").asString()).isEqualTo("here");
  }

  @Test
  void tells_apart_what_bears_the_same_name_inside_two_others() {
    assertThat(admin.json("/upstreams/pool/targets/b.test:2").get("tags").isNull()).isTrue();
    JsonNode spare = admin.json("/upstreams/spare/targets/b.test:2");
    assertThat(spare.get("tags").toString()).isEqualTo("[\"spare\"]");
    String id = spare.get("id").asString();
    assertThat(admin.get("/upstreams/spare/targets/" + id).statusCode()).isEqualTo(200);
    assertThat(admin.get("/upstreams/pool/targets/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void finds_what_the_next_configuration_says() {
    assertThat(admin.get("/consumers/bob").statusCode()).isEqualTo(200);
    admin.post(
        "/config", "application/yaml", "{_format_version: '3.0', consumers: [{username: eve}]}");
    assertThat(admin.get("/consumers/bob").statusCode()).isEqualTo(404);
    assertThat(name(admin.json("/consumers/eve"))).isEqualTo("eve");
  }

  @ParameterizedTest
  @CsvSource({
    "/services/none",
    "/services/none/routes",
    "/services/t/routes/r",
    "/routes/lonely/service",
    "/consumers/bob/key-auth/k-alice",
    "/consumers/c-1",
  })
  void does_not_find_what_is_not_there(String path) {
    HttpResponse<String> answer = admin.get(path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"message\":\"Not found\"}");
  }

  @Test
  void hands_out_long_lists_in_pages() {
    JsonNode first = admin.json("/routes?size=2");
    assertThat(first.get("data").size()).isEqualTo(2);
    String offset = first.get("offset").asString();
    assertThat(first.get("next").asString()).isEqualTo("/routes?offset=" + offset + "&size=2");
    JsonNode last = admin.json(first.get("next").asString());
    assertThat(last.get("data").size()).isEqualTo(1);
    assertThat(last.get("next").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "size=0, 9, size must be an integer between 1 and 1000",
    "size=1001, 9, size must be an integer between 1 and 1000",
    "size=many, 9, size must be a number",
    "offset=!, 7, '''!'' is not a valid offset: bad base64 encoding'",
    "'tags=a,b/c', 11, invalid option (tags: invalid filter syntax)",
  })
  void refuses_bad_pages_and_filters(String query, int code, String message) {
    HttpResponse<String> answer = admin.get("/services?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error = Reply.JSON.readTree(answer.body());
    assertThat(error.get("code").asInt()).isEqualTo(code);
    assertThat(error.get("message").asString()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /services, cannot create 'services' entities when not using a database",
    "POST, /services/s/routes, cannot create 'routes' entities when not using a database",
    "PUT, /routes/r, cannot create or update 'routes' entities by 'name' when not using a database",
    "PATCH, /consumers/alice, cannot update 'consumers' entities by 'username' when not using a"
        + " database",
    "PATCH, /plugins/2d8c0fa2-0000-4000-8000-000000000000, cannot update 'plugins' entities when"
        + " not using a database",
    "DELETE, /services/s, cannot remove 'services' entities when not using a database",
    "POST, /consumers/alice/key-auth, cannot create 'keyauth_credentials' entities when not using a"
        + " database",
  })
  void refuses_every_write_in_kongs_words(String method, String path, String message) {
    HttpResponse<String> answer =
        admin.send(method, path, "application/json", "{\"name\":\"x\"}".getBytes(US_ASCII));
    assertThat(answer.statusCode()).isEqualTo(405);
    JsonNode error = Reply.JSON.readTree(answer.body());
    assertThat(error.get("code").asInt()).isEqualTo(12);
    assertThat(error.get("name").asString()).isEqualTo("operation unsupported");
    assertThat(error.get("message").asString()).isEqualTo(message.replace("\"", "'"));
    assertThat(admin.door.swaps()).isEqualTo(1);
  }
}
