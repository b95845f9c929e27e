package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.seclang.Transaction;
import gatehouse.seclang.Waf;
import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.text.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The exclusion that a refused request's record offers, over all attacks among the Core Rule Set's
/// own tests: with it that very request passes, and everything else that was refused still is: the
/// same on another path, and other attacks on the same path.
class ReadyExclusionTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Path SHARED = Path.of("../../shared/data").toAbsolutePath().normalize();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sent(String name, RequestHead head, byte[] body) {
    String path() {
      return head.target().toString().split("[?#]", 2)[0];
    }

    Sent at(String path) {
      String target = path + head.target().toString().substring(path().length());
      return new Sent(
          name,
          new RequestHead(head.method(), Bytes.of(target), head.protocol(), head.headers()),
          body);
    }
  }

  @ParameterizedTest
  @CsvSource({"crs, 1", "baseline, 1"})
  void lets_exactly_that_request_pass(String rules, int paranoia) throws IOException {
    assumeTrue(Files.exists(SHARED.resolve("crs-ftw/tests")), "no tests beside the project");
    Waf waf = waf(rules.equals("crs") ? SHARED.resolve("crs").toString() : rules, paranoia);
    List<Sent> refused = new ArrayList<>();
    for (Sent sent : requests()) {
      if (run(waf, sent, List.of()).isDecided()) {
        refused.add(sent);
      }
    }
    List<String> stillRefused = new ArrayList<>();
    List<String> others = new ArrayList<>();
    int without = 0;
    for (int i = 0; i < refused.size(); i++) {
      Sent sent = refused.get(i);
      String ready = ReadyExclusion.of(run(waf, sent, List.of()).explained(), sent.path());
      if (ready.isEmpty()) {
        without++;
        continue;
      }
      List<RuleExclusion> exclusions = exclusions(waf, ready);
      Inspection again = run(waf, sent, exclusions);
      if (again.isDecided()) {
        stillRefused.add(
            sent.name + " by " + Verdict.of(again.transaction()).rule() + " despite " + ready);
      }
      Sent elsewhere = sent.at("/elsewhere/" + i);
      boolean alone = run(waf, elsewhere, List.of()).isDecided();
      if (alone && !run(waf, elsewhere, exclusions).isDecided()) {
        others.add(sent.name + " passes on another path");
      }
    }
    System.out.printf(
        "%s at %d: %d refused, %d without an exclusion, %d still refused, %d others let pass%n",
        rules, paranoia, refused.size(), without, stillRefused.size(), others.size());
    assertThat(refused.size()).isGreaterThan(200);
    assertThat(stillRefused).isEmpty();
    assertThat(others).isEmpty();
    assertThat(without).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "/a?q=1%27+or+%271%27=%271 ¦ /a?r=1%27+or+%271%27=%271",
        "/a?q=1%27+or+%271%27=%271 ¦ /a?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/a?q=1%27+or+%271%27=%271 ¦ /b?q=1%27+or+%271%27=%271",
        "/a*?q=%3Cscript%3E ¦ /ab?q=%3Cscript%3E",
        "/a?q[x|y]=%3Cscript%3E ¦ /a?q[x=%3Cscript%3E",
      })
  void keeps_refusing_its_siblings(String target, String sibling) throws IOException {
    for (String rules : List.of("baseline", SHARED.resolve("crs").toString())) {
      assumeTrue(rules.equals("baseline") || Files.exists(SHARED.resolve("crs")), "no rule set");
      Waf waf = waf(rules, 1);
      Sent sent = get(target);
      String ready = ReadyExclusion.of(run(waf, sent, List.of()).explained(), sent.path());
      List<RuleExclusion> exclusions = exclusions(waf, ready);

      assertThat(run(waf, sent, exclusions).isDecided()).as(ready).isFalse();
      assertThat(run(waf, get(sibling), exclusions).isDecided()).as(ready).isTrue();
    }
  }

  private static Waf waf(String rules, int paranoia) {
    RuleSet set =
        RuleSets.SHARED.get(
            new RuleSetText(
                "block", rules, paranoia, null, null, null, null, null, null, null, null, null,
                null));
    return Objects.requireNonNull(set.waf());
  }

  private static List<RuleExclusion> exclusions(Waf waf, String ready) {
    List<RuleExclusion> exclusions = new ArrayList<>();
    for (JsonNode one : MAPPER.readTree(ready)) {
      exclusions.add(
          RuleExclusion.of(
              waf,
              new WafPlugin.RuleExclusionConfig(
                  texts(one.path("rules")),
                  texts(one.path("paths")),
                  texts(one.path("arguments")))));
    }
    return exclusions;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asString()));
    return texts;
  }

  private static Inspection run(Waf waf, Sent sent, List<RuleExclusion> exclusions) {
    Connection connection = new Connection("192.0.2.1", 1, "192.0.2.2", 80);
    Inspection inspection =
        Inspection.begin(
            without(waf.begin(connection, "t"), sent, exclusions),
            sent.head,
            () -> without(waf.rehearse(connection, "t"), sent, exclusions));
    if (inspection.isDecided()) {
      inspection.rehearse(sent.body);
    } else {
      inspection.endRequest(sent.body, null);
    }
    return inspection;
  }

  private static Transaction without(
      Transaction transaction, Sent sent, List<RuleExclusion> exclusions) {
    exclusions.forEach(exclusion -> exclusion.applyTo(transaction, sent.path()));
    return transaction;
  }

  private static Sent get(String target) {
    return new Sent(
        target,
        new RequestHead(
            Bytes.of("GET"),
            Bytes.of(target),
            Bytes.of("HTTP/1.1"),
            List.of(
                Header.of("Host", "a.example"),
                Header.of("User-Agent", "test"),
                Header.of("Accept", "*/*"))),
        new byte[0]);
  }

  private static List<Sent> requests() throws IOException {
    List<Sent> requests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SHARED.resolve("crs-ftw/tests"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        JsonNode root = MAPPER.readTree(Files.readAllBytes(file));
        for (JsonNode test : root.path("tests")) {
          String name = root.path("rule_id").asString() + "-" + test.path("test_id").asString();
          for (JsonNode stage : test.path("stages")) {
            Sent sent = sent(name, stage.path("input"));
            if (sent != null) {
              requests.add(sent);
            }
          }
        }
      }
    }
    return requests;
  }

  /// Null for what was written as bytes, which is mostly no HTTP.
  private static @Nullable Sent sent(String name, JsonNode input) {
    if (!input.path("encoded_request").asString("").isEmpty()) {
      return null;
    }
    byte[] body = input.path("data").asString("").getBytes(StandardCharsets.UTF_8);
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    input
        .path("headers")
        .properties()
        .forEach(f -> fields.put(f.getKey(), f.getValue().asString()));
    if (input.path("autocomplete_headers").asBoolean(true) && body.length > 0) {
      fields.putIfAbsent("Content-Type", "application/x-www-form-urlencoded");
      fields.putIfAbsent("Content-Length", String.valueOf(body.length));
    }
    List<Header> headers = new ArrayList<>();
    fields.forEach(
        (key, value) -> headers.add(new Header(Bytes.utf8(key), Bytes.utf8(value).trim())));
    return new Sent(
        name,
        new RequestHead(
            Bytes.utf8(input.path("method").asString("GET")),
            Bytes.utf8(input.path("uri").asString("/")),
            Bytes.utf8(input.path("version").asString("HTTP/1.1")),
            headers),
        body);
  }
}
