package gatehouse.seclang.rule;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.text.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What logs say of a rule itself, in their own forms: the same for all its matches, so made by the
/// first of them and kept. Safe for use by all threads, which may make it more than once.
public final class RuleText {
  private @Nullable Line line;
  private @Nullable Json json;

  /// What stands in a line of the error log around the message and the data.
  ///
  /// @param tags empty when they differ from match to match
  public record Line(String beforeMessage, String afterData, String tags) {}

  /// The members of an audit record's details around the data.
  ///
  /// @param tags the elements of the array; null when they differ from match to match
  public record Json(Bytes beforeData, Bytes afterData, @Nullable Bytes tags, Bytes atEnd) {}

  /// As the error log has it.
  Line line(RuleMeta rule) {
    Line known = line;
    if (known == null) {
      known = lineOf(rule);
      line = known;
    }
    return known;
  }

  /// As the audit log has it.
  Json json(RuleMeta rule) {
    Json known = json;
    if (known == null) {
      known = jsonOf(rule);
      json = known;
    }
    return known;
  }

  private static Line lineOf(RuleMeta rule) {
    StringBuilder before = new StringBuilder();
    field(before, "file", rule.at().file());
    field(before, "line", String.valueOf(rule.at().line()));
    field(before, "id", String.valueOf(rule.id()));
    field(before, "rev", rule.rev());
    StringBuilder after = new StringBuilder();
    field(after, "severity", String.valueOf(Math.max(rule.severity(), 0)));
    field(after, "ver", rule.ver());
    field(after, "maturity", rule.maturity());
    field(after, "accuracy", rule.accuracy());
    StringBuilder tags = new StringBuilder();
    List<Bytes> fixed = rule.fixedTags();
    if (fixed != null) {
      fixed.forEach(tag -> field(tags, "tag", tag.printable()));
    }
    return new Line(before.toString(), after.toString(), tags.toString());
  }

  private static Json jsonOf(RuleMeta rule) {
    JsonWriter before = new JsonWriter();
    before.member("ruleId", String.valueOf(rule.id()));
    before.member("file", rule.at().file());
    before.member("lineNumber", String.valueOf(rule.at().line()));
    JsonWriter after = new JsonWriter();
    after.member("severity", String.valueOf(Math.max(rule.severity(), 0)));
    after.member("ver", rule.ver());
    after.member("rev", rule.rev());
    JsonWriter tags = new JsonWriter();
    List<Bytes> fixed = rule.fixedTags();
    if (fixed != null) {
      fixed.forEach(tags::value);
    }
    JsonWriter end = new JsonWriter();
    end.member("maturity", rule.maturity());
    end.member("accuracy", rule.accuracy());
    return new Json(
        before.toBytes().compact(),
        after.toBytes().compact(),
        fixed == null ? null : tags.toBytes().compact(),
        end.toBytes().compact());
  }

  /// A field of a line, whose quotes must not begin another field.
  public static void field(StringBuilder out, String name, String value) {
    out.append(" [").append(name).append(" \"").append(unquoted(value)).append("\"]");
  }

  /// Text without quotes.
  public static String unquoted(String text) {
    return text.indexOf('"') < 0 ? text : text.replace("\"", "\\x22");
  }
}
