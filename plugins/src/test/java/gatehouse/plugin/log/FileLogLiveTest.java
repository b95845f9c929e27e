package gatehouse.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FileLogLiveTest {
  @TempDir private Path folder;

  @Test
  void writes_a_line_for_what_was_served_and_for_what_was_refused() throws Exception {
    Path file = folder.resolve("access.log");
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = TestGate.with(Plugins.CATALOGUE_CLASSES, yaml(origin, file))) {
      get(gate, "/l/1?a=b");
      get(gate, "/locked");

      await().until(() -> lines(file).size() == 2);
    }
    JsonMapper mapper = new JsonMapper();
    JsonNode served = mapper.readTree(lines(file).getFirst());
    JsonNode refused = mapper.readTree(lines(file).getLast());

    assertThat(served.at("/request/method").asString()).isEqualTo("GET");
    assertThat(served.at("/response/status").asInt()).isEqualTo(200);
    assertThat(served.at("/service/name").asString()).isEqualTo("s");
    assertThat(served.at("/correlation_id").asString()).isEqualTo("mine");
    assertThat(served.at("/security").size()).isZero();
    assertThat(refused.at("/response/status").asInt()).isEqualTo(401);
    assertThat(refused.at("/security/0/plugin").asString()).isEqualTo("key-auth");
    assertThat(refused.at("/security/0/rule").asString()).isEqualTo("missing");
    assertThat(refused.at("/security/0/action").asString()).isEqualTo("deny");
  }

  private static String yaml(Origin origin, Path file) {
    return """
    services:
    - name: s
      url: http://127.0.0.1:%d
      routes:
      - {name: l, paths: [/l]}
      - {name: locked, paths: [/locked], plugins: [{name: key-auth}]}
    plugins:
    - {name: file-log, config: {path: "%s"}}
    - {name: correlation-id, config: {header_name: X-Id}}
    """
        .formatted(origin.port(), file);
  }

  private static void get(TestGate gate, String target) throws Exception {
    try (RawHttp client = gate.connect()) {
      client.send("GET " + target + " HTTP/1.1\r\n");
      client.send("Host: h\r\nX-Id: mine\r\n\r\n").read();
    }
  }

  private static List<String> lines(Path file) throws Exception {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
