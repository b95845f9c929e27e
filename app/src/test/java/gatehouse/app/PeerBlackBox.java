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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The firewall beside nginx with ModSecurity 3: the very same rule files, the same requests to
/// both, and the ids of the rules that matched compared, request by request. Where the two differ,
/// `src/test/crs/peer-differences.txt` says why. It takes a minute, so it runs only when asked:
/// with `GATEHOUSE_PEER=yes` every eighth of the rule set's own tests is sent and all of ours, with
/// `GATEHOUSE_PEER=all` all of them.
class PeerBlackBox {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int AT_ONCE = 4;
  private static final int SHOWN = 4;
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DEBIAN_SETUP = Path.of("/etc/modsecurity/crs/crs-setup.conf");
  private static final Path DEBIAN_RULES = Path.of("/usr/share/modsecurity-crs/rules");

  @TempDir private Path folder;

  /// A difference that is known, and why.
  ///
  /// @param side who has the rule alone: `peer` or `gatehouse`
  private record Known(String set, Pattern rule, String side, Pattern test, String reason) {
    boolean explains(String ofSet, String id, String has, String name) {
      return (set.equals("*") || set.equals(ofSet))
          && side.equals(has)
          && rule.matcher(id).matches()
          && test.matcher(name).matches();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"crs", "debian"})
  void the_rules_match_that_match_in_modsecurity(String set) throws Exception {
    assumeTrue(System.getenv("GATEHOUSE_PEER") != null, "set GATEHOUSE_PEER=yes to run this");
    assumeTrue(ModSecurity.isInstalled(), "libnginx-mod-http-modsecurity is not installed");
    Path data = PROJECT.resolveSibling("shared").resolve("data");
    assumeTrue(
        set.equals("debian") ? Files.exists(DEBIAN_RULES) : Files.exists(data.resolve("crs/rules")),
        "the rule set is not there");
    List<FtwStage> stages = stages(data.resolve("crs-ftw/tests"));
    stages.addAll(PeerRequests.all());
    Map<String, Map<String, String>> peer;
    Map<String, Map<String, String>> own;
    try (FtwBackend backend = new FtwBackend()) {
      peer = askPeer(stages, rules(set, data, "peer"), backend.url());
      own = askGateway(stages, rules(set, data, "own"), backend.url());
    }
    compare(set, peer, own);
  }

  private void compare(
      String set, Map<String, Map<String, String>> peer, Map<String, Map<String, String>> own)
      throws IOException {
    List<Known> known = known();
    Set<Known> used = new HashSet<>();
    Map<String, List<String>> unexplained = new TreeMap<>();
    int both = 0;
    int alike = 0;
    for (Map.Entry<String, Map<String, String>> one : own.entrySet()) {
      Map<String, String> theirs = peer.get(one.getKey());
      if (theirs == null) {
        continue;
      }
      both++;
      alike += theirs.keySet().equals(one.getValue().keySet()) ? 1 : 0;
      note(set, one.getKey(), "gatehouse", minus(one.getValue(), theirs), known, used, unexplained);
      note(set, one.getKey(), "peer", minus(theirs, one.getValue()), known, used, unexplained);
    }
    System.out.printf(
        "%s: %d requests reached both engines, %d with the same rules, %d kinds of differences"
            + " without a reason%n",
        set, both, alike, unexplained.size());
    unexplained.forEach((what, tests) ->
        System.out.printf(
            "  %s: %d, such as%n    %s%n",
            what,
            tests.size(),
            String.join("\n    ", tests.subList(0, Math.min(SHOWN, tests.size())))));
    assertThat(both).isGreaterThan(500);
    assertThat(alike * 100).as("requests with the same rules").isGreaterThan(both * 75);
    assertThat(unexplained.keySet())
        .as("rules that match in one engine alone, without a reason")
        .isEmpty();
  }

  private static Map<String, String> minus(Map<String, String> one, Map<String, String> other) {
    Map<String, String> rest = new TreeMap<>(one);
    rest.keySet().removeAll(other.keySet());
    return rest;
  }

  private static void note(
      String set,
      String test,
      String side,
      Map<String, String> matches,
      List<Known> known,
      Set<Known> used,
      Map<String, List<String>> unexplained) {
    matches.forEach((id, match) -> {
      boolean explained = false;
      for (Known one : known) {
        if (one.explains(set, id, side, test)) {
          used.add(one);
          explained = true;
        }
      }
      if (!explained) {
        unexplained
            .computeIfAbsent(id + " " + side, _ -> new ArrayList<>())
            .add(test + ": " + match);
      }
    });
  }

