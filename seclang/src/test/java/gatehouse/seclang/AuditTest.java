package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.audit.AuditRecord;
import gatehouse.seclang.audit.AuditWriter;
import gatehouse.seclang.rule.Hidden;
import gatehouse.seclang.text.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {
  private static final String RULES =
      """
      SecAuditEngine RelevantOnly
      SecAuditLogFormat JSON
      SecAuditLogParts ABCEFHZ
      SecComponentSignature "TEST/1"
      SecRule ARGS:q "@rx (b.d)" "id:7,phase:2,deny,capture,severity:CRITICAL,ver:'T/1',tag:'a',\
      tag:'b-%{TX.1}',msg:'Found \\'%{TX.0}\\'',logdata:'in %{MATCHED_VAR_NAME}'"
      """;

  private static Map<String, Object> json(Exchange exchange) {
    return Json.object(Json.get(Json.object(Json.parse(exchange.json())), "transaction"));
  }

  @Test
  void writes_what_version_3_writes() throws SecLangException {
    Exchange exchange =
        Exchange.with(RULES).get("/x?q=a+bad+one").header("X-\u00e9", "\u00e9\u0001");
    Map<String, Object> transaction = json(exchange);
    Map<String, Object> message = Json.objects(Json.get(transaction, "messages")).getFirst();
    Map<String, Object> details = Json.object(Json.get(message, "details"));

    assertThat(transaction)
        .containsEntry("client_ip", "203.0.113.7")
        .containsEntry("client_port", 40000L)
        .containsEntry("unique_id", "tx-1")
        .containsKeys("time_stamp", "server_id", "host_ip", "host_port", "producer");
    assertThat(Json.object(Json.get(transaction, "request")))
        .containsEntry("method", "GET")
        .containsEntry("http_version", 1.1)
        .containsEntry("uri", "/x?q=a+bad+one");
    assertThat(Json.object(Json.get(transaction, "response"))).containsEntry("http_code", 403L);
    assertThat(message).containsEntry("message", "Found 'bad'");
    assertThat(details)
        .containsEntry("ruleId", "7")
        .containsEntry("file", "test.conf")
        .containsEntry("lineNumber", "5")
        .containsEntry("data", "in ARGS:q")
        .containsEntry("severity", "2")
        .containsEntry("ver", "T/1")
        .containsEntry("tags", List.of("a", "b-bad"))
        .containsEntry("reference", "o2,3v9")
        .containsEntry(
            "match",
            "Matched \"Operator `Rx' with parameter `(b.d)' against variable `ARGS:q'"
                + " (Value: `a bad one' )");
  }

  @Test
  void writes_an_error_log_line_for_each_match() throws SecLangException {
    Exchange exchange = Exchange.with(RULES).get("/x?q=bad%0aforged");

    assertThat(exchange.transaction().errorLog())
        .singleElement()
        .asString()
        .startsWith("ModSecurity: Access denied with code 403 (phase 2). Matched \"Operator `Rx'")
        .contains("(Value: `bad\\x0aforged' ) [file \"test.conf\"] [line \"5\"] [id \"7\"]")
        .endsWith(
            "[tag \"a\"] [tag \"b-bad\"] [hostname \"10.0.0.1\"] [uri \"/x\"]"
                + " [unique_id \"tx-1\"] [ref \"o0,3v10\"]");
  }

  @ParameterizedTest
  @CsvSource({
    "On, /, true",
    "Off, /?q=bad, false",
    "RelevantOnly, /, false",
    "RelevantOnly, /?q=bad, true",
  })
  void keeps_the_records_that_are_wanted(String mode, String target, boolean kept)
      throws SecLangException {
    Exchange exchange = Exchange.with(RULES + "SecAuditEngine " + mode).get(target);

    assertThat(exchange.record() != null).isEqualTo(kept);
  }

  @Test
  void takes_statuses_for_relevant_that_are_said_to_be() throws SecLangException {
    String rules = RULES + "SecAuditLogRelevantStatus \"^(?:5|4(?!04))\"";

    assertThat(Exchange.with(rules).answer(502, "").record()).isNotNull();
    assertThat(Exchange.with(rules).answer(404, "").record()).isNull();
  }

  @Test
  void shows_the_parts_that_are_asked_for() throws SecLangException {
    String rule = "SecAction \"id:9,phase:1,nolog,pass,ctl:auditLogParts=-BFCE\"";
    Map<String, Object> transaction = json(Exchange.with(RULES + rule).get("/?q=bad"));

    assertThat(Json.object(Json.get(transaction, "request"))).doesNotContainKeys("headers", "body");
    assertThat(transaction).containsKey("messages");
  }

  @Test
  void stars_out_what_rules_call_secret() throws SecLangException {
    Exchange exchange =
        Exchange.with(
                RULES
                    + "SecAction \"id:9,phase:1,nolog,pass,sanitiseArg:q,"
                    + "sanitiseRequestHeader:Authorization\"")
            .get("/?q=b%61d&r=1")
            .header("Authorization", "Bearer abc");
    String json = exchange.json();

    assertThat(json).doesNotContain("Bearer").doesNotContain("bad'").contains("/?q=*****&r=1");
    assertThat(json).contains("\"Authorization\":\"**********\"");
  }

  /// Everything named password, and the header Authorization.
  private static final Hidden PASSWORDS =
      new Hidden() {
        @Override
        public boolean hides(String name) {
          return name.equalsIgnoreCase("password");
        }

        @Override
        public boolean hidesHeader(String lowerName) {
          return lowerName.equals("authorization");
        }

        @Override
        public Bytes address(Bytes text) {
          return text;
        }
      };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ARGS \"@rx (.+)\" \"capture,logdata:'%{TX.1}'",
        "ARGS_POST:password \"@rx ^(.{7})\" \"capture,msg:'%{MATCHED_VAR}',logdata:'%{TX.1}'",
        "REQUEST_BODY \"@rx (?i)word\" \"logdata:'%{MATCHED_VAR}',tag:'%{MATCHED_VAR}'",
        "REQUEST_BODY \"@rx sword\" \"t:lowercase,t:removeWhitespace,logdata:'%{MATCHED_VAR}'",
        "REQUEST_HEADERS \"@rx am9l\" \"logdata:'%{MATCHED_VAR} %{ARGS.password}'",
        "REQUEST_HEADERS:Authorization \"@rx (am.+)\" \"capture,setvar:'tx.kept=%{TX.1}'\"\n"
            + "SecRule TX:kept \"@rx open\""
            + " \"id:21,phase:2,pass,log,t:base64Decode,logdata:'%{MATCHED_VAR}'",
        "REQUEST_HEADERS:X \"@rx .\" \"chain,logdata:'%{TX.0}'\"\n"
            + "SecRule ARGS:password \"@rx Sword.\" \"capture",
        "ARGS:password \"@rx .\" \"setvar:'tx.kept=%{MATCHED_VAR}'\"\n"
            + "SecRule TX:kept \"@rx (.+)\" \"id:21,phase:2,pass,log,capture,logdata:'%{TX.1}'",
      })
  void tells_no_secret_whatever_a_rule_makes_of_it(String rule) throws SecLangException {
    String text =
        RULES
            + "SecAuditEngine On\nSecRule "
            + rule.replaceFirst("\" \"", "\" \"id:20,phase:2,pass,log,auditlog,")
            + "\"";
    Exchange exchange =
        Exchange.with(text)
            .hiding(PASSWORDS)
            .header("X", "1")
            .header("Authorization", "Basic am9lOm9wZW5zZXNhbWU=") // joe:opensesame
            .post("application/x-www-form-urlencoded", "a=b&password=Swordfish+7");
    String told =
        exchange.json()
            + Objects.requireNonNull(exchange.record()).toNative()
            + exchange.transaction().errorLog();

    assertThat(exchange.ids()).contains(20);
    assertThat(told).doesNotContain("am9lOm9w").doesNotContain("opensesame");
    assertThat(told.toLowerCase(Locale.ROOT)).doesNotContain("swordf").doesNotContain("dfish");
  }

  @Test
  void writes_native_blocks() throws SecLangException {
    Exchange exchange = Exchange.with(RULES).get("/?q=bad").header("A", "b");
    String[] lines = Objects.requireNonNull(exchange.record()).toNative().toString().split("\n");

    assertThat(Stream.of(lines).filter(l -> l.matches("--[0-9a-f]{8}-[A-Z]--")))
        .extracting(l -> l.charAt(11))
        .containsExactly('A', 'B', 'C', 'E', 'F', 'H', 'Z');
    assertThat(lines).contains("GET /?q=bad HTTP/1.1", "A: b");
  }

  @Test
  void appends_records_to_one_file_or_gives_each_its_own(@TempDir Path folder)
      throws SecLangException, IOException {
    Path log = folder.resolve("audit.log");
    String serial = RULES + "SecAuditLog " + log + "\n";
    String concurrent = serial + "SecAuditLogType Concurrent\nSecAuditLogStorageDir " + folder;
    for (String rules : List.of(serial, serial, concurrent)) {
      Waf waf = Exchange.waf(rules);
      AuditRecord record = Objects.requireNonNull(Exchange.with(waf).get("/?q=bad").record());
      new AuditWriter(waf.settings().audit()).write(record);
    }

    List<String> lines = Files.readAllLines(log);
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).startsWith("{\"transaction\":");
    String name = lines.getLast().replaceAll(".*\"-\" /(\\S+) .*", "$1");
    assertThat(name).matches("[0-9]{8}/[0-9]{8}-[0-9]{4}/[0-9]{8}-[0-9]{6}-tx-1");
    assertThat(Files.readString(folder.resolve(name))).startsWith("{\"transaction\":");
  }

  @Test
  void appends_many_records_at_once_in_their_order(@TempDir Path folder)
      throws SecLangException, IOException {
    Path log = folder.resolve("audit.log");
    Waf waf = Exchange.waf(RULES + "SecAuditLog " + log + "\n");
    List<AuditRecord> records = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      String target = "/?q=bad&number=" + i;
      records.add(Objects.requireNonNull(Exchange.with(waf).get(target).record()));
    }
    new AuditWriter(waf.settings().audit()).write(records);

    assertThat(Files.size(log)).isGreaterThan(256 << 10);
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).hasSize(600);
    for (int i = 0; i < 600; i++) {
      assertThat(lines.get(i)).startsWith("{\"transaction\":").contains("&number=" + i + "\"");
    }
  }
}
