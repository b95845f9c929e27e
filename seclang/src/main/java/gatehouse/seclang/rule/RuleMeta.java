package gatehouse.seclang.rule;

import gatehouse.seclang.parse.Position;
import gatehouse.seclang.variable.Macro;
import java.util.List;

/// What a rule says of itself. Severity is -1 when it says nothing.
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
    String accuracy) {}
