package gatehouse.seclang.rule;

import gatehouse.seclang.variable.Macro;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A compiled rule without its place in a program: rule sets that have the same rule share it.
///
/// @param skipAfter the label to jump behind, null when it does not jump
record RuleBody(
    RuleMeta meta,
    List<Link> links,
    @Nullable Disruption disruption,
    int status,
    Macro redirect,
    boolean log,
    boolean auditLog,
    int skip,
    @Nullable String skipAfter) {}
