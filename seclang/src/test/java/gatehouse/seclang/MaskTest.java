package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.audit.AuditRecord;
import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.rule.Hidden;
import gatehouse.seclang.text.Bytes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What rules call secret is in no log, wherever in the messages it stands and however rules have
/// transformed it.
class MaskTest {
  private static final String SECRET = "Hunter2-Xyz";

  /// Rules that match everything there is, raw and transformed, and tell of it as fully as they
  /// can.
  private static String rules(String secret) {
    String targets =
        "ARGS|ARGS_GET|ARGS_POST|REQUEST_URI|REQUEST_URI_RAW|REQUEST_LINE|QUERY_STRING|REQUEST_BODY"
            + "|REQUEST_HEADERS|REQUEST_COOKIES|FULL_REQUEST|XML:/*|XML://@*|TX:copy";
    return """
    SecAuditEngine On
    SecAuditLogParts ABCEFHIJKZ
    SecRule REQUEST_HEADERS:Content-Type "@contains json" \
      "id:801,phase:1,nolog,pass,ctl:requestBodyProcessor=JSON,ctl:forceRequestBodyVariable=On"
    SecAction "id:802,phase:1,nolog,pass,setvar:tx.copy=%{ARGS.password}"
    SecAction "id:803,phase:1,nolog,pass,%SECRET%"
    SecRule %TARGETS% "@rx (?i)h.n[t]er.*" "id:1,phase:2,pass,capture,tag:'t',msg:'saw %{TX.0}',\
      logdata:'%{TX.0} within %{MATCHED_VAR_NAME}: %{MATCHED_VAR}'"
    SecRule %TARGETS% "@rx n[t]er" "id:2,phase:2,pass,capture,t:lowercase,t:urlDecode,\
      logdata:'%{TX.0} within %{MATCHED_VAR_NAME}: %{MATCHED_VAR}'"
    SecRule ARGS "@rx (?i)h.n[t]er" "id:3,phase:2,pass,chain,logdata:'%{MATCHED_VARS}'"
      SecRule REQUEST_METHOD "@rx ." "t:none"
    """
        .replace("%SECRET%", secret)
        .replace("%TARGETS%", targets);
  }

  private static String logs(Exchange exchange) {
    AuditRecord record = Objects.requireNonNull(exchange.record());
    StringBuilder shown = new StringBuilder(exchange.json()).append(record.toNative());
    exchange.transaction().errorLog().forEach(shown::append);
    exchange
        .transaction()
        .shownMatches()
        .forEach(
            m -> shown.append(m.message()).append(m.data()).append(m.value()).append(m.captured()));
    return shown.toString();
  }

  private static void hides(Exchange exchange) {
    assertThat(exchange.ids()).as("the rules have seen it").contains(1);
    assertThat(logs(exchange).toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("nter2", "xyz", "unter")
        .contains("[id \"1\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/?password=Hunter2-Xyz",
        "/?a=1&password=Hunter2-Xyz&b=2",
        "/?PASSWORD=Hunter2-Xyz",
        "/?pass%77ord=Hunter2-Xyz",
        "/?password=H%75nter2-X%79z",
        "/?user[password]=Hunter2-Xyz",
        "/?user.password=Hunter2-Xyz",
        "/?password=Hunter2-Xyz&password=Hunter2-Xyz-more",
        "/?password=Hunter2-Xyz&q=Hunter2-Xyz",
      })
  void an_argument_of_the_query(String target) throws SecLangException {
    Exchange exchange = Exchange.with(rules("sanitiseArg:password")).get(target);
    if (target.contains("q=")) {
      // The same value under another name is not secret there.
      assertThat(exchange.ids()).contains(1);
      return;
    }
    hides(exchange);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "application/x-www-form-urlencoded ¦ a=1&password=Hunter2-Xyz",
        "application/x-www-form-urlencoded ¦ password=H%75nter2-Xy%7A&a=1",
        "application/json ¦ {\"password\":\"Hunter2-Xyz\"}",
        "application/json ¦ {\"user\":{\"Password\":\"Hunter2-Xyz\"}}",
        "application/json ¦ {\"password\":[\"x\",\"Hunter2-Xyz\"]}",
        "application/json ¦ {\"password\":\"\\u0048unter2-Xyz\",\"n\":\"Xy\\u007a\"}",
        "multipart/form-data; boundary=b ¦ --b\\r\\nContent-Disposition: form-data;"
            + " name=\"password\"\\r\\n\\r\\nHunter2-Xyz\\r\\n--b--\\r\\n",
      })
  void an_argument_of_the_body(String type, String body) throws SecLangException {
    hides(Exchange.with(rules("sanitiseArg:password")).post(type, body.replace("\\r\\n", "\r\n")));
  }

