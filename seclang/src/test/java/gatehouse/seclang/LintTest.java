package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.parse.Fault;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is legal and silently does nothing is told, at its place.
class LintTest {
  /// Rules that every row has: 10 in phase 1, 20 and 21 in phase 2.
  private static final String RULES =
      """
      SecRule ARGS:a|REQUEST_HEADERS "@rx x" "id:10,phase:1,pass,tag:one,msg:'first'"
      SecRule ARGS|!ARGS:b|XML:/* "@rx x" "id:20,phase:2,pass,tag:one,msg:'second'"
      SecRule REQUEST_COOKIES:/^s/ "@rx x" "id:21,phase:2,pass,tag:two,msg:'third'"
      """;

  private static List<String> findings(String text) throws SecLangException {
    WafBuilder builder = new Engine(InstantSource.system()).waf().rules("r.conf", text);
    builder.build();
    return builder.faults().stream().map(Fault::toString).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "SecRuleRemoveById 99 ¦ 4:1: no rule is removed",
        "SecRuleRemoveById 10 99 ¦ 4:1: there is no rule 99",
        "SecRuleRemoveById 10 90-99 ¦ 4:1: there is no rule 90-99",
        "SecRuleRemoveByTag three ¦ 4:1: no rule is removed",
        "SecRuleRemoveByMsg fourth ¦ 4:1: no rule is removed",
        "SecRuleUpdateTargetById 99 !ARGS:a ¦ 4:1: no rule is changed",
        "SecRuleUpdateTargetById 10 !ARGS:b ¦ 4:28: does nothing: none of the rules that are meant"
            + " looks at ARGS:b",
        "SecRuleUpdateTargetById 10 !FILES ¦ 4:28: does nothing: none of the rules that are meant"
            + " looks at FILES",
        "SecRuleUpdateTargetById 20 !XML://@* ¦ 4:28: does nothing: none of the rules that are"
            + " meant looks at XML://@*",
        "SecRuleUpdateTargetById 21 !REQUEST_COOKIES:x ¦ 4:28: does nothing: none of the rules that"
            + " are meant looks at REQUEST_COOKIES:x",
        "SecRuleUpdateTargetByTag two !ARGS ¦ 4:30: does nothing",
        "SecRuleUpdateActionById 99 pass ¦ 4:1: no rule is changed",
        "SecRuleUpdateActionById 10 id:11 ¦ 4:28: id of a rule cannot be changed",
        "SecAction \"id:1,phase:2,pass,nolog,ctl:ruleRemoveById=10\" ¦ 4:36: comes too late: rule"
            + " 10 has run by then",
        "SecAction \"id:1,phase:2,pass,nolog,ctl:ruleRemoveById=20\" ¦ 4:36: comes too late: rule"
            + " 20 has run by then",
        "SecAction \"id:1,phase:2,pass,nolog,ctl:ruleRemoveTargetById=21;REQUEST_COOKIES:sid\" ¦"
            + " 4:36: comes too late: rule 21",
        "SecAction \"id:1,phase:1,pass,nolog,ctl:ruleRemoveById=99\" ¦ 4:36: no rule is meant",
        "SecAction \"id:1,phase:1,pass,nolog,ctl:ruleRemoveById=20-21,ctl:ruleRemoveByTag=x\" ¦"
            + " 4:61: no rule is meant",
        "SecAction \"id:1,phase:1,pass,nolog,ctl:ruleRemoveTargetById=20;FILES\" ¦ 4:36: does"
            + " nothing: none of the rules that are meant looks at FILES",
        "SecAction \"id:1,phase:2,pass,nolog,ctl:requestBodyProcessor=XML\" ¦ 4:36: comes too late"
            + " in phase 2",
        "SecAction \"id:1,phase:2,pass,nolog,ctl:requestBodyAccess=Off\" ¦ 4:36: comes too late",
        "SecAction \"id:1,phase:4,pass,nolog,ctl:responseBodyAccess=On\" ¦ 4:36: comes too late",
        "SecAction \"id:1,phase:5,nolog,deny\" ¦ 4:31: deny does nothing in phase 5",
        "SecAction \"id:1,phase:2,pass,nolog,skipAfter:X\" ¦ 4:1: no marker X follows",
        "SecMarker X ¦ 4:1: no rule before it jumps to the marker X",
        "SecAction \"id:1,phase:2,pass,msg:'%{ARGZ.a}'\" ¦ 4:35: unknown variable ARGZ",
        "SecRule ARGS \"@streq %{argz.a}\" \"id:1,phase:2,pass\" ¦ 4:22: unknown variable argz",
        "SecRule ARGS \"@rx (?=a)b\" \"id:1,phase:2,pass\" ¦ 4:15: this pattern cannot be matched"
            + " in linear time",
        "SecRule ARGS \"@rx (a)\\1\" \"id:1,phase:2,pass\" ¦ 4:15: this pattern cannot be matched"
            + " in linear time",
        "SecRule REMOTE_ADDR \"@rbl dnsbl.httpbl.org\" \"id:1,phase:2,pass\" ¦ 4:22: @rbl"
            + " dnsbl.httpbl.org matches nothing without SecHttpBlKey",
        "SecRule REMOTE_ADDR \"@geoLookup\" \"id:1,phase:2,pass\" ¦ 4:22: @geoLookup matches"
            + " nothing without SecGeoLookupDb",
        "SecRule ARGS \"@validateByteRange 1-300\" \"id:1,phase:2,pass\" ¦ 4:15: «1-300» is no"
            + " range",
      })
  void tells(String directive, String expected) throws SecLangException {
    assertThat(findings(RULES + directive + "\n"))
        .singleElement()
        .asString()
        .startsWith("r.conf:" + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "SecRuleRemoveById 10 20-29",
        "SecRuleRemoveByTag ^o",
        "SecRuleUpdateTargetById 10 !ARGS:A",
        "SecRuleUpdateTargetById 10 !ARGS:/^a/",
        "SecRuleUpdateTargetById 10 !REQUEST_HEADERS:x",
        "SecRuleUpdateTargetById 20 !XML",
        "SecRuleUpdateTargetById 20 !XML:/*",
        "SecRuleUpdateTargetById 21 !REQUEST_COOKIES:sid",
        "SecRuleUpdateTargetById 10 ARGS:new",
        "SecRuleUpdateActionById 10 deny",
        "SecRule REMOTE_ADDR \"@rbl x.example\" \"id:2,phase:2,pass\"",
        "SecMarker X",
        "SecAction \"id:2,phase:2,pass,msg:'%{tx.0} %{MATCHED_VAR_NAME} 100%'\"",
      })
  void tells_nothing_of_what_works(String directive) throws SecLangException {
    String jump = directive.endsWith("X") ? "SecAction \"id:3,nolog,skipAfter:X\"\n" : "";

    assertThat(findings(RULES + jump + directive + "\n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "SecRuleRemoveById 10 ¦ 1:1: stands before rule 10",
        "SecRuleUpdateTargetById 20 !ARGS:a ¦ 1:1: stands before rule 20",
        "SecRuleUpdateTargetByTag two !REQUEST_COOKIES ¦ 1:1: stands before rule 21",
        "SecRuleUpdateActionById 10 deny ¦ 1:1: stands before rule 10",
      })
  void tells_of_exceptions_that_stand_before_their_rules(String directive, String expected)
      throws SecLangException {
    assertThat(findings(directive + "\n" + RULES))
        .singleElement()
        .asString()
        .startsWith("r.conf:" + expected);
  }

  @Test
  void warns_of_nothing_in_the_published_rule_set() throws SecLangException {
    WafBuilder builder = CoreRuleSet.builder();
    builder.build();

    assertThat(builder.faults()).allMatch(fault -> fault.level() == Fault.Level.NOTE);
  }
}
