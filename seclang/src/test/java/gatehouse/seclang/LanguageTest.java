package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.rule.Intervention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The language word by word: each row is a rule, a message, and whether the rule matches it.
class LanguageTest {
  private static final String PROCESSORS =
      """
      SecRule REQUEST_HEADERS:Content-Type "@contains xml" \
        "id:801,phase:1,nolog,pass,ctl:requestBodyProcessor=XML"
      SecRule REQUEST_HEADERS:Content-Type "@contains json" \
        "id:802,phase:1,nolog,pass,ctl:requestBodyProcessor=JSON"
      """;

  @ParameterizedTest
  @MethodSource({
    "gatehouse.seclang.LanguageRows#variables",
    "gatehouse.seclang.LanguageRows#operators",
    "gatehouse.seclang.LanguageRows#documents"
  })
  void matches(LanguageRows.Row row) throws SecLangException {
    int quote = row.rule().lastIndexOf('"');
    String actions = quote < row.rule().length() - 1 ? row.rule().substring(quote + 1).strip() : "";
    boolean quoted = quote > 0 && !actions.isEmpty();
    String rule = quoted ? row.rule().substring(0, quote + 1) : row.rule();
    String text =
        PROCESSORS + "SecRule " + rule + " \"id:1,pass" + (quoted ? "," + actions : "") + "\"\n";

    assertThat(row.message().apply(Exchange.with(text)).ids()).as(text).containsExactly(1);
  }

