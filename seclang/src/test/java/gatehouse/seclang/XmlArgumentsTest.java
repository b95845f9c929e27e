package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.parse.Fault;
import gatehouse.seclang.rule.Hidden;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `SecParseXmlIntoArgs` and `ctl:parseXmlIntoArgs`.
class XmlArgumentsTest {
  private static final String XML =
      """
      SecAction "id:1,phase:1,nolog,pass,ctl:requestBodyProcessor=XML"
      SecRule ARGS "@unconditionalMatch" \
      "id:2,phase:2,nolog,pass,setvar:'tx.all=%{tx.all}%{MATCHED_VAR_NAME}=%{MATCHED_VAR};'"
      """;

  private static Exchange post(String rules, String body) throws SecLangException {
    return Exchange.with(XML + rules).post("text/xml", body).run();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "<root>~ <level1>~  <level2>foo</level2>~  <level2>bar</level2>~ </level1>~</root> ¦"
            + " xml.root.level1.level2=foo;xml.root.level1.level2=bar;",
        "<a>x</a> ¦ xml.a=x;",
        "<a/> ¦ xml.a=;",
        "<a> </a> ¦ xml.a= ;",
        "<n:a xmlns:n='u'><n:b>1</n:b><b xmlns='v'>2</b></n:a> ¦ xml.a.b=1;xml.a.b=2;",
        "<a k='v'><b k='v'>1</b></a> ¦ xml.a.b=1;",
        "<a>x<!-- c -->y<?p i?>&lt;&#x7a;<![CDATA[<&]]></a> ¦ xml.a=xy<z<&;",
        "<!DOCTYPE a [<!ENTITY e 'en<b>t</b>'>]><a>&e;</a> ¦ xml.a.b=t;xml.a=en;",
        "<a>left<b/>right</a> ¦ xml.a.b=;xml.a=leftright;",
        "<a.b><c>1</c></a.b> ¦ xml.a.b.c=1;",
      })
  void makes_an_argument_of_each_leaf(String body, String expected) throws SecLangException {
    Exchange exchange = post("SecParseXmlIntoArgs On\n", body.replace('~', '\n'));

    assertThat(exchange.tx("all").replace("ARGS:", "")).isEqualTo(expected);
    assertThat(exchange.variable(VariableName.REQBODY_ERROR)).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "SecParseXmlIntoArgs On ¦ 10 11 12 13 14 15 16",
        "SecParseXmlIntoArgs onlyargs ¦ 10 11 12 13 14 15",
        "SecParseXmlIntoArgs Off ¦ 16",
        "SecAction \"id:3,phase:1,nolog,pass,ctl:parseXmlIntoArgs=On\" ¦ 10 11 12 13 14 15 16",
        "SecAction \"id:3,phase:1,nolog,pass,ctl:parseXmlIntoArgs=OnlyArgs\" ¦ 10 11 12 13 14 15",
        "SecParseXmlIntoArgs On~SecAction \"id:3,phase:1,nolog,pass,ctl:parseXmlIntoArgs=off\" ¦"
            + " 16",
        "SecParseXmlIntoArgs On~SecParseXmlIntoArgs Off ¦ 16",
      })
  void fills_the_variables_that_it_is_told_to(String directives, String ids)
      throws SecLangException {
    String rules =
        """
        SecRule ARGS:xml.r.a "@streq 1" "id:10,phase:2,pass"
        SecRule ARGS_POST:xml.r.a "@streq 1" "id:11,phase:2,pass"
        SecRule ARGS_NAMES "@streq xml.r.b" "id:12,phase:2,pass"
        SecRule ARGS_POST_NAMES "@streq xml.r.b" "id:13,phase:2,pass"
        SecRule &ARGS "@eq 2" "id:14,phase:2,pass"
        SecRule ARGS_COMBINED_SIZE "@eq 16" "id:15,phase:2,pass"
        SecRule XML:/* "@streq 12" "id:16,phase:2,pass"
        SecRule ARGS_GET "@unconditionalMatch" "id:17,phase:2,pass"
        """;
    Exchange exchange =
        post(directives.replace('~', '\n') + "\n" + rules, "<r><a>1</a><b>2</b></r>");

    assertThat(exchange.ids()).extracting(String::valueOf).containsExactly(ids.split(" "));
  }

  /// The tree is gone for selections only.
  @Test
  void documents_are_validated_all_the_same(@TempDir Path folder) throws Exception {
    String schema =
        """
        <schema xmlns="http://www.w3.org/2001/XMLSchema"><element name="r" type="int"/></schema>
        """;
    String rules =
        """
        SecRuleEngine On
        SecRequestBodyAccess On
        SecParseXmlIntoArgs OnlyArgs
        SecRule XML "@validateSchema %s" "id:10,phase:2,pass"
        """
            .formatted(Files.writeString(folder.resolve("s.xsd"), schema));
    Waf waf = new Engine(InstantSource.system()).waf().rules("test.conf", XML + rules).build();

    assertThat(Exchange.with(waf).post("text/xml", "<r>1</r>").ids()).isEmpty();
    assertThat(Exchange.with(waf).post("text/xml", "<r>x</r>").ids()).containsExactly(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"On", "OnlyArgs"})
  void more_elements_than_arguments_are_a_fault(String value) throws SecLangException {
    String rules = "SecArgumentsLimit 3\nSecParseXmlIntoArgs " + value + "\n";

    Exchange few = post(rules, "<r><a>1</a><a>2</a><a>3</a></r>");
    assertThat(few.variable(VariableName.REQBODY_ERROR)).isEqualTo("0");
    Exchange many = post(rules, "<r><a>1</a><a>2</a><a>3</a><a>4</a></r>");
    assertThat(many.variable(VariableName.REQBODY_ERROR_MSG))
        .isEqualTo("XML parsing error: XML: too many arguments");
    assertThat(many.tx("all")).doesNotContain("=4");
  }

  @Test
  void bounds_the_memory_that_names_take() throws SecLangException {
    String name = "k".repeat(900);
    String body = "<" + name + ">" + "<a/>".repeat(999) + "</" + name + ">";

    assertThat(post("SecParseXmlIntoArgs On\n", body).variable(VariableName.REQBODY_ERROR_MSG))
        .isEqualTo("XML parsing error: XML: names too long");
  }

  @Test
  void a_document_as_deep_as_may_be_is_read() throws SecLangException {
    String body = "<a>".repeat(499) + "x" + "</a>".repeat(499);

    assertThat(post("SecParseXmlIntoArgs On\n", body).tx("all")).endsWith(".a.a=x;");
  }

  @Test
  void a_body_that_is_not_xml_makes_none() throws SecLangException {
    Exchange exchange = post("SecParseXmlIntoArgs On\n", "<r><a>1</a><b></r>");

    assertThat(exchange.variable(VariableName.REQBODY_ERROR)).isEqualTo("1");
    assertThat(exchange.tx("all")).isEmpty();
  }

  @Test
  void what_looks_like_xml_is_read_as_such() throws SecLangException {
    Exchange exchange =
        Exchange.with(
                XML
                    + "SecParseXmlIntoArgs On\n"
                    + "SecAction \"id:3,phase:1,nolog,pass,ctl:requestBodyProcessor=GUESS\"\n")
            .post("text/plain", "<r><a>1</a></r>")
            .run();

    assertThat(exchange.tx("all")).isEqualTo("ARGS:xml.r.a=1;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "xml.r.password"})
  void logs_hide_what_rules_name(String hidden) throws SecLangException {
    String rules =
        """
        SecAuditEngine On
        SecAuditLogFormat JSON
        SecAuditLogParts ABCIJHZ
        SecParseXmlIntoArgs On
        SecAction "id:3,phase:2,nolog,pass,sanitiseArg:%s"
        SecRule ARGS "@rx ^s.cr" "id:10,phase:2,pass,log,auditlog,msg:'found %%{MATCHED_VAR}'"
        """
            .formatted(hidden);
    Exchange exchange = post(rules, "<r><user>me</user><password>s3cr&#51;t</password></r>");

    assertThat(exchange.ids()).containsExactly(10);
    assertThat(exchange.json()).doesNotContain("s3cr", "&#51;t").contains("ARGS:xml.r.password");
    assertThat(String.join("\n", exchange.transaction().errorLog())).doesNotContain("s3cr");
  }

  @Test
  void logs_hide_what_the_host_knows() throws SecLangException {
    String rules =
        "SecParseXmlIntoArgs OnlyArgs\nSecRule ARGS \"@streq s3cr3t\" \"id:10,phase:2,pass,log\"\n";
    Hidden names =
        new Hidden() {
          @Override
          public boolean hides(String lowerName) {
            return lowerName.equals("password");
          }

          @Override
          public boolean hidesHeader(String lowerName) {
            return false;
          }

          @Override
          public Bytes address(Bytes text) {
            return text;
          }
        };
    Exchange exchange =
        Exchange.with(XML + rules)
            .hiding(names)
            .post("text/xml", "<r><password>s3cr3t</password></r>")
            .run();

    assertThat(exchange.transaction().shownMatches())
        .singleElement()
        .satisfies(match -> assertThat(match.value().toString()).doesNotContain("s3cr3t"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "SecParseXmlIntoArgs Maybe ¦ SecParseXmlIntoArgs takes one of On, Off, OnlyArgs",
        "SecParseXmlIntoArgs ¦ SecParseXmlIntoArgs takes one of On, Off, OnlyArgs",
        "SecAction \"id:1,phase:1,pass,ctl:parseXmlIntoArgs=1\" ¦"
            + " ctl:parseXmlIntoArgs takes one of On, Off, OnlyArgs",
        "SecAction \"id:1,phase:2,pass,nolog,ctl:parseXmlIntoArgs=On\" ¦ comes too late in phase 2",
        "SecParseXmlIntoArgs OnlyArgs ¦ attributes",
      })
  void tells_what_is_wrong_or_does_less(String directive, String expected) {
    WafBuilder builder =
        new Engine(InstantSource.system()).waf().rules("test.conf", directive + "\n");
    List<Fault> faults;
    try {
      builder.build();
      faults = builder.faults();
    } catch (SecLangException e) {
      faults = e.faults();
    }

    assertThat(faults).singleElement().asString().contains(expected);
  }
}
