package gatehouse.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SchemaEndpointsTest {
  private final TestAdmin admin = new TestAdmin();

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void shows_the_schema_of_a_plugin() {
    HttpResponse<String> answer = admin.get("/schemas/plugins/sample");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Reply.JSON.readTree(answer.body()).get("fields").isArray()).isTrue();
    assertThat(answer.body()).contains("\"times\"").contains("\"place\"");
  }

  @Test
  void shows_the_schema_of_an_entity() {
    assertThat(admin.get("/schemas/services").body()).contains("\"connect_timeout\"");
  }

  @Test
  void says_that_there_is_no_such_schema() {
    assertThat(admin.get("/schemas/plugins/nope").body())
        .isEqualTo("{\"message\":\"No plugin named 'nope'\"}");
    HttpResponse<String> answer = admin.get("/schemas/nope");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"message\":\"No entity named 'nope'\"}");
  }

  @Test
  void accepts_a_good_plugin_without_looking_up_what_it_refers_to() {
    HttpResponse<String> answer =
        validate("{\"name\":\"sample\",\"config\":{\"times\":3},\"service\":{\"id\":\"x\"}}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"message\":\"schema validation successful\"}");
    assertThat(admin.door.swaps()).isZero();
  }

  @Test
  void names_the_faults_of_a_bad_plugin() {
    HttpResponse<String> answer = validate("{\"name\":\"sample\",\"config\":{\"times\":\"x\"}}");
    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error = Reply.JSON.readTree(answer.body());
    assertThat(error.get("code").asInt()).isEqualTo(2);
    assertThat(error.get("message").asString())
        .isEqualTo("schema violation (config.times: expected an integer)");
    assertThat(error.at("/fields/config/times").asString()).isEqualTo("expected an integer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "7"})
  void answers_400_to_what_is_no_object(String body) {
    HttpResponse<String> answer = validate(body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"message\":\"Cannot parse JSON body\"}");
  }

  private HttpResponse<String> validate(String body) {
    return admin.post("/schemas/plugins/validate", "application/json", body);
  }
}
