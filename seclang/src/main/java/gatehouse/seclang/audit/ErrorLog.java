package gatehouse.seclang.audit;

import gatehouse.seclang.body.Connection;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.rule.RuleMeta;
import gatehouse.seclang.text.Bytes;

/// Lines for the error log, as ModSecurity v3 writes them.
public final class ErrorLog {
  private ErrorLog() {}

  /// The line of one match, without a line end.
  public static String line(RuleMatch match, Connection connection, Bytes target, String id) {
    int question = target.indexOf('?', 0);
    Bytes path = question < 0 ? target : target.slice(0, question);
    return "ModSecurity: "
        + text(match)
        + field("hostname", connection.serverIp())
        + field("uri", MatchText.printable(path))
        + field("unique_id", id)
        + field("ref", MatchText.reference(match));
  }

  /// What a line says of the match itself.
  static String text(RuleMatch match) {
    RuleMeta rule = match.rule();
    StringBuilder out = new StringBuilder(512);
    if (match.refuses()) {
      out.append("Access denied with code ").append(match.refusalStatus());
      out.append(" (phase ").append(rule.phase()).append("). ");
    } else {
      out.append("Warning. ");
    }
    out.append(MatchText.inLine(match));
    out.append(field("file", rule.at().file()));
    out.append(field("line", String.valueOf(rule.at().line())));
    out.append(field("id", String.valueOf(rule.id())));
    out.append(field("rev", rule.rev()));
    out.append(field("msg", MatchText.printable(match.message())));
    out.append(field("data", MatchText.printable(match.data())));
    out.append(field("severity", String.valueOf(Math.max(rule.severity(), 0))));
    out.append(field("ver", rule.ver()));
    out.append(field("maturity", rule.maturity()));
    out.append(field("accuracy", rule.accuracy()));
    for (Bytes tag : match.tags()) {
      out.append(field("tag", MatchText.printable(tag)));
    }
    return out.toString();
  }

  private static String field(String name, String value) {
    return " [" + name + " \"" + MatchText.unquoted(value) + "\"]";
  }
}
