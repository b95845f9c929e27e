package gatehouse.plugin.inspect.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.inspect.openapi.Specification.Reading;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpecImportTest {
  private static final String SPEC =
      """
        # begins with blanks
        openapi: "3.0.3"
        info: {title: "Pets: the API", version: "1"}
        servers: [{url: "https://pets.example/v1"}]
        paths:
          /pets:
            get:
              operationId: listPets
              parameters: [{name: limit, in: query, schema: {type: integer}}]
              responses: {"200": {description: ok}}
            post:
              security: [{key: []}]
              requestBody:
                required: true
                content: {application/json: {schema: {type: object, required: [name]}}}
              responses: {"201": {description: ok}}
          /pets/{id}.json:
            get:
              parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
              responses: {"200": {description: ok}}
          /pets/1.json:
            get: {security: [{key: []}], responses: {"200": {description: ok}}}
        components:
          securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
      """;

  @Test
  void what_is_imported_serves_what_is_described_and_nothing_else() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate =
            TestGate.with(
                Plugins.CATALOGUE_CLASSES,
                imported("http://127.0.0.1:" + origin.port())
                    + "consumers:\n- {username: ann, keyauth_credentials: [{key: k}]}\n")) {
      assertThat(status(gate, "GET", "/v1/pets?limit=1", "", "")).isEqualTo(200);
      assertThat(origin.next().line()).contains(" /v1/pets?limit=1 ");
      assertThat(status(gate, "HEAD", "/v1/pets", "", "")).isEqualTo(200);
      assertThat(status(gate, "GET", "/v1/pets/5.json", "", "")).isEqualTo(200);
      assertThat(status(gate, "POST", "/v1/pets", "X-Key: k\r\n", "{\"name\":1}")).isEqualTo(200);

      assertThat(status(gate, "GET", "/v1/pets?limit=x", "", "")).isEqualTo(400);
      assertThat(status(gate, "GET", "/v1/pets/x.json", "", "")).isEqualTo(400);
      assertThat(status(gate, "GET", "/v1/pets/5xjson", "", "")).isEqualTo(404);
      assertThat(status(gate, "GET", "/v1/pets/1.json", "X-Key: k\r\n", "")).isEqualTo(200);
      assertThat(status(gate, "GET", "/v1/pets/1.json", "", "")).isEqualTo(401);
      assertThat(status(gate, "GET", "/v1/other", "", "")).isEqualTo(404);
      assertThat(status(gate, "GET", "/pets", "", "")).isEqualTo(404);
      assertThat(status(gate, "DELETE", "/v1/pets", "", "")).isEqualTo(405);
      assertThat(status(gate, "POST", "/v1/pets", "", "{\"name\":1}")).isEqualTo(401);
      assertThat(status(gate, "POST", "/v1/pets", "X-Key: k\r\n", "{}")).isEqualTo(400);
    }
  }

  @Test
  void the_same_document_gives_the_same_text() {
    assertThat(imported(null))
        .isEqualTo(imported(null))
        .contains("url: 'https://pets.example'", "name: 'pets-the-api-listpets'");
  }

  private static String imported(@Nullable String url) {
    Specification specification =
        Specification.read(SPEC.getBytes(UTF_8), new Reading(null, null)).specification();
    return SpecImport.write(Objects.requireNonNull(specification), SPEC, null, url).text();
  }

  private static int status(TestGate gate, String method, String target, String fields, String body)
      throws Exception {
    try (RawHttp client = gate.connect()) {
      String type = body.isEmpty() ? "" : "Content-Type: application/json\r\n";
      client.send(
          "%s %s HTTP/1.1\r\nHost: h\r\n%s%sContent-Length: %d\r\nConnection: close\r\n\r\n%s"
              .formatted(method, target, fields, type, body.length(), body));
      return method.equals("HEAD") ? client.readHead().status() : client.read().status();
    }
  }
}
