package gatehouse.seclang.parse;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.Engine;
import gatehouse.seclang.Fuzz;
import gatehouse.seclang.SecLangException;
import gatehouse.seclang.WafBuilder;
import java.time.InstantSource;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Damaged rules either compile or are told with the place of each fault; nothing else ever comes
/// of them.
class ParserFuzzTest {
  private static final int ROUNDS = 1_500;

  private static final String[] RULES = {
    """
    # A comment, and a line \\
    SecRuleEngine On
    SecRequestBodyAccess On
    SecRequestBodyLimit 131072
    SecDefaultAction "phase:2,log,auditlog,pass"
    SecComponentSignature "mine/1.0"
    SecAuditLogParts ABCFHZ
    """,
    """
    SecRule REQUEST_HEADERS:User-Agent|ARGS|!ARGS:/^q_/|&TX:score "@rx (?i)\\bselect\\b.{1,20}from" \\
        "id:100,\\
        phase:2,\\
        block,\\
        capture,\\
        t:none,t:urlDecodeUni,t:lowercase,\\
        msg:'An attack, it\\'s one',\\
        logdata:'%{TX.0} in %{MATCHED_VAR_NAME}',\\
        tag:'attack-sqli',\\
        severity:'CRITICAL',\\
        setvar:'tx.score=+%{tx.critical}'"
    """,
    """
    SecRule TX:level "@lt 2" "id:101,phase:1,pass,nolog,skipAfter:END"
    SecRule ARGS "@pm a b |41 42|" "id:102,phase:2,deny,status:406,chain"
        SecRule MATCHED_VARS "!@within one two" "t:sha1,t:hexEncode,chain"
        SecRule XML:/*|XML://@* "@contains x" "xmlns:a=http://a.example,setvar:ip.n=+1,expirevar:ip.n=60"
    SecMarker END
    """,
    """
    SecAction "id:103,phase:1,pass,initcol:ip=%{REMOTE_ADDR},ctl:ruleRemoveById=100-102"
    SecRule REMOTE_ADDR "@ipMatch 10.0.0.0/8,::1" \\
        "id:104,phase:1,pass,ctl:ruleRemoveTargetByTag=attack-sqli;ARGS:text,ctl:ruleEngine=DetectionOnly"
    SecRuleUpdateTargetById 100 "!REQUEST_HEADERS:/x-/"
    SecRuleUpdateActionById 102 "pass,nolog"
    SecRuleRemoveByTag "attack-.*"
    SecRuleRemoveById 1 2 "3-9"
    """,
    """
    SecRule ARGS "@detectSQLi" "id:105,phase:2,multiMatch,t:cmdLine,redirect:http://a.example/?%{ARGS.q}"
    SecRule REQUEST_BODY "@validateByteRange 1-255" "id:106,phase:2,drop"
    SecRule RESPONSE_BODY "@rx (?:a|b)+(?=c)" "id:107,phase:4,deny"
    SecRule ARGS "@verifyCC \\d{13,16}" "id:108,phase:2,pass,sanitiseArg:card"
    SecRule FILES "@endsWith .php" "id:109,phase:2,deny,allow:request"
    """,
  };

  private static final String[] SNIPPETS = {
    "\"",
    "'",
    "\\",
    "\\\n",
    "\n",
    "\r\n",
    ",",
    ":",
    "|",
    "!",
    "&",
    "@",
    "%{",
    "}",
    "%{tx.",
    "/",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "*",
    "+",
    "?",
    "(?",
    "(?<",
    "(?i)",
    "{1,999999}",
    "\\x",
    "\\p{L}",
    "id:",
    "id:99999999999",
    "phase:9",
    "chain",
    "chain,",
    "t:none",
    "t:",
    "ctl:",
    "setvar:",
    "skip:",
    "skipAfter:",
    "SecRule ",
    "SecAction ",
    "SecMarker ",
    "Include ",
    "Include /etc/hosts\n",
    "SecRuleRemoveById ",
    "SecDefaultAction ",
    "ARGS",
    "XML:",
    "XML:///[",
    "TX:",
    "@rx ",
    "@pm ",
    "@pmFromFile x",
    "@ipMatch ",
    "!@",
    "#",
    "\0",
    "\u00ff",
    "\t",
    "msg:'",
    "exec:/bin/sh",
    "0",
    "-1",
  };

  /// `FILE:LINE:COL: ` before each message.
  private static final Pattern TOLD = Pattern.compile("(?s).+:[1-9]\\d*:[1-9]\\d*: .+");

  private final Engine engine = new Engine(InstantSource.system());

  @Test
  void damaged_rules_compile_or_are_told_with_their_place() {
    Random random = new Random(61);
    int good = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i <= random.nextInt(3); i++) {
        text.append(RULES[random.nextInt(RULES.length)]);
      }
      good += isTold(Fuzz.damaged(text.toString(), SNIPPETS, random)) ? 0 : 1;
    }
    assertThat(good).isBetween(ROUNDS / 50, ROUNDS);
  }

  @Test
  void noise_is_told_with_its_place() {
    Random random = new Random(62);
    for (int round = 0; round < ROUNDS; round++) {
      isTold(Fuzz.drawn(SNIPPETS, 40, random));
    }
  }

  private boolean isTold(String text) {
    int lines = (int) text.chars().filter(c -> c == '\n').count() + 1;
    WafBuilder builder = engine.waf().files(RuleFiles.none()).rules("fuzz.conf", text);
    try {
      builder.build();
      builder.faults().forEach(fault -> hasPlace(fault, lines, text));
      return false;
    } catch (SecLangException e) {
      assertThat(e.faults()).as(text).anyMatch(Fault::isError);
      e.faults().forEach(fault -> hasPlace(fault, lines, text));
      return true;
    }
  }

  private static void hasPlace(Fault fault, int lines, String text) {
    assertThat(fault.toString()).as(text).matches(TOLD);
    assertThat(fault.at().line()).as(text).isBetween(1, lines);
  }

  @Test
  void long_texts_take_time_by_their_length_only() {
    for (String unit :
        new String[] {
          "SecAction \"id:1,pass\"\n",
          "\\\n",
          "\"",
          "SecRule ",
          "a",
          "SecRule ARGS|",
          "#\n",
          "'",
          ",",
          "SecAction \"",
          "SecMarker A\n",
          "\\",
          "SecRule ARGS \"@rx (",
          "%{",
          "SecRule ARGS \"@pm ",
        }) {
      String text = Fuzz.repeated(unit).slice(0, 200_000).toString();
      Fuzz.staysLinear("rules of " + unit, () -> isTold(text));
      String pattern = text.substring(0, 10_000);
      Fuzz.staysLinear(
          "a pattern of " + unit, () -> isTold("SecRule ARGS \"@rx " + pattern + "\" \"id:1\"\n"));
    }
  }
}
