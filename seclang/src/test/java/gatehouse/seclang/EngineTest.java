package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gatehouse.seclang.parse.Fault;
import gatehouse.seclang.rule.Intervention;
import gatehouse.seclang.variable.VariableName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The language: what rules do to a transaction.
class EngineTest {
  @Test
  void denies_with_the_rules_status() throws SecLangException {
    Exchange exchange =
        Exchange.with("SecRule ARGS \"@contains bad\" \"id:1,phase:1,deny,status:418\"")
            .get("/?a=x&b=so+bad");

    assertThat(exchange.intervention()).isEqualTo(new Intervention.Deny(1, 418));
    assertThat(exchange.ids()).containsExactly(1);
  }

  @Test
  void only_reports_in_detection_mode() throws SecLangException {
    Exchange exchange =
        Exchange.with("SecRuleEngine DetectionOnly\nSecRule ARGS \"@rx x\" \"id:1,deny\"")
            .get("/?a=x");

    assertThat(exchange.intervention()).isNull();
    assertThat(exchange.ids()).containsExactly(1);
  }

  @Test
  void puts_a_rule_without_a_phase_into_phase_2() throws SecLangException {
    Exchange exchange =
        Exchange.with("SecRule ARGS_POST:a \"@streq 1\" \"id:1,deny\"")
            .post("application/x-www-form-urlencoded", "a=1");

    assertThat(exchange.ids()).containsExactly(1);
  }

  @Test
  void decodes_the_uri_but_leaves_the_plus() throws SecLangException {
    String rule = "SecRule REQUEST_URI \"@rx (?i)union[\\s]+select\" \"id:1000,deny,status:403\"";

    assertThat(Exchange.with(rule).get("/?q=union%20select").intervention()).isNotNull();
    assertThat(Exchange.with(rule).get("/?q=union+select").intervention()).isNull();
  }

  @Test
  void runs_setvars_at_each_matching_value() throws SecLangException {
    Exchange exchange =
        Exchange.with(
                """
                SecRule ARGS "@rx ^(b)(.)" "id:1,phase:1,pass,nolog,capture,\
                setvar:tx.score=+2,setvar:'tx.seen_%{MATCHED_VAR_NAME}=%{tx.2}'"
                """)
            .get("/?a=b1&c=x&d=b2");

    assertThat(exchange.tx("score")).isEqualTo("4");
    assertThat(exchange.tx("seen_args:a")).isEqualTo("1");
    assertThat(exchange.tx("SEEN_ARGS:d")).isEqualTo("2");
    assertThat(exchange.ids()).isEmpty();
  }

  @Test
  void adds_up_scores_and_blocks_at_the_threshold() throws SecLangException {
    Exchange exchange =
        Exchange.with(
                """
                SecDefaultAction "phase:2,log,auditlog,pass"
                SecAction "id:1,phase:1,nolog,pass,setvar:tx.limit=5"
                SecRule ARGS "@rx a" "id:2,phase:2,block,setvar:tx.score=+3"
                SecRule ARGS "@rx b" "id:3,phase:2,block,setvar:tx.score=+%{tx.limit}"
                SecRule TX:SCORE "@ge %{tx.limit}" "id:4,phase:2,deny,msg:'Score %{tx.score}'"
                """)
            .get("/?x=ab");

    assertThat(exchange.intervention()).isEqualTo(new Intervention.Deny(4, 403));
    assertThat(exchange.transaction().matches().getLast().message()).hasToString("Score 8");
    assertThat(exchange.transaction().matches().get(1).scores())
        .singleElement()
        .hasToString("Score[name=score, amount=5]");
  }

  @Test
  void refuses_only_when_the_whole_chain_matches() throws SecLangException {
    String rules =
        """
        SecRule REQUEST_METHOD "@streq GET" "id:1,phase:1,deny,chain,setvar:tx.first=1"
          SecRule ARGS:a "@rx (1)" "capture,chain"
            SecRule TX:1 "@streq 1" "setvar:tx.last=1"
        """;

    Exchange hit = Exchange.with(rules).get("/?a=1");
    Exchange miss = Exchange.with(rules).get("/?a=2");

    assertThat(hit.intervention()).isNotNull();
    assertThat(hit.tx("last")).isEqualTo("1");
    assertThat(miss.intervention()).isNull();
    assertThat(miss.tx("first")).isEqualTo("1");
    assertThat(miss.ids()).isEmpty();
  }

