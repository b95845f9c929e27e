package gatehouse.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Who changed what, as the log tells it.
class ConfigAuditTest {
  private static final String ONE =
      """
      _format_version: "3.0"
      services:
      - {name: a, url: http://127.0.0.1:1, routes: [{name: a, paths: [/a]}]}
      - {name: b, url: http://127.0.0.1:1}
      consumers:
      - {username: alice, keyauth_credentials: [{key: planted-secret}]}
      """;

  /// Lines move, a service goes, another one changes, a consumer and a credential come.
  private static final String TWO =
      """
      _format_version: "3.0"

      services:
      - {name: a, url: http://127.0.0.1:2, routes: [{name: a, paths: [/a]}]}
      consumers:
      - {username: alice, keyauth_credentials: [{key: planted-secret}]}
      - {username: bob, keyauth_credentials: [{key: another-secret}]}
      """;

  @TempDir private Path folder;
  private final Logger logger = (Logger) LoggerFactory.getLogger("gatehouse.audit");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
  }

  private JsonNode last() {
    String text = List.copyOf(lines.list).getLast().getFormattedMessage();
    assertThat(text).doesNotContain("secret").doesNotContain("\n");
    return Reply.JSON.readTree(text);
  }

  private JsonNode post(TestAdmin admin, String body, int status) {
    assertThat(admin.post("/config", "application/yaml", body).statusCode()).isEqualTo(status);
    return last();
  }

  @Test
  void a_posted_configuration_is_told_with_its_sender_and_what_it_changes() {
    try (TestAdmin admin = new TestAdmin()) {
      JsonNode first = post(admin, ONE, 201);
      assertThat(first.path("event").asString()).isEqualTo("config");
      assertThat(first.path("result").asString()).isEqualTo("applied");
      assertThat(first.path("cause").asString()).matches("POST /config#[0-9a-f]{12}");
      assertThat(first.path("peer").asString()).matches("127\\.0\\.0\\.1:[0-9]+");
      assertThat(first.path("changes").toString())
          .isEqualTo(
              "{\"services\":{\"added\":2,\"changed\":0,\"removed\":0},"
                  + "\"routes\":{\"added\":1,\"changed\":0,\"removed\":0},"
                  + "\"consumers\":{\"added\":1,\"changed\":0,\"removed\":0},"
                  + "\"keyauth_credentials\":{\"added\":1,\"changed\":0,\"removed\":0}}");
      JsonNode second = post(admin, TWO, 201);
      assertThat(second.path("previous_hash")).isEqualTo(first.path("hash"));
      assertThat(second.path("changes").path("services").toString())
          .isEqualTo("{\"added\":0,\"changed\":1,\"removed\":1}");
      assertThat(second.path("changes").path("consumers").path("added").asInt()).isEqualTo(1);
      assertThat(second.path("changes").path("keyauth_credentials").toString())
          .isEqualTo("{\"added\":1,\"changed\":0,\"removed\":0}");
      assertThat(second.path("changes").has("routes")).isFalse();
    }
  }

  @Test
  void a_refused_one_is_told_too() {
    try (TestAdmin admin = new TestAdmin()) {
      JsonNode early = post(admin, "services: [{nope: planted-secret}]", 400);
      assertThat(early.path("result").asString()).isEqualTo("refused");
      assertThat(early.path("faults").asInt()).isPositive();
      post(admin, ONE, 201);
      JsonNode empty = post(admin, "", 400);
      assertThat(empty.path("reason").asString()).isEqualTo("no document");
      assertThat(empty.path("hash").asString()).hasSize(32);
      admin.send(
          "POST", "/config?check_hash=1", "application/yaml", ONE.getBytes(StandardCharsets.UTF_8));
      assertThat(last().path("result").asString()).isEqualTo("unchanged");
      admin.send("POST", "/config", "application/yaml", new byte[(64 << 20) + 1]);
      await().until(() -> last().path("reason").asString("").contains("too large"));
    }
  }

  @Test
  void files_and_signals_are_told_without_a_sender() throws Exception {
    Path file = Files.writeString(folder.resolve("kong.yml"), ONE);
    try (TestAdmin admin = new TestAdmin(file)) {
      admin.reloader.loadFiles("start");
      assertThat(last().path("cause").asString()).isEqualTo("start");
      assertThat(last().has("peer")).isFalse();
      admin.reloader.watch(Duration.ofMillis(20));
      Files.writeString(file, TWO);
      await().until(() -> last().path("cause").asString("").equals("changed file"));
      Files.writeString(file, "services: [{nope: 1}]");
      await().until(() -> last().path("result").asString("").equals("refused"));
      admin.reloader.loadFiles("SIGHUP");
      assertThat(last().path("cause").asString()).isEqualTo("SIGHUP");
    }
  }
}
