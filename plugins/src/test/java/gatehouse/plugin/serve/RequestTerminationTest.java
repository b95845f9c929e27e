package gatehouse.plugin.serve;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.Answer;
import gatehouse.spi.Decision;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RequestTerminationTest {
  private final FakeWorkshop workshop = new FakeWorkshop();

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource(
      nullValues = "-",
      value = {
        "503, -, Service unavailable",
        "401, -, Unauthorized",
        "404, -, Not found",
        "405, -, Method not allowed",
        "500, -, An unexpected error occurred",
        "502, -, Bad Gateway",
        "418, -, -",
        "204, -, -",
        "406, Invalid, Invalid",
        "200, hi, hi",
      })
  void answers_with_its_own_or_the_usual_message(
      int status, @Nullable String message, @Nullable String told) {
    FakeExchange x =
        send(
            new RequestTermination.Config(status, message, null, null, false, null),
            FakeExchange.get("/"));

    assertThat(x.answer())
        .isEqualTo(told == null ? Answer.empty(status) : Answer.error(status, told));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"text/html, <h1>gone</h1>", "-, plain words"})
  void sends_a_body_as_it_is(@Nullable String contentType, String body) {
    FakeExchange x =
        send(
            new RequestTermination.Config(451, null, contentType, body, false, null),
            FakeExchange.get("/"));

    Answer.Raw raw = Objects.requireNonNull(Objects.requireNonNull(x.answer()).raw());
    assertThat(x.answer().status()).isEqualTo(451);
    assertThat(raw.contentType()).isEqualTo(contentType);
    assertThat(new String(raw.body(), StandardCharsets.UTF_8)).isEqualTo(body);
  }

  @ParameterizedTest(name = "{0} with header {1}: {2}")
  @CsvSource(
      nullValues = "-",
      value = {
        "/,           -,      false",
        "/,           Gimme,  true",
        "/,           gimme2, false",
        "/?gimme=x,   -,      true",
        "/?gimme,     -,      true",
        "/?a=gimme,   -,      false",
        "/?gimme2=x,  -,      false",
      })
  void waits_for_its_trigger(String target, @Nullable String header, boolean ends) {
    FakeExchange request = FakeExchange.get(target);
    if (header != null) {
      request.header(header, "x");
    }

    FakeExchange x =
        send(new RequestTermination.Config(418, "got it", null, null, false, "gimme"), request);

    assertThat(x.answer()).isEqualTo(ends ? Answer.error(418, "got it") : null);
  }

  @Test
  void records_a_refusal_but_not_a_friendly_answer() {
    RequestTermination.Config refusal =
        new RequestTermination.Config(403, null, null, null, false, null);
    RequestTermination.Config answer =
        new RequestTermination.Config(200, "hi", null, null, false, null);

    assertThat(send(refusal, FakeExchange.get("/")).decisions())
        .extracting(Decision::rule)
        .containsExactly("terminate");
    assertThat(send(answer, FakeExchange.get("/")).decisions()).isEmpty();
  }

  @Test
  void echoes_what_was_understood_without_the_services_address() {
    FakeExchange request =
        FakeExchange.of("POST", "/a?x=1&y&x=2")
            .header("X-A", "1")
            .header("x-a", "2")
            .body("application/json", "{\"k\":[1]}");

    FakeExchange x =
        send(new RequestTermination.Config(404, null, null, null, true, null), request);

    Answer answer = Objects.requireNonNull(x.answer());
    JsonNode told = new JsonMapper().readTree(Objects.requireNonNull(answer.raw()).body());
    assertThat(answer.status()).isEqualTo(404);
    assertThat(told.at("/message").stringValue()).isEqualTo("Not found");
    assertThat(told.at("/request/method").stringValue()).isEqualTo("POST");
    assertThat(told.at("/request/path").stringValue()).isEqualTo("/a");
    assertThat(told.at("/request/query").toString()).isEqualTo("{\"x\":[\"1\",\"2\"],\"y\":true}");
    assertThat(told.at("/request/headers/x-a").toString()).isEqualTo("[\"1\",\"2\"]");
    assertThat(told.at("/request/raw_body").stringValue()).isEqualTo("{\"k\":[1]}");
    assertThat(told.at("/request/body").toString()).isEqualTo("{\"k\":[1]}");
    assertThat(told.at("/request/uri_captures").toString())
        .isEqualTo("{\"named\":{},\"unnamed\":[]}");
    assertThat(told.at("/matched_route/id").stringValue()).isEqualTo("r-1");
    assertThat(told.at("/matched_service").toString()).isEqualTo("{\"id\":\"s-1\"}");
  }

  private FakeExchange send(RequestTermination.Config config, FakeExchange x) {
    return new FakeChain(new RequestTermination(config, workshop)).send(x);
  }
}