  /// Lines of `SET RULE SIDE TEST reason`; rule and test are patterns.
  private static List<Known> known() throws IOException {
    List<Known> known = new ArrayList<>();
    for (String line :
        Files.readAllLines(PROJECT.resolve("app/src/test/crs/peer-differences.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(" +", 5);
        assertThat(parts).as("a difference without a reason: " + line).hasSize(5);
        known.add(
            new Known(
                parts[0],
                Pattern.compile(parts[1]),
                parts[2],
                Pattern.compile(parts[3]),
                parts[4]));
      }
    }
    return known;
  }

  /// The same text for both, but for the file of the audit log.
  private Path rules(String set, Path data, String side) throws IOException {
    Path setup = set.equals("debian") ? DEBIAN_SETUP : data.resolve("crs/crs-setup.conf.example");
    Path rules = set.equals("debian") ? DEBIAN_RULES : data.resolve("crs/rules");
    Path main = folder.resolve(set + "-" + side + ".conf");
    Files.writeString(
        main,
        """
        SecRuleEngine DetectionOnly
        SecRequestBodyAccess On
        SecRequestBodyLimit 13107200
        SecRequestBodyNoFilesLimit 131072
        SecRequestBodyJsonDepthLimit 512
        SecResponseBodyAccess On
        SecResponseBodyMimeType text/plain text/html text/xml application/json
        SecResponseBodyLimit 524288
        SecResponseBodyLimitAction ProcessPartial
        SecAuditEngine On
        SecAuditLogParts AHZ
        SecAuditLogType Serial
        SecAuditLogFormat JSON
        SecAuditLog %s
        SecRule REQUEST_HEADERS:Content-Type "^(?:application(?:/soap\\+|/)|text/)xml" \\
          "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
        SecRule REQUEST_HEADERS:Content-Type "^application/(?:[a-z0-9.-]+[+])?json" \\
          "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
        SecRule REQBODY_ERROR "!@eq 0" "id:200002,phase:2,t:none,log,deny,status:400,msg:'Body'"
        SecRule MULTIPART_STRICT_ERROR "!@eq 0" \\
          "id:200003,phase:2,t:none,log,deny,status:400,msg:'Strict multipart'"
        SecRule MULTIPART_UNMATCHED_BOUNDARY "@eq 1" \\
          "id:200004,phase:2,t:none,log,deny,msg:'Unmatched boundary'"
        Include %s
        SecUnicodeMapFile %s 20127
        SecAction "id:900005,phase:1,nolog,pass,\\
          setvar:tx.blocking_paranoia_level=4,setvar:tx.detection_paranoia_level=4,\\
          setvar:tx.paranoia_level=4,setvar:tx.executing_paranoia_level=4,\\
          setvar:tx.crs_validate_utf8_encoding=1,setvar:tx.arg_name_length=100,\\
          setvar:tx.arg_length=400,setvar:tx.total_arg_length=6400,setvar:tx.max_num_args=255,\\
          setvar:tx.max_file_size=64100,setvar:tx.combined_file_sizes=65535"
        Include %s/*.conf
        """
            .formatted(audit(set, side), setup, data.resolve("unicode.mapping"), rules));
    return main;
  }

  private Path audit(String set, String side) {
    return folder.resolve(set + "-" + side + "-audit.log");
  }

  private Map<String, Map<String, String>> askPeer(
      List<FtwStage> stages, Path rules, String service) throws Exception {
    Map<String, String> names;
    try (ModSecurity peer = ModSecurity.run(folder, service, rules)) {
      names = send(stages, peer.port(), "x-peer-id");
      peer.finish();
    }
    return logged(auditOf(rules), names);
  }

  private static Path auditOf(Path rules) {
    return Path.of(rules.toString().replace(".conf", "-audit.log"));
  }

  private Map<String, Map<String, String>> askGateway(
      List<FtwStage> stages, Path rules, String service) throws Exception {
    Path config = folder.resolve("kong.yml");
    Files.writeString(
        config,
        """
        _format_version: "3.0"
        services:
        - {name: s, url: "%s", routes: [{name: r, paths: ["/"], strip_path: false}]}
        plugins:
        - {name: waf, config: {crs: none, directives: "Include %s"}}
        """
            .formatted(service, rules));
    try (Packaged gateway = Packaged.run(folder, "--config", config.toString())) {
      Map<String, String> names = send(stages, gateway.http(), "x-gatehouse-request-id");
      return logged(auditOf(rules), names);
    }
  }

  /// The names of the requests by the ids of their transactions.
  private static Map<String, String> send(List<FtwStage> stages, int port, String idField)
      throws Exception {
    List<Callable<String>> calls = new ArrayList<>();
    stages.forEach(s -> calls.add(() -> FtwClient.ask(port, s.request()).field(idField)));
    Map<String, String> names = new HashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<String>> ids = threads.invokeAll(calls);
      for (int i = 0; i < stages.size(); i++) {
        names.put(ids.get(i).get(), stages.get(i).name());
      }
    }
    return names;
  }

  private static Map<String, Map<String, String>> logged(Path audit, Map<String, String> names)
      throws IOException {
    Map<String, Map<String, String>> logged = new LinkedHashMap<>();
    for (String line : Files.readAllLines(audit, StandardCharsets.ISO_8859_1)) {
      JsonNode transaction;
      try {
        transaction = MAPPER.readTree(line).path("transaction");
      } catch (JacksonException _) {
        // Of the peer, which writes bytes as they came.
        continue;
      }
      Map<String, String> matches = new TreeMap<>();
      transaction
          .path("messages")
          .forEach(m ->
              matches.put(m.at("/details/ruleId").asString(), m.at("/details/match").asString()));
      String name = names.get(transaction.path("unique_id").asString());
      if (name != null) {
        logged.put(name, matches);
      }
    }
    return logged;
  }

  private static List<FtwStage> stages(Path tests) throws IOException {
    List<FtwStage> stages = new ArrayList<>();
    if (!Files.exists(tests)) {
      return stages;
    }
    boolean all = "all".equals(System.getenv("GATEHOUSE_PEER"));
    int count = 0;
    try (Stream<Path> files = Files.walk(tests)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        JsonNode root = MAPPER.readTree(Files.readAllBytes(file));
        for (JsonNode test : root.path("tests")) {
          String name = root.path("rule_id").asString() + "-" + test.path("test_id").asString();
          for (JsonNode stage : test.path("stages")) {
            if (all || count++ % 8 == 0) {
              stages.add(FtwStage.of(name, stage));
            }
          }
        }
      }
    }
    return stages;
  }
}
