package gatehouse.seclang.audit;

import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.rule.RuleText;
import gatehouse.seclang.text.Bytes;
import java.util.function.UnaryOperator;

/// How ModSecurity v3 tells of a match in one sentence.
final class MatchText {
  private static final int MAX_PARAMETER = 200;
  private static final int MAX_VALUE = 100;

  private MatchText() {}

  static String of(RuleMatch match) {
    return of(match, text -> text);
  }

  /// In a line whose fields are quoted, a client's quote must not begin another field.
  static String inLine(RuleMatch match) {
    return of(match, RuleText::unquoted);
  }

  private static String of(RuleMatch match, UnaryOperator<String> escape) {
    return "Matched \"Operator `"
        + match.operator()
        + "' with parameter `"
        + cut(Bytes.of(match.parameter()), MAX_PARAMETER)
        + "' against variable `"
        + escape.apply(match.variable().printable())
        + "' (Value: `"
        + escape.apply(cut(match.value(), MAX_VALUE))
        + "' )";
  }

  /// Where the match lies: `oOFFSET,LENGTH` of what was captured, `vLENGTH` of the value.
  static String reference(RuleMatch match) {
    String captured =
        match.offset() < 0 ? "" : "o" + match.offset() + "," + match.captured().length();
    return captured + "v" + match.value().length();
  }

  private static String cut(Bytes value, int most) {
    if (value.length() <= most) {
      return value.printable();
    }
    return value.slice(0, most).printable()
        + " ("
        + (value.length() - most)
        + " characters omitted)";
  }
}
