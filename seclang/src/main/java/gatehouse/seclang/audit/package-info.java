/// What a transaction leaves behind: audit records in ModSecurity's JSON and native forms, and
/// lines for the error log. Start with [gatehouse.seclang.audit.AuditRecord].
@NullMarked
package gatehouse.seclang.audit;

import org.jspecify.annotations.NullMarked;
