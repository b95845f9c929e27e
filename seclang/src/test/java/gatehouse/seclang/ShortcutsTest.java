package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the engine finds out ahead of the rules, leaves out by proof or remembers must never show:
/// against a program in which every rule asks every value, over the rule set's own tests at its
/// highest paranoia level and over mutants of them.
class ShortcutsTest {
  private static final Connection CONNECTION = new Connection("203.0.113.7", 40000, "10.0.0.1", 80);

  /// Bytes that decoders, prefilters and tokenizers turn on.
  private static final String TURNS =
      "%+&\\/*-#<>'\"`^,;(){}[]$|!=:.@~ \t\r\n\0\u00c2\u00a0\u00ff0xXuU";

  private static Waf planned;
  private static Waf plain;

  private final Random random = new Random(7);

  @BeforeAll
  static void load() throws SecLangException {
    planned = CoreRuleSet.builder().build();
    plain = CoreRuleSet.builder().withoutShortcuts().build();
  }

  @Test
  void change_nothing_over_the_rule_sets_own_tests() throws IOException {
    for (FtwStage stage : stages()) {
      compare(stage.head(), stage.body());
    }
  }

  @Test
  void change_nothing_over_mutants() throws IOException {
    for (FtwStage stage : stages()) {
      RequestHead head = stage.head();
      List<Header> headers = new ArrayList<>(head.headers());
      if (!headers.isEmpty()) {
        int place = random.nextInt(headers.size());
        Header old = headers.get(place);
        headers.set(place, new Header(old.name(), mutant(old.value())));
      }
      RequestHead mutated =
          new RequestHead(head.method(), mutant(head.target()), head.protocol(), headers);
      compare(mutated, stage.body().isEmpty() ? stage.body() : mutant(stage.body()));
    }
  }

  /// The second time a value comes, its verdict may be remembered.
  private static void compare(RequestHead head, Bytes body) {
    List<String> wanted = run(plain, head, body);
    assertThat(run(planned, head, body)).as(() -> show(head, body)).isEqualTo(wanted);
    assertThat(run(planned, head, body)).as(() -> show(head, body)).isEqualTo(wanted);
  }

  private static String show(RequestHead head, Bytes body) {
    return head + "\n" + body;
  }

  private static List<String> run(Waf waf, RequestHead head, Bytes body) {
    Transaction transaction = waf.begin(CONNECTION, "test-id");
    transaction.requestHead(head);
    byte[] bytes = body.toArray();
    transaction.requestBody(bytes, 0, bytes.length);
    transaction.endRequest();
    transaction.responseHead(
        new ResponseHead(
            200, Bytes.of("HTTP/1.1"), List.of(Header.of("Content-Type", "text/html"))));
    transaction.responseBody(bytes, 0, bytes.length);
    transaction.endResponse();
    transaction.end();
    List<String> seen = new ArrayList<>();
    for (RuleMatch match : transaction.matches()) {
      seen.add(
          match.rule().id()
              + " "
              + match.variable()
              + "="
              + match.value()
              + " data "
              + match.data()
              + " captured "
              + match.captured()
              + " at "
              + match.offset()
              + " scores "
              + match.scores());
    }
    for (String score :
        List.of("blocking_inbound_anomaly_score", "detection_outbound_anomaly_score")) {
      seen.add(score + " " + transaction.variable(VariableName.TX, score));
    }
    seen.add("limit " + transaction.variable(VariableName.MSC_PCRE_LIMITS_EXCEEDED, null));
    return seen;
  }

  private Bytes mutant(Bytes text) {
    byte[] bytes = text.toArray();
    if (bytes.length == 0) {
      return text;
    }
    for (int i = 0; i < 1 + bytes.length / 30; i++) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          (byte)
              switch (random.nextInt(4)) {
                case 0 -> TURNS.charAt(random.nextInt(TURNS.length()));
                case 1 -> bytes[at] ^ 0x20;
                case 2 -> random.nextInt(256);
                default -> bytes[random.nextInt(bytes.length)];
              };
    }
    return Bytes.of(bytes);
  }

  private static List<FtwStage> stages() throws IOException {
    List<FtwStage> stages = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> found = Files.walk(SharedData.path("crs-ftw/tests"))) {
      files = found.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    for (Path file : files) {
      Map<String, Object> cases = Json.object(Json.read(file));
      for (Map<String, Object> test : Json.objects(Json.get(cases, "tests"))) {
        for (Map<String, Object> stage : Json.objects(Json.get(test, "stages"))) {
          stages.add(FtwStage.of(stage));
        }
      }
    }
    return stages;
  }
}
