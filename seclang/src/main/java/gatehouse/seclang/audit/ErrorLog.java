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
    StringBuilder out = new StringBuilder(1_024).append("ModSecurity: ");
    text(match, out);
    field(out, "hostname", connection.serverIp());
    field(out, "uri", MatchText.printable(path));
    field(out, "unique_id", id);
    field(out, "ref", MatchText.reference(match));
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
    field(out, "file", rule.at().file());
    field(out, "line", String.valueOf(rule.at().line()));
    field(out, "id", String.valueOf(rule.id()));
    field(out, "rev", rule.rev());
    field(out, "msg", MatchText.printable(match.message()));
    field(out, "data", MatchText.printable(match.data()));
    field(out, "severity", String.valueOf(Math.max(rule.severity(), 0)));
    field(out, "ver", rule.ver());
    field(out, "maturity", rule.maturity());
    field(out, "accuracy", rule.accuracy());
    for (Bytes tag : match.tags()) {
      field(out, "tag", MatchText.printable(tag));
    }
  }

  private static void field(StringBuilder out, String name, String value) {
    out.append(" [").append(name).append(" \"").append(MatchText.unquoted(value)).append("\"]");
  }
}