  @Test
  void shows_the_matches_of_earlier_links_to_later_ones() throws SecLangException {
    Exchange exchange =
        Exchange.with(
                """
                SecRule ARGS "@rx x" "id:1,phase:1,pass,chain"
                  SecRule MATCHED_VARS_NAMES "@streq ARGS:b" "setvar:tx.hit=+1"
                """)
            .get("/?a=x&b=x&c=y");

    assertThat(exchange.tx("hit")).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "skipAfter:HERE | 1 4",
        "skip:1 | 1 3 4",
        "skip:2 | 1 4",
        "pass | 1 2 3 4",
      })
  void jumps_forward_within_its_phase(String flow, String ids) throws SecLangException {
    Exchange exchange =
        Exchange.with(
            """
            SecAction "id:1,phase:1,msg:'a',%s"
            SecAction "id:2,phase:1,msg:'a'"
            SecAction "id:9,phase:2,msg:'a',nolog"
            SecAction "id:3,phase:1,msg:'a'"
            SecMarker HERE
            SecAction "id:4,phase:1,msg:'a'"
            """
                .formatted(flow));

    assertThat(exchange.ids()).extracting(String::valueOf).containsExactly(ids.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allow | 5",
        "allow:phase | 2 3 5",
        "allow:request | 3 5",
      })
  void lets_pass_as_far_as_allow_says(String allow, String ids) throws SecLangException {
    Exchange exchange =
        Exchange.with(
            """
            SecAction "id:1,phase:1,nolog,%s"
            SecAction "id:11,phase:1,msg:'a'"
            SecAction "id:2,phase:2,msg:'a'"
            SecAction "id:3,phase:3,msg:'a'"
            SecAction "id:5,phase:5,msg:'a'"
            """
                .formatted(allow));

    assertThat(exchange.ids()).extracting(String::valueOf).containsExactly(ids.split(" "));
  }

  @Test
  void logs_after_a_denial_and_nothing_else() throws SecLangException {
    Exchange exchange =
        Exchange.with(
            """
            SecAction "id:1,phase:1,deny,msg:'a'"
            SecAction "id:2,phase:1,msg:'a'"
            SecAction "id:3,phase:2,msg:'a'"
            SecAction "id:5,phase:5,msg:'a',deny"
            """);

    assertThat(exchange.ids()).containsExactly(1, 5);
  }

  @Test
  void redirects() throws SecLangException {
    Exchange exchange =
        Exchange.with("SecRule ARGS:to \"@rx .\" \"id:1,phase:1,redirect:/sorry?%{ARGS.to}\"")
            .get("/?to=me");

    assertThat(exchange.intervention()).isEqualTo(new Intervention.Redirect(1, 302, "/sorry?me"));
  }

  @Test
  void looks_at_responses() throws SecLangException {
    Exchange exchange =
        Exchange.with("SecRule RESPONSE_BODY \"@contains ORA-\" \"id:1,phase:4,deny,status:500\"")
            .answer(200, "<p>ORA-00942</p>");

    assertThat(exchange.intervention()).isEqualTo(new Intervention.Deny(1, 500));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SecRuleRemoveById 1 | 2 3",
        "SecRuleRemoveById 1-2 | 3",
        "SecRuleRemoveByTag sql | 3",
        "SecRuleRemoveByTag ^s | 3",
        "SecRuleRemoveByMsg 'three 3' | 1 2",
        "SecRuleUpdateTargetById 1-3 !ARGS:A | ''",
        "SecRuleUpdateTargetByTag sql !ARGS:/^a/ | 3",
        "SecRuleUpdateTargetById 1 REQUEST_METHOD ARGS | 2 3",
        "SecAction 'id:9,phase:1,nolog,ctl:ruleRemoveById=1-2' | 3",
        "SecAction 'id:9,phase:1,nolog,ctl:ruleRemoveByTag=sql' | 3",
        "SecAction 'id:9,phase:1,nolog,ctl:ruleRemoveTargetById=3;ARGS:a' | 1 2",
        "SecAction 'id:9,phase:1,nolog,ctl:ruleRemoveTargetByTag=sql;ARGS' | 3",
        "SecAction 'id:9,phase:1,nolog,ctl:ruleRemoveTargetByMsg=three 3;ARGS:/A/' | 1 2",
        "SecAction 'id:9,phase:1,nolog,ctl:ruleEngine=Off' | ''",
      })
  void takes_exceptions_before_and_after_their_rules(String exception, String ids)
      throws SecLangException {
    String rules =
        """
        SecRule ARGS "@rx x" "id:1,phase:2,pass,tag:sql,msg:one"
        SecRule ARGS "@rx x" "id:2,phase:2,pass,tag:sql,msg:two"
        SecRule ARGS "@rx x" "id:3,phase:2,pass,tag:other,msg:'three 3'"
        """;
    List<String> expected = ids.isEmpty() ? List.of() : List.of(ids.split(" "));

    assertThat(Exchange.with(exception + "\n" + rules).get("/?a=x").ids())
        .extracting(String::valueOf)
        .isEqualTo(expected);
    if (!exception.contains("ruleEngine")) {
      assertThat(Exchange.with(rules + exception + "\n").get("/?a=x").ids())
          .extracting(String::valueOf)
          .isEqualTo(expected);
    }
  }

  @Test
  void merges_actions_of_an_update() throws SecLangException {
    Exchange exchange =
        Exchange.with(
                """
                SecRule ARGS "@rx x" "id:1,phase:2,deny,t:lowercase"
                SecRuleUpdateActionById 1 "pass,setvar:tx.a=1"
                """)
            .get("/?a=X");

    assertThat(exchange.intervention()).isNull();
    assertThat(exchange.tx("a")).isEqualTo("1");
  }

  @Test
  void inherits_default_actions_until_a_rule_says_none() throws SecLangException {
    Exchange exchange =
        Exchange.with(
                """
                SecDefaultAction "phase:1,pass,nolog,t:lowercase"
                SecRule ARGS "@streq abc" "id:1,setvar:tx.one=1,phase:1"
                SecRule ARGS "@streq abc" "id:2,setvar:tx.two=1,phase:1,t:none"
                """)
            .get("/?a=ABC");

    assertThat(exchange.tx("one")).isEqualTo("1");
    assertThat(exchange.tx("two")).isEmpty();
    assertThat(exchange.ids()).isEmpty();
  }

  @Test
  void tests_each_changed_form_of_a_multi_match() throws SecLangException {
    Exchange exchange =
        Exchange.with(
                """
                SecRule ARGS "@rx (?i)abc" "id:1,phase:1,pass,multiMatch,t:lowercase,t:urlDecode,\
                t:hexEncode,setvar:tx.n=+1"
                """)
            .get("/?a=ABC");

    assertThat(exchange.tx("n")).isEqualTo("2");
  }

  @Test
  void counts_and_excludes() throws SecLangException {
    Exchange exchange =
        Exchange.with(
                """
                SecRule &ARGS "@eq 3" "id:1,phase:1,pass"
                SecRule &ARGS:b "@eq 2" "id:2,phase:1,pass"
                SecRule &ARGS|!ARGS:b "@eq 1" "id:3,phase:1,pass"
                SecRule &TX:nothing "@eq 0" "id:4,phase:1,pass"
                SecRule TX:nothing "!@rx x" "id:5,phase:1,pass"
                SecRule ARGS_NAMES|!ARGS_NAMES "@rx ." "id:6,phase:1,pass"
                SecRule REMOTE_USER "!@rx ." "id:7,phase:1,pass"
                """)
            .get("/?a=1&b=2&b=3");

    assertThat(exchange.ids()).containsExactly(1, 2, 3, 4, 7);
  }

  @Test
  void keeps_persistent_collections_between_transactions() throws SecLangException {
    Engine engine = new Engine(InstantSource.system());
    Waf waf =
        Exchange.waf(
            engine,
            """
            SecAction "id:1,phase:1,nolog,pass,initcol:ip=%{REMOTE_ADDR},setvar:ip.hits=+1"
            SecRule IP:HITS "@gt 2" "id:2,phase:1,deny,status:429"
            """);

    assertThat(Exchange.with(waf).intervention()).isNull();
    assertThat(Exchange.with(waf).intervention()).isNull();
    assertThat(Exchange.with(waf).intervention()).isEqualTo(new Intervention.Deny(2, 429));
  }

  @Test
  void expires_what_rules_say_expires() throws SecLangException {
    MutableClock clock = new MutableClock();
    Waf waf =
        Exchange.waf(
            new Engine(clock),
            """
            SecAction "id:1,phase:1,nolog,pass,initcol:ip=%{REMOTE_ADDR}"
            SecRule IP:seen "@eq 1" "id:2,phase:1,pass"
            SecRule &IP:seen "@eq 0" "id:3,phase:1,nolog,pass,setvar:ip.seen,expirevar:ip.seen=60"
            """);

    assertThat(Exchange.with(waf).ids()).isEmpty();
    assertThat(Exchange.with(waf).ids()).containsExactly(2);
    clock.millis += 61_000;
    assertThat(Exchange.with(waf).ids()).isEmpty();
  }

  private static final class MutableClock implements InstantSource {
    private long millis = 1_000_000;

    @Override
    public java.time.Instant instant() {
      return java.time.Instant.ofEpochMilli(millis);
    }
  }

  @Test
  void fails_closed_when_a_pattern_cannot_be_decided() throws SecLangException {
    Exchange exchange =
        Exchange.with("SecRule ARGS \"@rx (?=a)(.*a){12}c\" \"id:1,phase:1,pass\"")
            .get("/?a=" + "a".repeat(60));

    assertThat(exchange.intervention()).isEqualTo(new Intervention.Deny(0, 403));
    assertThat(exchange.tx("MSC_PCRE_LIMITS_EXCEEDED")).isEqualTo("1");
    assertThat(exchange.variable(VariableName.MSC_PCRE_LIMITS_EXCEEDED)).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "SecRule ARGS \"@rx a\" \"pass\" ¦ test.conf:1:1: the rule has no id",
        "SecAction \"id:1\"\\nSecAction \"id:1\" ¦ test.conf:2:1: rule id 1 is used already at"
            + " test.conf:1:1",
        "SecAction \"id:1,phase:7\" ¦ test.conf:1:17: unknown phase 7",
        "SecAction \"id:1,t:frob\" ¦ test.conf:1:17: unknown transformation frob",
        "SecAction \"id:1,chain\" ¦ test.conf:1:1: the chain of this rule has no next rule",
        "SecRule ARGS a \"id:1,chain\"\\nSecRule ARGS b \"deny\" ¦ test.conf:2:17: deny belongs to"
            + " the first rule of the chain",
        "SecDefaultAction \"phase:1,log\" ¦ test.conf:1:1: SecDefaultAction needs a disruptive"
            + " action other than block",
        "SecRule ARGS \"@rx (a\" \"id:1\" ¦ test.conf:1:19: the closing )",
        "SecRule XML:/a[ a \"id:1\" ¦ test.conf:1:9: bad XPath expression /a[",
        "SecRule ARGS \"@pmFromFile none.data\" \"id:1\" ¦ test.conf:1:27: no file none.data",
        "SecAction \"id:1,setvar:args.a=1\" ¦ test.conf:1:17: setvar takes",
      })
  void names_rules_without_sense(String rules, String expected) {
    SecLangException refused =
        catchThrowableOfType(
            SecLangException.class, () -> Exchange.waf(rules.replace("\\n", "\n")));

    assertThat(refused.faults()).filteredOn(Fault::isError).hasSize(1);
    assertThat(refused.faults().getFirst().toString()).startsWith(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "SecRuleRemoveById 77 ¦ no rule is removed by this",
        "SecAction \"id:1,skipAfter:NOWHERE\" ¦ no marker NOWHERE follows",
        "SecAction \"id:1,ctl:ruleRemoveById=77\" ¦ no rule is meant by this",
        "SecRule ARGS \"@rx (?=a)\" \"id:1\" ¦ this pattern cannot be matched in linear time",
      })
  void warns_of_what_does_nothing_or_is_dear(String rules, String expected)
      throws SecLangException {
    WafBuilder builder = new Engine(InstantSource.system()).waf().rules("test.conf", rules);
    builder.build();

    assertThat(builder.faults()).hasSize(1);
    assertThat(builder.faults().getFirst().message()).startsWith(expected);
  }

  /// Rules that a guard jumps over are not looked ahead for; they have to run when the guard is
  /// gone.
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "nolog ¦ false",
        "ctl:ruleRemoveById=902 ¦ true",
        "ctl:ruleRemoveTargetById=902;TX:level ¦ true",
      })
  void a_guard_that_is_removed_hides_nothing(String action, boolean matches)
      throws SecLangException {
    // As many as make looking ahead worth while.
    StringBuilder many = new StringBuilder();
    List<Integer> ids = new ArrayList<>();
    for (int id = 903; id < 923; id++) {
      many.append("SecRule ARGS \"@rx ^x\" \"id:%d,phase:2,pass\"\n".formatted(id));
      ids.add(id);
    }
    String rules =
        """
        SecAction "id:900,phase:1,nolog,pass,setvar:tx.level=1"
        SecAction "id:901,phase:1,nolog,pass,%s"
        SecRule TX:LEVEL "@lt 2" "id:902,phase:2,pass,nolog,skipAfter:END"
        %s
        SecMarker "END"
        """
            .formatted(action, many.toString());

    assertThat(Exchange.with(rules).get("/?a=x").ids()).isEqualTo(matches ? ids : List.of());
  }
}