  @Test
  void fields_of_the_head_and_what_is_read_from_them() throws SecLangException {
    String secret = "sanitiseRequestHeader:X-Key,sanitizeRequestHeader:Cookie";
    hides(Exchange.with(rules(secret)).header("x-key", SECRET));
    hides(Exchange.with(rules(secret)).header("X-Key", "Bearer " + SECRET));
    hides(Exchange.with(rules(secret)).header("Cookie", "a=b; sid=" + SECRET));
    hides(Exchange.with(rules("sanitiseArg:token")).header("Referer", "http://x/?token=" + SECRET));
  }

  @Test
  void a_field_of_the_answer() throws SecLangException {
    String rules =
        """
        SecAuditEngine On
        SecAuditLogParts AFHZ
        SecAction "id:803,phase:1,nolog,pass,sanitiseResponseHeader:Content-Type"
        SecRule RESPONSE_HEADERS "@rx html" "id:1,phase:3,pass,logdata:'%{MATCHED_VAR}'"
        """;
    Exchange exchange = Exchange.with(rules).answer(200, "");

    assertThat(exchange.ids()).contains(1);
    assertThat(logs(exchange)).doesNotContain("text/html");
  }

  @Test
  void whatever_a_rule_has_matched() throws SecLangException {
    String rules =
        """
        SecAuditEngine On
        SecAuditLogParts ABCHZ
        SecRule ARGS|REQUEST_COOKIES|REQUEST_HEADERS:X-Card "@verifyCC \\d{13,16}" \
          "id:1,phase:2,pass,capture,sanitiseMatched,logdata:'%{MATCHED_VAR}'"
        """;
    String card = "4111111111111111";
    Exchange exchange =
        Exchange.with(rules)
            .get("/?a=1&n=" + card)
            .header("Cookie", "x=1; c=" + card)
            .header("X-Card", card);

    assertThat(exchange.ids()).containsExactly(1);
    assertThat(logs(exchange)).doesNotContain("41111").contains("a=1").contains("x=1");
    Exchange form = Exchange.with(rules).post("application/x-www-form-urlencoded", "b=2&n=" + card);
    assertThat(logs(form)).doesNotContain("41111").contains("b=2");
  }

  @Test
  void nothing_else() throws SecLangException {
    Exchange exchange =
        Exchange.with(rules("sanitiseArg:other"))
            .get("/?password=Hunter2-Xyz&other=5")
            .header("X-A", "b");

    assertThat(logs(exchange)).contains("password=Hunter2-Xyz", "\"X-A\":\"b\"", "saw Hunter2-Xyz");
  }

  @Test
  void files_are_not_shown_where_the_body_is_asked_for_without() throws SecLangException {
    String rules =
        """
        SecAuditEngine On
        SecAuditLogParts AIZ
        SecAction "id:803,phase:1,nolog,pass,sanitiseArg:password"
        """;
    String body =
        """
        --b
        Content-Disposition: form-data; name="a"

        one & two
        --b
        Content-Disposition: form-data; name="password"

        Hunter2-Xyz
        --b
        Content-Disposition: form-data; name="f"; filename="f.txt"

        the file's content
        --b--
        """
            .replace("\n", "\r\n");
    String shown = Exchange.with(rules).post("multipart/form-data; boundary=b", body).json();

    assertThat(shown)
        .contains("\"body\":\"a=one+%26+two&password=*************\"")
        .doesNotContain("content");
  }

  /// One secret that is everywhere, and very many: neither may cost more than the text is long.
  @Test
  void what_a_client_sends_does_not_make_masking_dear() throws SecLangException {
    String rules = rules("sanitiseArg:password").replace("SecRule ARGS|", "SecRule ARGS:x|");
    String all = "a".repeat(500_000);
    assertThat(
            Exchange.with(rules)
                .post("application/json", "{\"password\":\"a\",\"x\":\"" + all + "\"}")
                .record())
        .isNotNull();
    StringBuilder many = new StringBuilder("x=1");
    for (int i = 0; i < 900; i++) {
      many.append("&password=a").append(i);
    }
    Exchange exchange =
        Exchange.with(rules).post("application/x-www-form-urlencoded", many.toString());
    assertThat(exchange.json()).doesNotContain("a899");
  }

