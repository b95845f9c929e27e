package gatehouse.seclang.rule;

import gatehouse.seclang.parse.Position;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Macro;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a rule says of itself. Severity is -1 when it says nothing.
///
/// @param fixedTags the tags when they are the same for all transactions, else null
/// @param text its own; takes no part in what the rule says
public record RuleMeta(
    Position at,
    int id,
    int phase,
    Macro message,
    String messageText,
    Macro data,
    List<Macro> tags,
    List<String> tagTexts,
    int severity,
    String rev,
    String ver,
    String maturity,
    String accuracy,
    @Nullable List<Bytes> fixedTags,
    RuleText text) {

  /// As the error log has it.
  public RuleText.Line line() {
    return text.line(this);
  }

  /// As the audit log has it.
  public RuleText.Json json() {
    return text.json(this);
  }
}
