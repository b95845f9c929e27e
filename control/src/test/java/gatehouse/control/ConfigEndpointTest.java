package gatehouse.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConfigEndpointTest {
  private static final String ONE =
      """
      _format_version: "3.0"
      services:
      - name: s
        host: s.test
        routes:
        - name: one
          paths: [/one]
      """;
  private static final String TWO = ONE.replace("one", "two");
  private static final String BAD =
      """
      _format_version: "3.0"
      services:
      - name: s
        port: 99999999
        routes:
        - name: one
          paths: [/a, nope]
      plugins:
      - name: sample
        config: {times: eleven, colour: red}
      - name: unheard-of
      """;

  private final TestAdmin admin = new TestAdmin();

  @AfterEach
  void close() {
    admin.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/yaml",
        "text/yaml",
        "text/plain",
        "application/x-www-form-urlencoded",
        ""
      })
  void takes_the_document_itself(String type) {
    assertThat(admin.post("/config", type, ONE).statusCode()).isEqualTo(201);
    assertThat(admin.door.routes()).containsExactly("one");
  }

  @Test
  void takes_a_json_document() {
    String json = "{\"_format_version\":\"3.0\",\"routes\":[{\"name\":\"r\",\"paths\":[\"/\"]}]}";
    assertThat(admin.post("/config", "application/json", json).statusCode()).isEqualTo(201);
    assertThat(admin.door.routes()).containsExactly("r");
  }

  @Test
  void takes_the_document_as_a_json_string() {
    String json = Reply.JSON.createObjectNode().put("x", 1).put("config", ONE).toString();
    assertThat(admin.post("/config", "application/json; charset=utf-8", json).statusCode())
        .isEqualTo(201);
    assertThat(admin.door.routes()).containsExactly("one");
  }

  @Test
  void takes_the_document_in_a_form() {
    String form = "config=" + URLEncoder.encode(ONE, StandardCharsets.UTF_8) + "&check_hash=0";
    assertThat(admin.post("/config", "application/x-www-form-urlencoded", form).statusCode())
        .isEqualTo(201);
    assertThat(admin.door.routes()).containsExactly("one");
  }

  @Test
  void takes_the_document_in_a_multipart_form() {
    String form =
        "--B\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--B\r\n"
            + "Content-Disposition: form-data; name=\"config\"; filename=\"kong.yml\"\r\n\r\n"
            + ONE
            + "\r\n--B--\r\n";
    assertThat(admin.post("/config", "multipart/form-data; boundary=B", form).statusCode())
        .isEqualTo(201);
    assertThat(admin.door.routes()).containsExactly("one");
  }

  @Test
  void answers_with_the_entities_once_they_are_in_use() {
    HttpResponse<String> answer = admin.post("/config", "application/yaml", ONE);
    JsonNode entities = Reply.JSON.readTree(answer.body());
    JsonNode route = entities.get("routes").iterator().next();
    JsonNode service = entities.get("services").iterator().next();
    assertThat(route.get("name").asString()).isEqualTo("one");
    assertThat(route.at("/service/id")).isEqualTo(service.get("id"));
    assertThat(entities.get("services").has(service.get("id").asString())).isTrue();
    assertThat(entities.has("consumers")).isFalse();
    assertThat(admin.json("/config").get("config").asString()).isEqualTo(ONE);
  }

  @Test
  void refuses_a_bad_document_with_every_fault_and_keeps_the_old_one() {
    admin.post("/config", "application/yaml", ONE);

    HttpResponse<String> answer = admin.post("/config", "application/yaml", BAD);

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error = Reply.JSON.readTree(answer.body());
    assertThat(error.get("code").asInt()).isEqualTo(14);
    assertThat(error.get("name").asString()).isEqualTo("invalid declarative configuration");
    assertThat(error.get("message").asString()).startsWith("declarative config is invalid: {");
    assertThat(error.at("/fields/services/0/host").asString()).isEqualTo("required field missing");
    assertThat(error.at("/fields/services/0/port").asString()).contains("between 0 and 65535");
    assertThat(error.at("/fields/services/0/routes/0/paths").toString())
        .contains("should start with");
    assertThat(error.at("/fields/plugins/0/config/times").asString())
        .isEqualTo("expected an integer");
    assertThat(error.at("/fields/plugins/0/config/colour").asString()).contains("unknown field");
    assertThat(error.at("/fields/plugins/1/name").asString()).contains("not enabled");
    JsonNode first = error.get("faults").get(0);
    assertThat(first.get("file").asString()).matches("POST /config#[0-9a-f]{12}");
    assertThat(first.get("line").asInt()).isEqualTo(3);
    assertThat(admin.door.routes()).containsExactly("one");
    assertThat(admin.json("/config").get("config").asString()).isEqualTo(ONE);
    assertThat(admin.get("/status/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void lists_faults_flat_when_asked() {
    HttpResponse<String> answer = admin.post("/config?flatten_errors=1", "application/yaml", BAD);
    JsonNode error = Reply.JSON.readTree(answer.body());
    JsonNode service = error.get("flattened_errors").get(0);
    assertThat(service.get("entity_type").asString()).isEqualTo("service");
    assertThat(service.get("entity_name").asString()).isEqualTo("s");
    assertThat(service.get("errors").toString())
        .contains("{\"type\":\"field\",\"field\":\"host\",\"message\":\"required field missing\"}");
    assertThat(error.get("fields").isEmpty()).isTrue();
  }

  @Test
  void answers_304_when_asked_to_compare_and_nothing_has_changed() {
    admin.post("/config?check_hash=1", "application/yaml", ONE);
    assertThat(admin.post("/config?check_hash=1", "application/yaml", ONE).statusCode())
        .isEqualTo(304);
    assertThat(admin.door.swaps()).isEqualTo(1);
    assertThat(admin.post("/config?check_hash=1", "application/yaml", TWO).statusCode())
        .isEqualTo(201);
    assertThat(admin.post("/config", "application/yaml", TWO).statusCode()).isEqualTo(201);
    assertThat(admin.door.swaps()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/yaml", "application/json", "multipart/form-data; boundary=B"})
  void demands_a_document(String type) {
    HttpResponse<String> answer = admin.post("/config", type, "");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("expected a declarative configuration");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "42",
        "a: b: c",
        "\u0000\u0001",
        "{\"config\": 7}",
        "{\"config\": \"{\"}",
        "config=%zz",
        "--- &a [*a]",
        "\"unterminated"
      })
  void answers_400_to_anything_else(String body) {
    for (String type :
        List.of("application/json", "application/yaml", "application/x-www-form-urlencoded")) {
      HttpResponse<String> answer = admin.post("/config", type, body);
      assertThat(answer.statusCode()).as(type).isEqualTo(400);
      assertThat(Reply.JSON.readTree(answer.body()).get("code").asInt()).isEqualTo(14);
    }
    assertThat(admin.door.swaps()).isZero();
  }

  @Test
  void answers_400_to_brackets_without_end() {
    String deep = "[".repeat(100_000);
    assertThat(admin.post("/config", "application/json", deep).statusCode()).isEqualTo(400);
    assertThat(admin.post("/config", "application/json", "{\"config\":" + deep).statusCode())
        .isEqualTo(400);
  }

  @Test
  void refuses_a_body_beyond_its_bound() {
    HttpResponse<String> answer =
        admin.send("POST", "/config", "application/yaml", new byte[(64 << 20) + 1]);
    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void tells_why_a_plugin_cannot_be_built() {
    admin.door.refuse("the file of countries cannot be read");
    HttpResponse<String> answer = admin.post("/config", "application/yaml", ONE);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("the file of countries cannot be read");
    assertThat(admin.reloader.isReady()).isFalse();
  }
}
