package gatehouse.plugin.waf;

import gatehouse.seclang.Waf;
import gatehouse.seclang.audit.AuditWriter;
import gatehouse.seclang.parse.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A compiled rule set with the file its audit records go to; shared by all instances that say the
/// same.
///
/// @param waf null when the text has errors
/// @param faults errors, and what is odd
record RuleSet(@Nullable Waf waf, AuditWriter audit, List<Fault> faults) {}
