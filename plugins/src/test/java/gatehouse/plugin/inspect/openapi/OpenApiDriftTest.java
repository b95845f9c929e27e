package gatehouse.plugin.inspect.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.spi.Answer;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenApiDriftTest {
  private static final String ID = "6a4b5f7e-95ac-4f1b-9a39-1d4c2b0f8a01";

  private static final String SPEC =
      "{openapi: 3.1.0, info: {title: pets, version: '1'}, paths: {/pets: {get: {responses: {'200':"
          + " {description: ok}}}}, /old: {get: {responses: {'200': {description: ok}}}}}}";

  @Test
  void tells_what_traffic_does_that_the_document_does_not_say() throws Exception {
    try (Origin origin = Origin.answering("HTTP/1.1 418 X\r\nContent-Length: 0\r\n\r\n");
        TestGate gate = gate(origin, "spec: \"" + SPEC + "\"", false)) {
      get(gate, "/pets");
      get(gate, "/users/12345");
      get(gate, "/users/67890");

      JsonNode drift = drift(gate).get("data");
      assertThat(drift.get(0).toString())
          .contains("\"undocumented_path\"", "\"/users/{}\"", "\"status\":418", "\"count\":2");
      assertThat(drift.get(1).toString()).contains("\"undocumented_status\"", "\"/pets\"");
      assertThat(drift.get(2).toString()).contains("\"unused\"", "\"/old\"", "\"count\":0");
      assertThat(metrics(gate))
          .contains("gatehouse_openapi_drift{api=\"pets\",kind=\"undocumented_path\"} 1")
          .contains("gatehouse_openapi_violations_total{api=\"pets\",kind=\"unknown_path\"} 2");
    }
  }

  @Test
  void outlives_a_reload_and_is_forgotten_on_request() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "spec: \"" + SPEC + "\"", true)) {
      assertThat(get(gate, "/pets").status()).isEqualTo(200);
      assertThat(get(gate, "/users").status()).isEqualTo(404);
      gate.swap(yaml(origin, "spec: \"" + SPEC + "\"", true));
      assertThat(drift(gate).get("data")).hasSize(2);

      assertThat(admin(gate, "DELETE").status()).isEqualTo(204);

      JsonNode left = drift(gate).get("data");
      assertThat(left).hasSize(2).allMatch(one -> one.get("kind").stringValue().equals("unused"));
      assertThat(admin(gate, "POST").status()).isEqualTo(405);
      assertThat(gate.gateway().onAdmin("openapi", "other", "GET", "drift")).isNull();
      assertThat(gate.gateway().onAdmin("openapi", ID, "GET", "other")).isNull();
    }
  }

  @Test
  void keeps_so_many_differences_and_counts_the_others() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "drift: {max_entries: 3}, spec: \"" + SPEC + "\"", true)) {
      for (String path : new String[] {"/a", "/b", "/c", "/d", "/e"}) {
        get(gate, path);
      }
      assertThat(drift(gate).get("data")).hasSize(3 + 2);
      assertThat(drift(gate).get("not_kept").asInt()).isEqualTo(2);
    }
  }

  @Test
  void reads_a_file_and_what_it_refers_to_within_its_folder(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("spec.yaml"),
        "{openapi: 3.0.0, paths: {/pets: {get: {parameters: [{$ref: 'parts/p.yaml#/limit'}],"
            + " responses: {}}}}}");
    Files.createDirectory(folder.resolve("parts"));
    Files.writeString(
        folder.resolve("parts/p.yaml"),
        "{limit: {name: limit, in: query, schema: {$ref: '#/number'}}, number: {type: integer}}");
    String config = "spec_file: " + folder.resolve("spec.yaml");
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, config, true)) {
      assertThat(get(gate, "/pets?limit=1").status()).isEqualTo(200);
      assertThat(get(gate, "/pets?limit=x").status()).isEqualTo(400);

      Files.writeString(
          folder.resolve("spec.yaml"),
          "{openapi: 3.0.0, paths: {/pets: {$ref: '../../../../../../../../etc/hostname'}}}");
      assertThatThrownBy(() -> gate.swap(yaml(origin, config, true)))
          .hasMessageContaining("outside of the specification's folder");
    }
  }

  @Test
  void fetches_a_document_when_it_is_loaded_and_serves_nothing_without_it() throws Exception {
    String served = "HTTP/1.1 200 OK\r\nContent-Length: " + SPEC.length() + "\r\n\r\n" + SPEC;
    try (Origin documents = Origin.answering(served);
        Origin origin = Origin.answering(Origin.OK);
        TestGate gate =
            gate(origin, "spec_url: \"http://127.0.0.1:" + documents.port() + "/\"", true)) {
      assertThat(get(gate, "/pets").status()).isEqualTo(200);
      assertThat(get(gate, "/users").status()).isEqualTo(404);
    }
    try (Origin documents = Origin.answering("HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n");
        Origin origin = Origin.answering(Origin.OK)) {
      assertThatThrownBy(
              () -> gate(origin, "spec_url: \"http://127.0.0.1:" + documents.port() + "/\"", true))
          .hasMessageContaining("404");
    }
  }

  private static TestGate gate(Origin origin, String config, boolean enforce) throws Exception {
    return TestGate.with(Plugins.CATALOGUE_CLASSES, yaml(origin, config, enforce));
  }

  private static String yaml(Origin origin, String config, boolean enforce) {
    return """
    _format_version: "3.0"
    services:
    - name: s
      url: http://127.0.0.1:%d
      routes: [{name: r, paths: [/]}]
      plugins: [{id: %s, name: openapi, enforce: %s, config: {%s}}]
    """
        .formatted(origin.port(), ID, enforce, config);
  }

  private static RawHttp.Reply get(TestGate gate, String target) throws Exception {
    try (RawHttp client = gate.connect()) {
      client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      return client.read();
    }
  }

  private static Answer admin(TestGate gate, String method) {
    return Objects.requireNonNull(gate.gateway().onAdmin("openapi", ID, method, "drift"));
  }

  private static JsonNode drift(TestGate gate) {
    byte[] json = Objects.requireNonNull(admin(gate, "GET").raw()).body();
    return JsonMapper.shared().readTree(json);
  }

  private static String metrics(TestGate gate) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    gate.metrics().write(out);
    return out.toString(UTF_8);
  }
}
