package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The OWASP Core Rule Set's own regression tests against the packaged gateway: each request over a
/// raw socket, each expectation read from the audit log. Rule set and tests lie beside the project;
/// without them the test is skipped.
class CrsBlackBox {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int AT_ONCE = 8;
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path folder;

  /// What came of one request.
  ///
  /// @param id of the exchange; empty where the gateway refused before there was one
  /// @param status 0 without an answer
  private record Sent(FtwStage stage, String id, int status) {}

  /// What the logs say of one exchange.
  private record Logged(Set<String> ids, String text) {}

  @Test
  void answers_every_test_of_the_core_rule_set_as_it_demands() throws Exception {
    Path data = data();
    List<FtwStage> stages = stages(data.resolve("crs-ftw/tests"));
    Path audit = folder.resolve("audit.log");
    List<Sent> sent;
    String errors;
    try (FtwBackend backend = new FtwBackend()) {
      Path config = folder.resolve("kong.yml");
      Files.writeString(config, configuration(backend.url(), data.resolve("crs"), audit));
      try (Packaged gateway = Packaged.run(folder, "--config", config.toString())) {
        sent = send(stages, gateway.http());
        errors = gateway.err();
      }
    }

    Map<String, String> exceptions = exceptions();
    Set<String> failed = new TreeSet<>();
    Map<String, Logged> logged = logged(audit, errors);
    for (Sent one : sent) {
      String failure = failure(one, logged.getOrDefault(one.id, new Logged(Set.of(), "")));
      if (failure != null) {
        failed.add(one.stage.name() + " " + failure);
      }
    }
    Set<String> unexpected = new TreeSet<>(failed);
    unexpected.removeIf(failure -> exceptions.containsKey(failure.split(" ", 2)[0]));
    Set<String> names = new HashSet<>();
    sent.forEach(one -> names.add(one.stage.name()));
    System.out.printf(
        "CRS: %d tests, %d as demanded, %d by exception%n",
        names.size(), names.size() - failed.size(), failed.size() - unexpected.size());

    assertThat(unexpected).as("tests that fail without a listed reason").isEmpty();
    assertThat(exceptions.keySet())
        .as("listed exceptions that pass, or do not exist")
        .filteredOn(names::contains)
        .allSatisfy(name -> assertThat(failed).anyMatch(f -> f.startsWith(name + " ")));
  }

  /// As the tests presume it: everything is logged, nothing is refused.
  private static String configuration(String service, Path rules, Path audit) {
    return """
    _format_version: "3.0"
    services:
    - {name: s, url: "%s", routes: [{name: r, paths: ["/"], strip_path: false}]}
    plugins:
    - name: waf
      config:
        mode: detect
        crs: %s
        response_body_inspection: true
        directives: |
          SecRequestBodyNoFilesLimit 131072
          SecAuditEngine On
          SecAuditLog %s
          SecAuditLogFormat JSON
          SecAuditLogType Serial
          SecAuditLogParts AHZ
          SecAction "id:900005,phase:1,nolog,pass,\\
            setvar:tx.blocking_paranoia_level=4,setvar:tx.detection_paranoia_level=4,\\
            setvar:tx.crs_validate_utf8_encoding=1,setvar:tx.arg_name_length=100,\\
            setvar:tx.arg_length=400,setvar:tx.total_arg_length=6400,setvar:tx.max_num_args=255,\\
            setvar:tx.max_file_size=64100,setvar:tx.combined_file_sizes=65535"
    """
        .formatted(service, rules, audit);
  }

  private static Path data() {
    Path found = PROJECT.resolveSibling("shared").resolve("data");
    assumeTrue(
        Files.exists(found.resolve("crs/rules")) && Files.exists(found.resolve("crs-ftw/tests")),
        "the Core Rule Set and its tests are not beside the project: ../shared/data");
    return found;
  }

  private static List<FtwStage> stages(Path tests) throws IOException {
    List<FtwStage> stages = new ArrayList<>();
    try (Stream<Path> files = Files.walk(tests)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        JsonNode root = MAPPER.readTree(Files.readAllBytes(file));
        for (JsonNode test : root.path("tests")) {
          String name = root.path("rule_id").asString() + "-" + test.path("test_id").asString();
          test.path("stages").forEach(stage -> stages.add(FtwStage.of(name, stage)));
        }
      }
    }
    return stages;
  }

  /// Reasons by the test's name: lines of `RULE-TEST reason`.
  private static Map<String, String> exceptions() throws IOException {
    Map<String, String> reasons = new HashMap<>();
    for (String line : Files.readAllLines(PROJECT.resolve("app/src/test/crs/exceptions.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(" ", 2);
        assertThat(parts).as("an exception without a reason: " + line).hasSize(2);
        reasons.put(parts[0], parts[1]);
      }
    }
    return reasons;
  }

  private static List<Sent> send(List<FtwStage> stages, int port) throws Exception {
    List<Callable<Sent>> calls = new ArrayList<>();
    stages.forEach(stage -> calls.add(() -> send(stage, port)));
    List<Sent> sent = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Future<Sent> future : threads.invokeAll(calls)) {
        sent.add(future.get());
      }
    }
    return sent;
  }

  private static Sent send(FtwStage stage, int port) throws IOException {
    FtwClient.Answer answer = FtwClient.ask(port, stage.request());
    return new Sent(stage, answer.field("x-gatehouse-request-id"), answer.status());
  }

  private static Map<String, Logged> logged(Path audit, String errors) throws IOException {
    Map<String, StringBuilder> lines = new HashMap<>();
    Pattern unique = Pattern.compile("\\[unique_id \"([0-9a-f]+)\"\\]");
    for (String line : errors.split("\n", -1)) {
      Matcher id = unique.matcher(line);
      if (id.find()) {
        lines.computeIfAbsent(id.group(1), _ -> new StringBuilder()).append(line).append('\n');
      }
    }
    Map<String, Logged> logged = new HashMap<>();
    for (String line : Files.readAllLines(audit, StandardCharsets.UTF_8)) {
      JsonNode transaction = MAPPER.readTree(line).path("transaction");
      Set<String> ids = new HashSet<>();
      transaction
          .path("messages")
          .forEach(message -> ids.add(message.at("/details/ruleId").asString()));
      String id = transaction.path("unique_id").asString();
      logged.put(id, new Logged(ids, lines.getOrDefault(id, new StringBuilder()) + line));
    }
    return logged;
  }

  private static @Nullable String failure(Sent sent, Logged logged) {
    FtwStage stage = sent.stage;
    if (stage.expectError() && sent.status == 0) {
      return null;
    }
    if (stage.status() != null && stage.status() != sent.status) {
      return "status " + sent.status;
    }
    for (String id : stage.expectIds()) {
      if (!logged.ids.contains(id)) {
        return "misses " + id + " (status " + sent.status + ")";
      }
    }
    for (String id : stage.noExpectIds()) {
      if (logged.ids.contains(id)) {
        return "has " + id;
      }
    }
    if (stage.matchRegex() != null && !found(stage.matchRegex(), logged.text)) {
      return "the log does not match " + stage.matchRegex();
    }
    return stage.noMatchRegex() != null && found(stage.noMatchRegex(), logged.text)
        ? "the log matches " + stage.noMatchRegex()
        : null;
  }

  private static boolean found(String regex, String text) {
    return Pattern.compile(regex).matcher(text).find();
  }
}
