package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the firewall leaves behind of a refused request, read back from the disk.
class WafAuditTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int MANY = 1_000;

  @TempDir private Path folder;

  private TestGate gate(Origin origin, String config) throws Exception {
    String yaml =
        """
        services:
        - {name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/], strip_path: false}]}
        plugins:
        - {name: waf, config: %s}
        - {name: file-log, config: {path: "%s"}}
        """
            .formatted(origin.port(), config, folder.resolve("access.log"));
    return TestGate.with(Plugins.CATALOGUE_CLASSES, yaml);
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\nUser-Agent: b\r\n\r\n";
  }

  private static RawHttp.Reply ask(TestGate gate, String request) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client.send(request).read();
    }
  }

  /// The ids of many requests that were refused at the same time.
  private static Set<String> refuseMany(TestGate gate, String target) throws Exception {
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      calls.add(() -> {
        RawHttp.Reply reply = ask(gate, get(target));
        assertThat(reply.status()).isEqualTo(403);
        return MAPPER.readTree(reply.body()).path("request_id").asString();
      });
    }
    Set<String> ids = new HashSet<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
      for (Future<String> call : threads.invokeAll(calls)) {
        ids.add(call.get());
      }
    }
    assertThat(ids).hasSize(MANY);
    return ids;
  }

  @Test
  void each_of_many_refusals_has_its_cause_in_the_serial_log() throws Exception {
    Path log = folder.resolve("audit.log");
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "{audit_log: \"" + log + "\"}")) {
      Set<String> ids = refuseMany(gate, "/a?q=%3b+cat+%2fetc%2fpasswd");
      Set<String> logged = new HashSet<>();
      // The record is there before the answer has ended.
      for (String line : Files.readAllLines(log)) {
        JsonNode transaction = MAPPER.readTree(line).path("transaction");
        logged.add(transaction.path("unique_id").asString());
        assertThat(ruleIds(transaction)).contains("8000610");
        assertThat(transaction.at("/response/http_code").asInt()).isEqualTo(403);
      }
      assertThat(logged).isEqualTo(ids);
    }
  }

  private static List<String> ruleIds(JsonNode transaction) {
    List<String> ids = new ArrayList<>();
    transaction.path("messages").forEach(m -> ids.add(m.at("/details/ruleId").asString()));
    return ids;
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON", "Native"})
  void each_of_many_refusals_has_a_file_in_the_concurrent_log(String format) throws Exception {
    Path index = folder.resolve("index.log");
    Path files = folder.resolve("audit");
    String config =
        ("{directives: \"SecAuditEngine RelevantOnly\\nSecAuditLogType Concurrent\\n"
                + "SecAuditLogFormat %s\\nSecAuditLog %s\\nSecAuditLogStorageDir %s\\n"
                + "SecAuditLogParts AHZ\"}")
            .formatted(format, index, files);
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, config)) {
      Set<String> ids = refuseMany(gate, "/a?q=%3b+cat+%2fetc%2fpasswd");
      assertThat(ask(gate, get("/a?q=hello")).status()).isEqualTo(200);

      List<String> lines = Files.readAllLines(index);
      assertThat(lines).hasSize(MANY);
      for (String line : lines) {
        String[] words = line.split(" ");
        Path file = files.resolve(words[words.length - 3].substring(1));
        String record = Files.readString(file, StandardCharsets.UTF_8);
        assertThat(record).contains("8000610").contains("passwd");
        assertThat(Files.size(file)).isEqualTo(Long.parseLong(words[words.length - 1]));
        assertThat(ids).anyMatch(file.toString()::endsWith);
        if (format.equals("JSON")) {
          assertThat(ruleIds(MAPPER.readTree(record).path("transaction"))).contains("8000610");
        } else {
          assertThat(record).matches("(?s)--(\\w+)-A--\n.*--\\1-H--\n.*--\\1-Z--\n+");
        }
      }
      try (Stream<Path> all = Files.walk(files)) {
        assertThat(all.filter(Files::isRegularFile)).hasSize(MANY);
      }
    }
  }

  @Test
  void parts_decide_what_is_written() throws Exception {
    Path log = folder.resolve("audit.log");
    String config = "{audit_log: \"" + log + "\", directives: 'SecAuditLogParts %s'}";
    String attack =
        "POST /a HTTP/1.1\r\nHost: a\r\nUser-Agent: curious\r\nCookie: session=0123456789\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 42\r\n\r\n"
            + "password=hunter2&q=%3b+cat+%2fetc%2fpasswd";
    try (Origin origin = Origin.answering(Origin.OK)) {
      try (TestGate gate = gate(origin, config.formatted("AHZ"))) {
        ask(gate, attack);
      }
      assertThat(last(log).path("messages").size()).isPositive();
      assertThat(last(log).at("/request/headers").isMissingNode()).isTrue();
      assertThat(last(log).at("/request/body").isMissingNode()).isTrue();
      try (TestGate gate = gate(origin, config.formatted("ABCFHZ"))) {
        ask(gate, attack);
      }
      JsonNode full = last(log);
      assertThat(full.at("/request/headers/User-Agent").asString()).isEqualTo("curious");
      assertThat(full.at("/request/body").asString()).contains("q=%3b");
      assertThat(full.at("/response/headers").isMissingNode()).isFalse();
      assertThat(full.toString()).doesNotContain("hunter2").doesNotContain("0123456789");
    }
  }

  private static JsonNode last(Path log) throws IOException {
    return MAPPER.readTree(Files.readAllLines(log).getLast()).path("transaction");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void a_refusal_in_every_phase_has_its_cause_in_the_log(int phase) throws Exception {
    Path log = folder.resolve("audit.log");
    String config =
        """
        {crs: none, response_body_inspection: true, audit_log: "%s", directives: \
        "SecRequestBodyAccess On\\nSecAction \\"id:%d,phase:%d,deny,status:403,msg:'no'\\""}
        """
            .formatted(log, 100 + phase, phase);
    String answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok";
    try (Origin origin = Origin.answering(answer);
        TestGate gate = gate(origin, config)) {
      assertThat(ask(gate, get("/")).status()).isEqualTo(403);
    }
    assertThat(ruleIds(last(log))).containsExactly(String.valueOf(100 + phase));
  }

  @Test
  void the_decision_tells_rule_input_and_a_ready_exclusion_that_lets_exactly_that_pass()
      throws Exception {
    String target = "/notes?text=%3b+cat+%2fetc%2fpasswd&password=hunter2hunter2";
    String exclusion;
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "{}")) {
      assertThat(ask(gate, get(target)).status()).isEqualTo(403);
      JsonNode record = access();
      JsonNode decision = decision(record, "deny");
      assertThat(decision.path("plugin").asString()).isEqualTo("waf");
      assertThat(decision.path("rule").asString()).startsWith("8000");
      assertThat(decision.path("reason").asString())
          .contains("matched ARGS:text")
          .contains("threshold 5")
          .doesNotContain("/etc/");
      assertThat(decision.path("input").asString()).contains("/etc/").doesNotContain("passwd");
      assertThat(record.toString().replace(target, "")).doesNotContain("hunter2hunter2\"");
      exclusion = record.path("waf_exclusion").asString();
    }
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "{exclusions: " + exclusion + "}")) {
      assertThat(ask(gate, get(target)).status()).isEqualTo(200);
      assertThat(ask(gate, get(target.replace("text", "other"))).status()).isEqualTo(403);
      assertThat(ask(gate, get(target.replace("/notes", "/else"))).status()).isEqualTo(403);
      assertThat(ask(gate, get("/notes?text=%3cscript%3ealert(1)")).status()).isEqualTo(403);
    }
  }

  @Test
  void a_secret_is_masked_in_the_decision() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "{}")) {
      ask(gate, get("/?password=" + "%3b+cat+%2fetc%2fpasswd+Tr0ub4dor"));
      JsonNode security = access().path("security");
      assertThat(security.size()).isPositive();
      security.forEach(d -> assertThat(d.path("input").asString()).matches("\\**"));
    }
  }

  private JsonNode access() throws IOException {
    Path log = folder.resolve("access.log");
    await().until(() -> Files.exists(log) && Files.size(log) > 0);
    return MAPPER.readTree(Files.readAllLines(log).getLast());
  }

  private static JsonNode decision(JsonNode record, String action) {
    for (JsonNode decision : record.path("security")) {
      if (decision.path("action").asString().equals(action)) {
        return decision;
      }
    }
    throw new AssertionError("no " + action + " in " + record);
  }

  @Test
  void what_would_be_refused_is_told_alike_but_for_the_action() throws Exception {
    String target = "/a?q=%3cscript%3ealert(1)%3c/script%3e&x=1%27+OR+%271%27%3d%271";
    List<String> told = new ArrayList<>();
    for (String mode : List.of("block", "detect")) {
      Path log = folder.resolve(mode + ".log");
      try (Origin origin = Origin.answering(Origin.OK);
          TestGate gate = gate(origin, "{mode: " + mode + ", audit_log: \"" + log + "\"}")) {
        assertThat(ask(gate, get(target)).status()).isEqualTo(mode.equals("block") ? 403 : 200);
      }
      told.add(ruleIds(last(log)).toString());
    }
    assertThat(told.getFirst()).isEqualTo(told.getLast()).contains("8000511");
  }
}
