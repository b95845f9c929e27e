package gatehouse.seclang.audit;

import gatehouse.seclang.body.Connection;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.rule.RuleMeta;
import gatehouse.seclang.rule.RuleText;
import gatehouse.seclang.text.Bytes;

/// Lines for the error log, as ModSecurity v3 writes them.
public final class ErrorLog {
  private ErrorLog() {}

  /// The line of one match, without a line end.
  public static String line(RuleMatch match, Connection connection, Bytes target, String id) {
    int question = target.indexOf('?', 0);
    Bytes path = question < 0 ? target : target.slice(0, question);
    StringBuilder out = new StringBuilder(1_024).append("ModSecurity: ");
    text(match, out);
    RuleText.field(out, "hostname", connection.serverIp());
    RuleText.field(out, "uri", path.printable());
    RuleText.field(out, "unique_id", id);
    RuleText.field(out, "ref", MatchText.reference(match));
    return out.toString();
  }

  /// What a line says of the match itself.
  static void text(RuleMatch match, StringBuilder out) {
    RuleMeta rule = match.rule();
    if (match.refuses()) {
      out.append("Access denied with code ").append(match.refusalStatus());
      out.append(" (phase ").append(rule.phase()).append("). ");
    } else {
      out.append("Warning. ");
    }
    out.append(MatchText.inLine(match));
    RuleText.Line fixed = rule.line();
    out.append(fixed.beforeMessage());
    RuleText.field(out, "msg", match.message().printable());
    RuleText.field(out, "data", match.data().printable());
    out.append(fixed.afterData());
    if (rule.fixedTags() != null) {
      out.append(fixed.tags());
    } else {
      for (Bytes tag : match.tags()) {
        RuleText.field(out, "tag", tag.printable());
      }
    }
  }
}