  @Test
  void a_clients_quote_does_not_begin_a_field_of_a_line() throws SecLangException {
    String rules =
        "SecRule ARGS \"@rx x\""
            + " \"id:1,phase:2,pass,msg:'%{MATCHED_VAR}',logdata:'%{MATCHED_VAR}'\"";
    Exchange exchange =
        Exchange.with(rules).get("/%22]?a=x%22]%20[id%20%22942100%22]%20[msg%20%22");

    assertThat(exchange.transaction().errorLog())
        .singleElement()
        .asString()
        .doesNotContain("[id \"942100\"]")
        .contains("[id \"1\"]");
  }

  /// A transaction whose request has come, and no answer yet.
  private static Transaction asked(Waf waf) {
    Transaction tx = waf.begin(new Connection("203.0.113.7", 40000, "10.0.0.1", 80), "tx-1");
    Bytes target = Bytes.of("/?q=Swordfish");
    tx.requestHead(new RequestHead(Bytes.of("GET"), target, Bytes.of("HTTP/1.1"), List.of()));
    tx.endRequest();
    return tx;
  }

  /// Whoever asks early gets what is known by then, and does not fix what is shown later.
  @Test
  void what_becomes_secret_later_is_hidden_from_then_on() throws SecLangException {
    Waf waf =
        Exchange.waf(
            "SecAuditEngine On\n"
                + "SecRule ARGS:q \"@rx .\" \"id:1,phase:2,pass,log,auditlog\"\n"
                + "SecAction \"id:2,phase:5,pass,nolog,sanitiseArg:q\"");
    Transaction tx = asked(waf);
    assertThat(tx.shownMatches().getFirst().value()).hasToString("Swordfish");

    AuditRecord record = Objects.requireNonNull(tx.end());

    assertThat(tx.shownMatches().getFirst().value()).hasToString("********");
    assertThat(record.toJson().toString() + tx.errorLog())
        .contains("ARGS:q")
        .doesNotContain("Swordfish");
  }

  @Test
  void a_secret_of_the_answer_is_hidden_in_what_was_shown_before() throws SecLangException {
    Waf waf =
        Exchange.waf(
            "SecAuditEngine On\n"
                + "SecAction \"id:2,phase:1,pass,nolog,sanitiseResponseHeader:X-Key\"\n"
                + "SecRule ARGS:q \"@rx .\" \"id:1,phase:2,pass,log,logdata:'saw"
                + " %{MATCHED_VAR}'\"");
    Transaction tx = asked(waf);
    assertThat(tx.shownMatches().getFirst().data()).hasToString("saw Swordfish");

    List<Header> fields = List.of(Header.of("X-Key", "Swordfish"));
    tx.answered(new ResponseHead(200, Bytes.of("HTTP/1.1"), fields));

    assertThat(tx.shownMatches().getFirst().data()).hasToString("saw *********");
  }

  /// Nearly every request is harmless: what it sends is not searched for secrets.
  @Test
  void a_request_of_which_nothing_is_told_is_not_searched() throws SecLangException {
    AtomicInteger asked = new AtomicInteger();
    Hidden counting =
        new Hidden() {
          @Override
          public boolean hides(String name) {
            asked.incrementAndGet();
            return false;
          }

          @Override
          public boolean hidesHeader(String lowerName) {
            asked.incrementAndGet();
            return false;
          }

          @Override
          public Bytes address(Bytes text) {
            asked.incrementAndGet();
            return text;
          }
        };
    String rules = "SecAuditEngine RelevantOnly\nSecRule ARGS \"@rx bad\" \"id:1,phase:2,pass\"";

    Exchange exchange = Exchange.with(rules).hiding(counting).get("/?a=good");
    assertThat(exchange.transaction().shownMatches()).isEmpty();
    assertThat(exchange.transaction().errorLog()).isEmpty();
    assertThat(exchange.record()).isNull();
    assertThat(asked).hasValue(0);

    Exchange.with(rules).hiding(counting).get("/?a=bad").transaction().errorLog();
    assertThat(asked).hasPositiveValue();
  }
}