  /// Rules that set and read: what TX:r holds in the end.
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "setvar:tx.r ¦ 1",
        "setvar:tx.r=7 ¦ 7",
        "setvar:'tx.r=a, b' ¦ a, b",
        "setvar:TX:R=7 ¦ 7",
        "setvar:tx.r=5,setvar:tx.r=+3 ¦ 8",
        "setvar:tx.r=5,setvar:tx.r=-7 ¦ -2",
        "setvar:tx.r=x,setvar:tx.r=+3 ¦ 3",
        "setvar:tx.r=5,setvar:!tx.r ¦ ``",
        "setvar:tx.n=r,setvar:tx.%{tx.n}=9 ¦ 9",
        "setvar:tx.r=%{REQUEST_METHOD}-%{args.a}-%{NOPE}-% ¦ GET-x--%",
        "setvar:tx.r=%{MATCHED_VAR_NAME}=%{MATCHED_VAR} ¦ ARGS:a=x",
        "capture,setvar:tx.r=%{tx.0} ¦ x",
        "setenv:GATE=up,setvar:tx.r=%{env.GATE} ¦ ``",
        "setvar:tx.r=%{rule.id}:%{rule.severity}:%{rule.msg},msg:'m',severity:CRITICAL ¦ 1:2:m",
        "initcol:ip=%{REMOTE_ADDR},setvar:ip.c=+2,setvar:tx.r=%{ip.c} ¦ 2",
        "initcol:global=g,setvar:global.c,setvar:tx.r=%{global.c}%{global.key} ¦ 1g",
        "setsid:s1,setvar:session.c=3,setvar:tx.r=%{session.c}%{SESSIONID} ¦ 3s1",
        "setuid:u1,setvar:user.c=3,setvar:tx.r=%{user.c}%{USERID} ¦ 3u1",
        "setrsc:r1,setvar:resource.c=3,setvar:tx.r=%{resource.c} ¦ 3",
        "setvar:ip.c=1,setvar:tx.r=%{ip.c} ¦ ``",
      })
  void sets(String actions, String expected) throws SecLangException {
    Exchange exchange =
        Exchange.with("SecRule ARGS:a \"@rx .\" \"id:1,phase:1,pass," + actions + "\"")
            .get("/?a=x");

    assertThat(exchange.tx("r")).isEqualTo(expected);
  }

  @Test
  void what_setenv_sets_is_read_by_later_rules() throws SecLangException {
    String rules =
        """
        SecAction "id:1,phase:1,nolog,pass,setenv:'GATE=%{REQUEST_METHOD} up'"
        SecRule ENV:gate "@streq GET up" "id:2,phase:2,pass"
        """;

    assertThat(Exchange.with(rules).ids()).containsExactly(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "deny ¦ Deny[ruleId=1, status=403]",
        "deny,status:406 ¦ Deny[ruleId=1, status=406]",
        "drop ¦ Drop[ruleId=1, status=403]",
        "redirect:/x ¦ Redirect[ruleId=1, status=302, location=/x]",
        "redirect:/x,status:301 ¦ Redirect[ruleId=1, status=301, location=/x]",
        "redirect:/x,status:404 ¦ Redirect[ruleId=1, status=302, location=/x]",
        "block ¦ null",
        "pass ¦ null",
        "deny,pass ¦ null",
        "pass,deny ¦ Deny[ruleId=1, status=403]",
        "allow ¦ null",
      })
  void decides(String actions, String expected) throws SecLangException {
    Intervention decided =
        Exchange.with("SecAction \"id:1,phase:1," + actions + "\"").intervention();

    assertThat(String.valueOf(decided)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        // A default action decides for those that say nothing, and for block.
        "phase:1,deny,status:444 ¦ id:1,phase:1 ¦ Deny[ruleId=1, status=444]",
        "phase:1,deny,status:444 ¦ id:1,phase:1,block ¦ Deny[ruleId=1, status=444]",
        "phase:1,deny,status:444 ¦ id:1,phase:1,block,status:445 ¦ Deny[ruleId=1, status=445]",
        "phase:1,deny,status:444 ¦ id:1,phase:1,pass ¦ null",
        "phase:1,deny,status:444 ¦ id:1,phase:2,block ¦ null",
        "phase:1,redirect:/r ¦ id:1,phase:1,block ¦ Redirect[ruleId=1, status=302, location=/r]",
        "phase:1,pass ¦ id:1,phase:1,block ¦ null",
        "deny ¦ id:1 ¦ Deny[ruleId=1, status=403]",
      })
  void inherits(String defaults, String actions, String expected) throws SecLangException {
    String rules = "SecDefaultAction \"%s\"\nSecAction \"%s\"".formatted(defaults, actions);

    assertThat(String.valueOf(Exchange.with(rules).intervention())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "ctl:ruleEngine=Off ¦ ",
        "ctl:ruleEngine=DetectionOnly ¦ 2 3",
        "ctl:ruleRemoveById=2 ¦ 3",
        "ctl:ruleRemoveById=1-2 ¦ 3",
        "ctl:ruleRemoveByTag=one ¦ 3",
        "ctl:ruleRemoveByMsg=second ¦ 3",
        "ctl:ruleRemoveTargetById=2;ARGS:a ¦ 3",
        "ctl:ruleRemoveTargetById=2-3;ARGS:A ¦ ",
        "ctl:ruleRemoveTargetByTag=one;ARGS ¦ 3",
        "ctl:ruleRemoveTargetByTag=one;ARGS:/^a/ ¦ 3",
        "ctl:ruleRemoveTargetByMsg=second;ARGS:a ¦ 3",
        "ctl:ruleRemoveTargetById=2;ARGS:b ¦ 2 3",
        "ctl:debugLogLevel=9 ¦ 2 3",
        "skip:1 ¦ 3",
        "skip:5 ¦ ",
        "skipAfter:HERE ¦ 3",
        "skipAfter:NOWHERE ¦ ",
        "allow:phase ¦ ",
      })
  void changes_what_follows(String action, @org.jspecify.annotations.Nullable String ids)
      throws SecLangException {
    String rules =
        """
        SecAction "id:1,phase:2,nolog,%s"
        SecRule ARGS "@streq x" "id:2,phase:2,pass,tag:one,msg:'second'"
        SecMarker "HERE"
        SecRule ARGS "@streq x" "id:3,phase:2,pass,tag:two,msg:'third'"
        """
            .formatted(action.startsWith("allow") ? action : "pass," + action);

    assertThat(Exchange.with(rules).get("/?a=x").ids())
        .extracting(String::valueOf)
        .isEqualTo(ids == null ? List.of() : List.of(ids.split(" ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "ctl:requestBodyAccess=Off ¦ ",
        "ctl:requestBodyProcessor=JSON ¦ json.q",
        "ctl:requestBodyProcessor=URLENCODED ¦ {\"q\":\"x\"}",
        "ctl:forceRequestBodyVariable=On,ctl:requestBodyProcessor=JSON ¦ json.q body",
      })
  void reads_the_body_as_told(String action, @org.jspecify.annotations.Nullable String names)
      throws SecLangException {
    String rules =
        """
        SecAction "id:1,phase:1,nolog,pass,%s"
        SecRule ARGS_POST_NAMES "@rx ." "id:2,phase:2,pass,nolog,setvar:'tx.names=%%{MATCHED_VAR}'"
        SecRule REQUEST_BODY "@rx ." "id:3,phase:2,pass,nolog,setvar:'tx.names=%%{tx.names} body'"
        """
            .formatted(action);
    String seen = Exchange.with(rules).post("text/x", "{\"q\":\"x\"}").tx("names");

    assertThat(seen.replace(" body", action.contains("force") ? " body" : "").strip())
        .isEqualTo(names == null ? "" : names);
  }

  @Test
  void a_record_dies_when_nobody_used_it_and_belongs_to_one_application() throws SecLangException {
    long[] millis = {1_000_000};
    Engine engine = new Engine((InstantSource) () -> Instant.ofEpochMilli(millis[0]));
    String count =
        """
        SecCollectionTimeout 100
        SecAction "id:1,phase:1,nolog,pass,initcol:ip=%{REMOTE_ADDR},setvar:ip.n=+1,\
        setvar:tx.n=%{ip.n},setvar:tx.new=%{ip.is_new},setvar:tx.updates=%{ip.update_counter}"
        """;
    Waf one = Exchange.waf(engine, count);
    Waf other = Exchange.waf(engine, "SecWebAppId other\n" + count);

    assertThat(Exchange.with(one).tx("n")).isEqualTo("1");
    millis[0] += 90_000;
    assertThat(Exchange.with(one).tx("n")).isEqualTo("2");
    assertThat(Exchange.with(other).tx("n")).isEqualTo("1");
    assertThat(Exchange.with(one).tx("updates")).isEqualTo("3");
    millis[0] += 101_000;
    assertThat(Exchange.with(one).tx("n")).isEqualTo("1");
  }

  @Test
  void separators_and_limits_of_arguments_are_as_told() throws SecLangException {
    String rules =
        """
        SecArgumentSeparator ;
        SecArgumentsLimit 3
        SecRule ARGS:b "@streq 2" "id:1,phase:1,pass"
        SecRule &ARGS "@ge 3" "id:2,phase:1,pass"
        SecRule ARGS:d "@rx ." "id:3,phase:1,pass"
        """;

    assertThat(Exchange.with(rules).get("/?a=1;b=2;c=3;d=4").ids()).containsExactly(1, 2);
  }

  @Test
  void links_of_a_chain_count_for_all_their_matches() throws SecLangException {
    String rules =
        """
        SecRule ARGS "@rx ^x" "id:1,phase:1,pass,chain,setvar:tx.n=+1,msg:'%{MATCHED_VAR_NAME}'"
          SecRule MATCHED_VARS "@rx y$" "chain,setvar:tx.m=+1"
            SecRule &MATCHED_VARS "@eq 3" "setvar:tx.last=%{MATCHED_VAR}"
        """;
    Exchange exchange = Exchange.with(rules).get("/?a=xy&b=xz&c=q");

    assertThat(exchange.ids()).containsExactly(1);
    assertThat(exchange.tx("n") + exchange.tx("m") + exchange.tx("last")).isEqualTo("213");
  }

  @Test
  void lists_of_addresses_and_words_are_read_beside_the_rules(@TempDir Path folder)
      throws IOException, SecLangException {
    Files.writeString(folder.resolve("a.txt"), "# ours\n203.0.113.0/24 # net\n\n::1\n");
    Files.writeString(folder.resolve("w.data"), "# words\nfoo bar\r\nbaz\n");
    Files.writeString(
        folder.resolve("r.conf"),
        """
        SecRule REMOTE_ADDR "@ipMatchFromFile a.txt" "id:1,phase:1,pass"
        SecRule REMOTE_ADDR "!@ipMatchF a.txt" "id:2,phase:1,pass"
        SecRule ARGS "@pmFromFile w.data" "id:3,phase:1,pass"
        SecRule ARGS "@pmf w.data" "id:4,phase:1,pass"
        """);

    assertThat(Exchange.with("Include " + folder + "/*.conf").get("/?a=xFOO+BARx").ids())
        .containsExactly(1, 3, 4);
  }

  private static final String SCHEMA =
      """
      <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
        <xs:element name="a"><xs:complexType><xs:sequence>
          <xs:element name="b" type="xs:int"/>
        </xs:sequence></xs:complexType></xs:element>
      </xs:schema>
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "text/xml ¦ <a><b>5</b></a> ¦ ",
        "text/xml ¦ <a><b>five</b></a> ¦ 1",
        "text/xml ¦ <a><c/></a> ¦ 1 2",
        "text/xml ¦ <a><b>5</b> ¦ 1 2",
        "text/plain ¦ x ¦ 1 2",
      })
  void validates_documents(String type, String body, @org.jspecify.annotations.Nullable String ids)
      throws IOException, SecLangException {
    Path folder = Files.createTempDirectory("documents");
    Path schema = Files.writeString(folder.resolve("a.xsd"), SCHEMA);
    Path dtd =
        Files.writeString(folder.resolve("a.dtd"), "<!ELEMENT a (b)>\n<!ELEMENT b (#PCDATA)>\n");
    String rules =
        PROCESSORS
            + "SecRule XML \"@validateSchema %s\" \"id:1,phase:2,pass\"\n".formatted(schema)
            + "SecRule XML \"@validateDTD %s\" \"id:2,phase:2,pass\"\n".formatted(dtd);

    List<String> seen = new ArrayList<>();
    Exchange.with(rules).post(type, body).ids().forEach(id -> seen.add(String.valueOf(id)));
    assertThat(seen).isEqualTo(ids == null ? List.of() : List.of(ids.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SecRule ARGS \"@inspectFile x.sh\" \"id:1\"",
        "SecRule ARGS \"@fuzzyHash x 1\" \"id:1\"",
        "SecRule ARGS \"@rsub s/a/b/\" \"id:1\"",
        "SecRule ARGS \"@validateHash x\" \"id:1\"",
        "SecRule ARGS \"@frob x\" \"id:1\"",
        "SecRule ARGS \"@validateSchema x.xsd\" \"id:1\"",
        "SecRule XML \"@validateSchema missing.xsd\" \"id:1\"",
        "SecRule FROB a \"id:1\"",
        "SecRule SCRIPT_UID a \"id:1\"",
        "SecRule STREAM_INPUT_BODY a \"id:1\"",
        "SecRule REQUEST_METHOD:x a \"id:1\"",
        "SecRule ARGS a \"id:1,exec:/bin/x\"",
        "SecRule ARGS a \"id:1,append:x\"",
        "SecRule ARGS a \"id:1,prepend:x\"",
        "SecRule ARGS a \"id:1,pause:100\"",
        "SecRule ARGS a \"id:1,proxy:http://x\"",
        "SecRule ARGS a \"id:1,deprecatevar:ip.x=1/2\"",
        "SecRule ARGS a \"id:1,frob\"",
        "SecRule ARGS a \"id:1,t:frob\"",
        "SecRule ARGS a \"id:1,ctl:hashEngine=On\"",
        "SecRule ARGS a \"id:1,ctl:frob=1\"",
        "SecRule ARGS a \"id:1,ctl:ruleRemoveById=x\"",
        "SecRule ARGS a \"id:1,ctl:requestBodyProcessor=LUA\"",
        "SecRule ARGS a \"id:1,initcol:args=x\"",
        "SecRule ARGS a \"id:1,expirevar:tx.a=5\"",
        "SecRule ARGS a \"id:1,expirevar:ip.a\"",
        "SecRule ARGS a \"id:1,status:99\"",
        "SecRule ARGS a \"id:1,severity:BAD\"",
        "SecRule ARGS a \"id:1,allow:response\"",
        "SecRule ARGS a \"id:1,msg:'open\"",
        "SecRule ARGS \"@rx",
        "SecRule ARGS",
        "SecHashEngine On",
        "SecHashKey x",
        "SecRemoteRules k https://x",
        "SecRuleScript x.lua \"id:1\"",
        "SecConnEngine On",
        "SecContentInjection On",
        "SecStreamInBodyInspection On",
        "SecXmlExternalEntity On",
        "SecCookieFormat 1",
        "SecCookieV0Separator ,",
        "SecUploadKeepFiles On",
        "SecGuardianLog |x",
        "SecChrootDir /x",
        "SecAuditLog |/bin/x",
        "SecAuditLogType HTTPS",
        "SecAuditLogFileMode 9",
        "SecRuleEngine Maybe",
        "SecRequestBodyLimit many",
        "SecAuditLogParts ABX",
        "SecUnicodeMapFile missing 20127",
        "SecFrob 1",
        "SecDataset x `y`",
        "Include missing.conf",
        "SecRuleUpdateTargetById x !ARGS",
        "SecRuleRemoveById 9-1",
        "SecDefaultAction \"phase:1,deny\"\nSecDefaultAction \"phase:1,pass\"",
        "SecDefaultAction \"phase:1,deny,msg:x\"",
        "SecDefaultAction \"phase:1,deny,t:none\"",
      })
  void what_is_not_there_is_a_fault_with_its_place(String rules) throws SecLangException {
    SecLangException refused =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            SecLangException.class, () -> Exchange.waf(rules));

    assertThat(refused).as("accepted: " + rules).isNotNull();
    assertThat(refused.faults())
        .filteredOn(f -> f.isError())
        .isNotEmpty()
        .allSatisfy(f -> assertThat(f.toString()).matches("(?s)test.conf:\\d+:\\d+: .+"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SecStatusEngine On",
        "SecSensorId x",
        "SecServerSignature \"x y\"",
        "SecPcreMatchLimit 1000",
        "SecRequestBodyInMemoryLimit 131072",
        "SecHashEngine Off",
        "SecConnEngine Off",
        "SecContentInjection Off",
        "SecCookieFormat 0",
        "SecCookieV0Separator ;",
        "SecUploadKeepFiles Off",
        "SecDataDir /tmp/",
        "SecDebugLogLevel 3",
        "SecHttpBlKey x",
        "SecAuditLogDirMode default",
        "SecAuditLogFileMode 0600",
        "SecAuditLog2 /x",
        "SecParseXmlIntoArgs Off",
        "IncludeOptional missing/*.conf",
      })
  void what_has_no_effect_here_is_taken_without_a_word(String directive) throws SecLangException {
    WafBuilder builder =
        new Engine(InstantSource.system()).waf().rules("test.conf", directive + "\n");

    assertThat(builder.build().size()).isZero();
    assertThat(builder.faults()).isEmpty();
  }
}
