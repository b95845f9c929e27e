package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.seclang.Transaction;
import gatehouse.seclang.Waf;
import gatehouse.seclang.body.Connection;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The firewall's numbers, as `GET /metrics` shows them.
class WafMeasuresTest {
  private static final String YAML =
      """
      services:
      - name: s
        url: http://127.0.0.1:%d
        routes:
        - {name: block, paths: [/block], plugins: [{name: waf}]}
        - {name: detect, paths: [/detect], plugins: [{name: waf, config: {mode: detect}}]}
        - {name: shadow, paths: [/shadow], plugins: [{name: waf, enforce: false}]}
        - {name: limit, paths: [/limit], plugins: [{name: waf, config: {request_body_limit: 20,
            request_body_limit_action: partial}}]}
        - {name: own, paths: [/own], plugins: [{name: waf, config: {crs: none, directives:
            "SecRule ARGS:a \\"@streq deny\\" \\"id:1,phase:1,deny\\""}}]}
      """;

  private Origin origin;

  @BeforeEach
  void start() throws Exception {
    origin = Origin.answering(Origin.OK);
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
  }

  @Test
  void answers_that_cannot_be_unpacked_are_counted() throws Exception {
    try (Origin packed = new Origin(seen -> packedAs(seen.line().substring(5).split(" ", 2)[0]));
        TestGate gate =
            TestGate.with(
                Plugins.CATALOGUE_CLASSES,
                packed.yaml()
                    + "plugins: [{name: waf, config: {response_body_inspection: true}}]\n")) {
      send(gate, "GET /gzip", "");
      send(gate, "GET /compress", "");
      send(gate, "GET /identity", "");

      assertThat(metrics(gate))
          .contains(
              "gatehouse_waf_body_skipped_total{direction=\"response\",why=\"content-encoding\"}"
                  + " 2\n");
    }
  }

  private static String packedAs(String coding) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: "
        + coding
        + "\r\nContent-Length: 5\r\n\r\nhello";
  }

  private static void send(TestGate gate, String head, String body) throws Exception {
    try (RawHttp client = gate.connect()) {
      String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
      client.send(head + " HTTP/1.1\r\nHost: h\r\n" + length + "\r\n" + body).read();
    }
  }

  private static String metrics(TestGate gate) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    gate.metrics().write(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void verdicts_scores_rules_and_bodies_are_counted() throws Exception {
    try (TestGate gate = TestGate.with(Plugins.CATALOGUE_CLASSES, YAML.formatted(origin.port()))) {
      send(gate, "GET /block?q=hello", "");
      send(gate, "GET /block?q=;+cat+/etc/passwd", "");
      send(gate, "GET /detect?q=;+cat+/etc/passwd", "");
      send(gate, "GET /shadow?q=;+cat+/etc/passwd", "");
      send(gate, "POST /limit", "012345678901234567890");
      send(gate, "GET /own?a=deny", "");
      String text = metrics(gate);
      assertThat(text)
          .contains("gatehouse_waf_requests_total{route=\"block\",verdict=\"passed\"} 1\n")
          .contains("gatehouse_waf_requests_total{route=\"block\",verdict=\"blocked\"} 1\n")
          .contains("gatehouse_waf_requests_total{route=\"detect\",verdict=\"detected\"} 1\n")
          .contains("gatehouse_waf_requests_total{route=\"shadow\",verdict=\"detected\"} 1\n")
          .contains(
              "gatehouse_waf_score_bucket{direction=\"inbound\",route=\"block\",le=\"0\"} 1\n")
          .contains("gatehouse_waf_score_count{direction=\"inbound\",route=\"block\"} 2\n")
          .contains("gatehouse_waf_body_skipped_total{direction=\"request\",why=\"limit\"} 1\n")
          .contains("gatehouse_waf_rule_hits_total{action=\"refuse\",phase=\"1\",rule=\"1\"} 1\n")
          .containsPattern(
              "gatehouse_waf_rule_hits_total\\{action=\"score\",.*rule=\"8000[0-9]+\"\\} 3\n")
          .contains("gatehouse_waf_seconds_count{direction=\"request\"} 6\n");
      gate.swap(YAML.formatted(origin.port()).replace("name: block, paths", "name: new, paths"));
      assertThat(metrics(gate)).doesNotContain("route=\"block\"").contains("route=\"detect\"");
    }
  }

  @Test
  void a_quiet_request_is_counted_without_an_object_of_ours() {
    WafMeasures measures = new WafMeasures(new FakeWorkshop().measures());
    FakeExchange x = FakeExchange.get("/");
    Waf waf =
        Objects.requireNonNull(
            RuleSets.SHARED
                .get(
                    new RuleSetText(
                        "block",
                        "none",
                        null,
                        null,
                        null,
                        null,
                        "SecRuleEngine On",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null))
                .waf());
    Transaction transaction = waf.begin(new Connection("127.0.0.1", 1, "127.0.0.1", 2), "id");
    Inspection inspection =
        Inspection.begin(transaction, Inspection.head(x.request()), () -> transaction);
    inspection.endRequest(null, null);
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      long before = memory.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 5_000; i++) {
        measures.ended(x, inspection);
      }
      least = Math.min(least, memory.getCurrentThreadAllocatedBytes() - before);
    }
    // The library makes 16 bytes for each of the two observations where the compiler leaves them.
    assertThat(least).as("bytes for 5,000 requests").isLessThan(5_000 * 33);
  }
}
