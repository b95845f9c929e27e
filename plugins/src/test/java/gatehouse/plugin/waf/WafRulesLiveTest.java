package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rule sets within a running gateway: what they keep between requests, how large bodies fare, and
/// the Core Rule Set where it is at hand.
class WafRulesLiveTest {
  private static final Path BESIDE = Path.of("../../shared/data/crs").toAbsolutePath().normalize();
  private static final Path INSTALLED = Path.of("/usr/share/modsecurity-crs/rules");

  private static TestGate gate(Origin origin, String routeFields, String config) throws Exception {
    return TestGate.with(
        Plugins.CATALOGUE_CLASSES,
        """
        services:
        - name: s
          url: http://127.0.0.1:%d
          routes: [{name: r, paths: [/], strip_path: false%s}]
        plugins: [{name: waf, config: %s}]
        """
            .formatted(origin.port(), routeFields, config));
  }

  private static int ask(TestGate gate, String line, String fields, String body) throws Exception {
    String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
    try (RawHttp client = gate.connect()) {
      return client
          .send(
              line
                  + " HTTP/1.1\r\nHost: a.example\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\n"
                  + fields.replace("~", "\r\n")
                  + length
                  + "\r\n"
                  + body)
          .read()
          .status();
    }
  }

  @Test
  void a_route_may_be_stricter_laxer_or_off() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate =
            TestGate.with(
                Plugins.CATALOGUE_CLASSES,
                """
                services:
                - name: s
                  url: http://127.0.0.1:%d
                  routes:
                  - {name: api, paths: [/api/]}
                  - {name: health, paths: [/health], plugins: [{name: waf, config: {mode: "off"}}]}
                  - {name: lax, paths: [/lax], plugins: [{name: waf, config: {mode: detect}}]}
                  - {name: strict, paths: [/strict], plugins: [{name: waf, config: {paranoia_level: 2}}]}
                plugins: [{name: waf}]
                """
                    .formatted(origin.port()))) {
      String attack = "?q=%3b+cat+/etc/passwd";
      assertThat(ask(gate, "GET /api/" + attack, "", "")).isEqualTo(403);
      assertThat(ask(gate, "GET /health" + attack, "", "")).isEqualTo(200);
      assertThat(ask(gate, "GET /lax" + attack, "", "")).isEqualTo(200);
      String odd = "?q=select+name+from+customers";
      assertThat(ask(gate, "GET /api/" + odd, "", "")).isEqualTo(200);
      assertThat(ask(gate, "GET /strict" + odd, "", "")).isEqualTo(403);
    }
  }

  @Test
  void a_persistent_counter_refuses_whoever_comes_too_often_and_expires() throws Exception {
    String config =
        """
        {crs: none, directives: "SecWebAppId live-test\\n\
        SecAction \\"id:1,phase:1,pass,nolog,initcol:ip=%{ARGS.who},setsid:%{ARGS.who}\\"\\n\
        SecRule ARGS:count \\"@streq 1\\" \
        \\"id:2,phase:1,pass,nolog,setvar:ip.n=+1,setvar:session.m=+1,expirevar:ip.n=1\\"\\n\
        SecRule IP:n \\"@gt 3\\" \\"id:3,phase:1,deny,status:429\\"\\n\
        SecRule SESSION:m \\"@gt 5\\" \\"id:4,phase:1,deny,status:409\\""}
        """;
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "", config)) {
      // A second may pass between any two; counting on gets over the limit all the same.
      await().until(() -> ask(gate, "GET /?who=a&count=1", "", "") == 429);
      assertThat(ask(gate, "GET /?who=b&count=1", "", "")).isEqualTo(200);
      await().until(() -> ask(gate, "GET /?who=a", "", "") == 200);
      await().until(() -> ask(gate, "GET /?who=a&count=1", "", "") == 409);
      assertThat(ask(gate, "GET /?who=b", "", "")).isEqualTo(200);
    }
  }

  private static String rules() {
    return Files.exists(BESIDE.resolve("rules")) ? BESIDE.toString() : "baseline";
  }

  /// With the Core Rule Set where it is; its list of media types is the operator's.
  @Test
  void large_bodies_pass_whole() throws Exception {
    String config =
        """
        {crs: "%s", directives: "SecAction \\"id:1,phase:1,pass,nolog,\
        setvar:'tx.allowed_request_content_type=|application/octet-stream| |application/json|'\\""}
        """
            .formatted(rules());
    try (Origin origin = new Origin(_ -> Origin.OK);
        TestGate gate = gate(origin, "", config)) {
      StringBuilder json = new StringBuilder("{\"items\": [");
      for (int i = 0; i < 450; i++) {
        json.append("{\"id\": ").append(i).append(", \"text\": \"");
        json.append("The quick brown fox jumps over the lazy dog. ".repeat(45)).append("\"},");
      }
      String document = json.append("{}]}").toString();
      assertThat(document.length()).isBetween(900_000, 1 << 20);
      assertThat(ask(gate, "POST /", "Content-Type: application/json~", document)).isEqualTo(200);
      assertThat(origin.next().body()).isEqualTo(document);

      String binary = "\u0089PNG\r\n\u001a\n\0" + "\u0001\u00fe\u0080ab\0\u00ffx".repeat(1_500_000);
      assertThat(ask(gate, "POST /", "Content-Type: application/octet-stream~", binary))
          .isEqualTo(200);
      assertThat(origin.next().body()).hasSize(binary.length());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Content-Type: application/x-www-form-urlencoded~"})
  void the_core_rule_set_sees_json_that_no_type_tells_of(String type) throws Exception {
    assumeTrue(Files.exists(BESIDE.resolve("rules")), "no Core Rule Set beside the project");
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "", "{crs: \"" + BESIDE + "\"}")) {
      String attack = "{\"q\": \"1\\u0027 OR \\u00271\\u0027=\\u00271\\u0027 UNION SELECT 1--\"}";
      assertThat(ask(gate, "POST /", type, attack)).isEqualTo(403);
      assertThat(origin.waiting()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16", "IBM037"})
  void no_rule_set_lets_a_document_pass_that_reads_files(String charset) throws Exception {
    String xml =
        "<?xml version=\"1.0\" encoding=\""
            + charset
            + "\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>";
    String body = new String(xml.getBytes(Charset.forName(charset)), StandardCharsets.ISO_8859_1);
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "", "{crs: \"" + rules() + "\"}")) {
      assertThat(ask(gate, "POST /", "Content-Type: application/xml~", body)).isBetween(400, 403);
      assertThat(ask(gate, "POST /", "Content-Type: text/xml~", "<a>hello</a>")).isEqualTo(200);
      assertThat(origin.next().body()).isEqualTo("<a>hello</a>");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "GET /?q=hello ¦ '' ¦ 200",
        "GET /?q=%27+OR+1%3D1--+ ¦ '' ¦ 403",
        "GET /?q=%3Cscript%3Ealert(1)%3C/script%3E ¦ '' ¦ 403",
        "GET /?q=%3B+cat+/etc/passwd ¦ '' ¦ 403",
        "GET /?q=../../../../etc/passwd ¦ '' ¦ 403",
        "GET /?q=%24%7Bjndi%3Aldap%3A%2F%2Fx%2Fa%7D ¦ '' ¦ 403",
        "POST / ¦ {\"text\": \"hello\"} ¦ 200",
        "POST / ¦ {\"text\": \"<script>alert(1)</script>\"} ¦ 403",
        "PUT / ¦ {\"text\": \"hello\"} ¦ 200",
        "DELETE / ¦ '' ¦ 200",
      })
  void the_rule_set_that_debian_ships_refuses_and_lets_pass(String line, String body, int status)
      throws Exception {
    assumeTrue(Files.exists(INSTALLED), "the package modsecurity-crs is not installed");
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, ", methods: [GET, POST, PUT, DELETE]", "{crs: installed}")) {
      String type = body.isEmpty() ? "" : "Content-Type: application/json~";
      assertThat(ask(gate, line, type, body)).isEqualTo(status);
    }
  }
}
