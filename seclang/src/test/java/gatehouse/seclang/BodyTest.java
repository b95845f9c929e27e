package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.variable.VariableName;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies as rules see them.
class BodyTest {
  private static final String LIST_ARGS =
      """
      SecRule REQUEST_HEADERS:Content-Type "@contains json" \
        "id:1,phase:1,nolog,pass,ctl:requestBodyProcessor=JSON"
      SecRule REQUEST_HEADERS:Content-Type "@contains xml" \
        "id:2,phase:1,nolog,pass,ctl:requestBodyProcessor=XML"
      SecRule ARGS "@unconditionalMatch" \
        "id:3,phase:2,nolog,pass,setvar:'tx.all=%{tx.all}%{MATCHED_VAR_NAME}=%{MATCHED_VAR};'"
      """;

  private static Exchange post(String type, String body) throws SecLangException {
    return Exchange.with(LIST_ARGS.replace("\\\n", "")).post(type, body).run();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"b\":1}} ¦ ARGS:json.a.b=1;",
        "{\"a\":[1,\"x\",null]} ¦"
            + " ARGS:json.a.array_0=1;ARGS:json.a.array_1=x;ARGS:json.a.array_2=;",
        "[{\"k\":true},[2]] ¦ ARGS:json.array_0.k=true;ARGS:json.array_1.array_0=2;",
        "5.0e1 ¦ ARGS:json=5.0e1;",
        "{\"\":\"\\u00e9\\ud83d\\ude00\"} ¦ ARGS:json.empty-key=é😀;",
        "{} ¦ ``",
      })
  void names_json_values_by_their_path(String body, String expected) throws SecLangException {
    Exchange exchange = post("application/json", body);

    assertThat(exchange.tx("all").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
        .asString(java.nio.charset.StandardCharsets.UTF_8)
        .isEqualTo(expected);
    assertThat(exchange.variable(VariableName.REQBODY_ERROR)).isEqualTo("0");
    assertThat(exchange.variable(VariableName.REQUEST_BODY)).isEmpty();
  }

  @Test
  void reads_json_as_deep_as_the_directive_allows() throws SecLangException {
    String rules = LIST_ARGS.replace("\\\n", "") + "SecRequestBodyJsonDepthLimit 512\n";
    String type = "application/json";

    Exchange deep = Exchange.with(rules).post(type, "[".repeat(512) + "1" + "]".repeat(512)).run();
    assertThat(deep.variable(VariableName.REQBODY_ERROR)).isEqualTo("0");
    assertThat(deep.tx("all")).endsWith(".array_0=1;");
    Exchange more = Exchange.with(rules).post(type, "[".repeat(513) + "1" + "]".repeat(513)).run();
    assertThat(more.variable(VariableName.REQBODY_ERROR_MSG))
        .endsWith("Parsing depth limit exceeded");
  }

  /// `GUESS` reads what the Content-Type says, and what the body looks like besides.
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "text/plain ¦ {\"a\":\"\\u003b\"} ¦ ARGS:json.a=;; ¦ 0",
        "text/plain ¦ a=%41&b=c ¦ ARGS:a=A;ARGS:b=c; ¦ 0",
        "text/plain ¦ {not json ¦ ARGS:body={not json; ¦ 0",
        "text/plain ¦ a text = something ¦ `` ¦ 0",
        "`` ¦ {not json ¦ `` ¦ 1",
        "`` ¦ [1] ¦ ARGS:json.array_0=1; ¦ 0",
        "application/x-www-form-urlencoded ¦ [1] ¦ ARGS:[1]=;ARGS:json.array_0=1; ¦ 0",
        "multipart/mixed; x=y; boundary=B ¦"
            + " --B~Content-Disposition: form-data; name=a~~1~--B~X: y~~2~--B-- ¦ ARGS:a=1; ¦ 0",
        "multipart/mixed ¦ --B ¦ `` ¦ 0",
      })
  void guesses_what_a_service_might_read(String type, String body, String expected, String error)
      throws SecLangException {
    String guess = "SecAction \"id:9,phase:1,nolog,pass,ctl:requestBodyProcessor=GUESS\"\n";
    Exchange exchange = Exchange.with(LIST_ARGS.replace("\\\n", "") + guess);
    exchange.post(type, body.replace("~", "\r\n")).run();

    assertThat(exchange.tx("all")).isEqualTo(expected);
    assertThat(exchange.variable(VariableName.REQBODY_ERROR)).isEqualTo(error);
    assertThat(exchange.variable(VariableName.REQUEST_BODY)).isEqualTo(body.replace("~", "\r\n"));
    assertThat(exchange.variable(VariableName.REQBODY_PROCESSOR))
        .isEqualTo(type.endsWith("urlencoded") ? "URLENCODED" : "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,}",
        "[1 2]",
        "{\"a\" 1}",
        "{a:1}",
        "01",
        "1.",
        "\"\t\"",
        "\"\\x\"",
        "\"\\ud8\"",
        "tru",
        "{} {}",
        "[",
        "\"abc",
        "\u0080",
        "{\"a\":\"\u00c3\"}",
        "//x\n1",
        "-",
      })
  void refuses_what_is_not_json(String body) throws SecLangException {
    Exchange exchange = post("application/json", body);

    assertThat(exchange.variable(VariableName.REQBODY_ERROR)).isEqualTo("1");
    assertThat(exchange.variable(VariableName.REQBODY_ERROR_MSG))
        .startsWith("JSON parsing error: ");
  }

  @Test
  void bounds_the_depth_of_json() throws SecLangException {
    Exchange exchange = post("application/json", "{\"a\":".repeat(100_000));

    assertThat(exchange.variable(VariableName.REQBODY_ERROR_MSG))
        .endsWith(". Parsing depth limit exceeded");
  }

  @Test
  void bounds_the_memory_that_names_of_json_take() throws SecLangException {
    String body = "{\"" + "k".repeat(100_000) + "\":[" + "1,".repeat(900) + "1]}";

    assertThat(post("application/json", body).variable(VariableName.REQBODY_ERROR_MSG))
        .endsWith("names too long");
  }

  @Test
  void reads_a_form() throws SecLangException {
    Exchange exchange = post("application/x-www-form-urlencoded", "a=1%20+&b&&c==%zz&");

    assertThat(exchange.tx("all")).isEqualTo("ARGS:a=1  ;ARGS:b=;ARGS:c==%zz;");
    assertThat(exchange.variable(VariableName.URLENCODED_ERROR)).isEqualTo("1");
    assertThat(exchange.variable(VariableName.ARGS_COMBINED_SIZE)).isEqualTo("10");
  }

  @Test
  void drops_arguments_beyond_the_limit() throws SecLangException {
    Exchange exchange =
        Exchange.with("SecArgumentsLimit 2\nSecRule &ARGS \"@eq 2\" \"id:1,phase:1,pass\"")
            .get("/?a&b&c");

    assertThat(exchange.ids()).containsExactly(1);
  }

  @Test
  void selects_text_and_attributes_of_xml() throws SecLangException {
    String body =
        "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY e 'en'>]><r xmlns:n='u' a='1'>x<n:b c='2'>&e;"
            + "<![CDATA[<y>]]></n:b></r>";
    Exchange exchange =
        Exchange.with(
                """
                SecAction "id:1,phase:1,nolog,pass,ctl:requestBodyProcessor=XML"
                SecRule XML:/* "@streq xen<y>" "id:2,phase:2,pass"
                SecRule XML://@* "@rx ^[12]$" "id:3,phase:2,pass,setvar:tx.n=+1"
                SecRule XML:/r/p:b/text() "@streq en<y>" "id:4,phase:2,pass,xmlns:p=u"
                SecRule &XML://nothing "@eq 0" "id:5,phase:2,pass"
                """)
            .post("text/xml", body);

    assertThat(exchange.ids()).containsExactly(2, 3, 4, 5);
    assertThat(exchange.tx("n")).isEqualTo("2");
    assertThat(exchange.transaction().matches().getFirst().variable()).hasToString("XML:/*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a><b></a>",
        "not xml",
        "<!DOCTYPE a [<!ENTITY x '0123456789'><!ENTITY y '&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;'><!ENTITY"
            + " z '&y;&y;&y;&y;&y;&y;&y;&y;&y;&y;'><!ENTITY q '&z;&z;&z;&z;&z;&z;&z;&z;&z;'>"
            + "]><a>&q;&q;&q;&q;</a>",
      })
  void refuses_bad_and_exploding_xml(String body) throws SecLangException {
    assertThat(post("text/xml", body).variable(VariableName.REQBODY_ERROR_MSG))
        .isEqualTo("XML parsing error: XML: Failed parsing document.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><r>a&e;b</r> ¦ 1",
        "<!DOCTYPE r [<!ENTITY e PUBLIC 'x' 'http://127.0.0.1:1/'>]><r>ab</r> ¦ 1",
        "<!DOCTYPE r [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/'> %p;]><r>ab</r> ¦ 1",
        "<!DOCTYPE r SYSTEM 'http://127.0.0.1:1/a.dtd'><r>ab</r> ¦ 0",
        "<!DOCTYPE r [<!ENTITY e 'b'>]><r>a&e;</r> ¦ 0",
      })
  void reads_nothing_that_xml_refers_to(String xml, String error) throws SecLangException {
    for (Charset charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16)) {
      Exchange exchange =
          Exchange.with(
                  """
                  SecAction "id:1,phase:1,nolog,pass,ctl:requestBodyProcessor=XML"
                  SecRule XML:/* "@streq ab" "id:2,phase:2,pass"
                  """)
              .post("text/xml", new String(xml.getBytes(charset), StandardCharsets.ISO_8859_1));

      assertThat(exchange.ids().size()).isEqualTo(error.equals("0") ? 1 : 0);
      assertThat(exchange.variable(VariableName.REQBODY_ERROR)).isEqualTo(error);
    }
  }

  @Test
  void refuses_a_body_that_is_larger_than_files_allow() throws SecLangException {
    Exchange exchange =
        Exchange.with("SecRequestBodyNoFilesLimit 4")
            .post("application/x-www-form-urlencoded", "a=123")
            .run();

    assertThat(exchange.variable(VariableName.INBOUND_DATA_ERROR)).isEqualTo("1");
    assertThat(exchange.variable(VariableName.REQBODY_ERROR_MSG))
        .isEqualTo("Request body excluding files is bigger than the maximum expected.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"Reject | 413 | ''", "ProcessPartial | 0 | 12"})
  void treats_a_body_over_its_limit_as_told(String action, int status, String seen)
      throws SecLangException {
    Exchange exchange =
        Exchange.with(
                "SecRequestBodyLimit 4\nSecRequestBodyLimitAction "
                    + action
                    + "\nSecRule ARGS:a \"@rx .*\" \"id:1,phase:2,nolog,pass,capture\"")
            .post("application/x-www-form-urlencoded", "a=1234");
    var decided = exchange.intervention();

    assertThat(decided == null ? 0 : decided.status()).isEqualTo(status);
    assertThat(exchange.tx("0")).isEqualTo(seen);
    assertThat(exchange.variable(VariableName.INBOUND_DATA_ERROR)).isEqualTo("1");
  }
}
