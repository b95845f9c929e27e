package gatehouse.seclang.parse;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.operator.OperatorName;
import gatehouse.seclang.variable.VariableName;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
  private final Faults faults = new Faults();

  private List<Directive> parse(String text) {
    Parser parser = new Parser(RuleFiles.none(), faults);
    return parser.read(Source.inline("test.conf", text, 1)).script().directives();
  }

  private Directive.Rule rule(String text) {
    List<Directive> directives = parse(text);
    assertThat(faults.toList()).isEmpty();
    return (Directive.Rule) directives.getFirst();
  }

  private String onlyFault(String text) {
    parse(text);
    assertThat(faults.toList()).hasSize(1);
    return faults.toList().getFirst().toString();
  }

  @Test
  void reads_a_rule_with_its_targets_operator_and_actions() {
    Directive.Rule rule =
        rule("SecRule ARGS|!ARGS:foo|&TX:/^a|b/|XML:/* \"!@rx ^a\\d\\\"$\" \"id:1,msg:'a, b'\"");

    assertThat(rule.targets())
        .extracting(Target::toString)
        .containsExactly("ARGS", "!ARGS:foo", "&TX:/^a|b/", "XML:/*");
    OperatorCall operator = Objects.requireNonNull(rule.operator());
    assertThat(operator.negated()).isTrue();
    assertThat(operator.parameter().toString()).isEqualTo("^a\\d\"$");
    assertThat(rule.actions()).extracting(ActionCall::toString).containsExactly("id:1", "msg:a, b");
  }

  @Test
  void joins_continued_lines_and_drops_their_indentation() {
    Directive.Rule rule =
        rule(
            "SecRule ARGS \"@rx a\" \\\r\n  \"id:1,\\\n   # a comment \\\n\t msg:'one \\\n  two'\"\n");

    assertThat(rule.actions())
        .extracting(ActionCall::toString)
        .containsExactly("id:1", "msg:one two");
  }

  @Test
  void knows_the_place_of_what_stands_on_a_continued_line() {
    String fault = onlyFault("\nSecRule ARGS \"@rx a\" \\\n  \"id:1,\\\n  frobnicate\"\n");

    assertThat(fault).isEqualTo("test.conf:4:3: unknown action frobnicate");
  }

  @Test
  void counts_columns_behind_an_escaped_quote_as_they_stand_in_the_file() {
    String fault = onlyFault("SecRule ARGS \"@rx \\\"\" \"id:1,msg:'\\'',nonsense\"");

    assertThat(fault).isEqualTo("test.conf:1:38: unknown action nonsense");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "SecRule ARGS \"@rx ¦ test.conf:1:14: the quote \" that opens here is never closed",
        "SecRule ARGS '@rx a\" ¦ test.conf:1:14: the quote ' that opens here is never closed",
        "SecRule ARGS \"@rx a\" \"id:1,msg:'x\" ¦ test.conf:1:32: the quote ' that opens here is never closed",
        "SecRule ARGZ \"@rx a\" \"id:1\" ¦ test.conf:1:9: unknown variable ARGZ",
        "SecRule SCRIPT_UID \"@rx a\" \"id:1\" ¦ test.conf:1:9: variable SCRIPT_UID is not supported",
        "SecRule REQUEST_URI:x \"@rx a\" \"id:1\" ¦ test.conf:1:9: REQUEST_URI has a single value and takes no key",
        "SecRule ARGS \"@frob a\" \"id:1\" ¦ test.conf:1:15: unknown operator @frob",
        "SecRule ARGS \"@inspectFile a.lua\" \"id:1\" ¦ test.conf:1:15: operator @inspectFile is not supported: running programs is not supported",
        "SecRule ARGS \"@fuzzyHash a 1\" \"id:1\" ¦ test.conf:1:15: operator @fuzzyHash is not supported: ssdeep hashes are not supported",
        "SecRule ARGS \"@rx a\" \"id:1,exec:/a.lua\" ¦ test.conf:1:28: action exec is not supported: running programs and Lua is not supported",
        "SecRule ARGS \"@rx a\" \"id:1,ctl:frob=1\" ¦ test.conf:1:32: unknown ctl option frob",
        "SecRule ARGS \"@rx a\" \"id:1,ctl:ruleEngine=Maybe\" ¦ test.conf:1:43: ctl:ruleEngine takes one of On, Off, DetectionOnly",
        "SecRule ARGS \"@rx a\" \"id:1,deny:403\" ¦ test.conf:1:28: action deny takes no value",
        "SecRule ARGS \"@rx a\" \"id\" ¦ test.conf:1:23: action id needs a value",
        "SecRule ARGS ¦ test.conf:1:1: SecRule takes variables, an operator and actions",
        "SecFrobnicate On ¦ test.conf:1:1: unknown directive SecFrobnicate",
        "SecRuleEngine Maybe ¦ test.conf:1:1: SecRuleEngine takes one of On, Off, DetectionOnly",
        "SecRuleScript a.lua ¦ test.conf:1:1: SecRuleScript is not supported",
        "SecHashEngine On ¦ test.conf:1:1: SecHashEngine is not supported other than Off",
        "SecRequestBodyLimit 1k ¦ test.conf:1:1: SecRequestBodyLimit takes a number",
        "SecRuleRemoveById 1-x ¦ test.conf:1:19: 1-x is no rule id and no range of them",
        "SecRuleUpdateTargetById 1 ¦ test.conf:1:1: SecRuleUpdateTargetById takes the rules, and the variables to add",
        "Include nothing.conf ¦ test.conf:1:9: no file nothing.conf",
      })
  void names_what_is_wrong_and_where(String text, String expected) {
    assertThat(onlyFault(text)).isEqualTo(expected);
  }

  @Test
  void collects_all_faults_of_a_text() {
    parse("SecFoo\nSecRule ARGS \"@bar\" \"id:1\"\nSecRule ARGS \"x\n");

    assertThat(faults.toList()).extracting(f -> f.at().line()).containsExactly(1, 2, 3);
  }

  @Test
  void takes_an_operator_without_a_name_for_a_regular_expression() {
    Directive.Rule rule = rule("SecRule ARGS !^a\\.b \"id:1\"");

    OperatorCall operator = Objects.requireNonNull(rule.operator());
    assertThat(operator.name()).isEqualTo(OperatorName.RX);
    assertThat(operator.negated()).isTrue();
    assertThat(operator.parameter().toString()).isEqualTo("^a\\.b");
  }

  @Test
  void ignores_the_case_of_names() {
    Directive.Rule rule = rule("secrule args \"@BEGINSWITH a\" \"ID:1,T:Lowercase,SkipAfter:X\"");

    assertThat(rule.targets().getFirst().variable()).isEqualTo(VariableName.ARGS);
    assertThat(rule.actions())
        .extracting(ActionCall::name)
        .containsExactly(ActionName.ID, ActionName.TRANSFORM, ActionName.SKIP_AFTER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REQUEST_COOKIES:/\\x22?\\x24Version/",
        "REQUEST_COOKIES:'/a b|c/'",
        "ARGS:a,b",
        "XML://*[local-name()='y|z' or @x]",
        "ARGS:a[0][b]",
        "TX:/a\\/b/",
      })
  void keeps_selectors_that_hold_separators_whole(String target) {
    assertThat(rule("SecRule \"" + target + "|FILES\" \"@rx a\" \"id:1\"").targets()).hasSize(2);
  }

  @Test
  void keeps_blanks_in_a_quoted_selector() {
    assertThat(rule("SecRule ARGS:'/a b/'|FILES \"@rx a\" \"id:1\"").targets())
        .extracting(Target::toString)
        .containsExactly("ARGS:/a b/", "FILES");
  }

  @Test
  void splits_variables_at_a_comma_as_version_2_does() {
    assertThat(rule("SecRule ARGS:a,!FILES:x,&TX \"@rx a\" \"id:1\"").targets())
        .extracting(Target::toString)
        .containsExactly("ARGS:a", "!FILES:x", "&TX");
  }

  @Test
  void reads_exceptions() {
    List<Directive> directives =
        parse(
            """
            SecRuleRemoveById 1 2,3 "9000-9010"
            SecRuleRemoveByTag "attack-sqli"
            SecRuleUpdateTargetById 942100-942200 "!ARGS:x|FILES"
            SecRuleUpdateActionById 12:1 "deny,status:418"
            """);

    assertThat(faults.toList()).isEmpty();
    assertThat(directives).hasSize(4);
    Directive.RemoveRules removal = (Directive.RemoveRules) directives.getFirst();
    RuleSelection.ByIds ids = (RuleSelection.ByIds) removal.rules();
    assertThat(ids.contains(9005)).isTrue();
    assertThat(ids.contains(4)).isFalse();
    Directive.UpdateActions update = (Directive.UpdateActions) directives.getLast();
    assertThat(update.id()).isEqualTo(12);
    assertThat(update.link()).isEqualTo(1);
  }

  @Test
  void takes_a_removed_target_apart() {
    Directive.Rule rule = rule("SecAction \"id:1,ctl:ruleRemoveTargetByTag=sqli;ARGS:/^a/\"");

    Ctl ctl = Objects.requireNonNull(rule.actions().getLast().ctl());
    assertThat(ctl.rules()).isEqualTo(new RuleSelection.ByTag("sqli"));
    assertThat(ctl.target()).hasToString("ARGS:/^a/");
  }

  @Test
  void leaves_out_settings_without_effect() {
    assertThat(parse("SecPcreMatchLimit 1000\nSecChrootDir\n")).isEmpty();
    assertThat(faults.toList()).hasSize(1);
  }
}
