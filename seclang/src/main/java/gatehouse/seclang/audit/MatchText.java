package gatehouse.seclang.audit;

import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.Ascii;
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
    return of(match, MatchText::unquoted);
  }

  static String unquoted(String text) {
    return text.replace("\"", "\\x22");
  }

  private static String of(RuleMatch match, UnaryOperator<String> escape) {
    return "Matched \"Operator `"
        + match.operator()
        + "' with parameter `"
        + cut(Bytes.of(match.parameter()), MAX_PARAMETER)
        + "' against variable `"
        + escape.apply(printable(match.variable()))
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
      return printable(value);
    }
    return printable(value.slice(0, most))
        + " ("
        + (value.length() - most)
        + " characters omitted)";
  }

  /// Bytes outside of printable ASCII as `\xHH`: nothing a client sends may forge a log line.
  static String printable(Bytes value) {
    int odd = 0;
    while (odd < value.length() && value.at(odd) >= 32 && value.at(odd) <= 126) {
      odd++;
    }
    if (odd == value.length()) {
      return value.toString();
    }
    StringBuilder out = new StringBuilder(value.length() + 16);
    out.append(value.slice(0, odd));
    for (int i = odd; i < value.length(); i++) {
      int c = value.at(i);
      if (c < 32 || c > 126) {
        out.append("\\x")
            .append((char) Ascii.hexDigit(c >> 4))
            .append((char) Ascii.hexDigit(c & 15));
      } else {
        out.append((char) c);
      }
    }
    return out.toString();
  }
}
