package gatehouse.seclang;

import gatehouse.seclang.audit.AuditRecord;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.mask.Mask;
import gatehouse.seclang.rule.AuditMode;
import gatehouse.seclang.rule.Controls;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Variables;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Decides whether a transaction leaves an audit record, and makes it.
final class AuditCollector {
  private final Transaction transaction;
  private final Variables variables;
  private final Controls controls;

  AuditCollector(Transaction transaction, Variables variables) {
    this.transaction = transaction;
    this.variables = variables;
    this.controls = transaction.controls();
  }

  /// The record, null when the transaction leaves none. `status` is what the client got.
  @Nullable AuditRecord collect(int status, Bytes requestBody, Bytes responseBody) {
    List<RuleMatch> matches = transaction.matches().stream().filter(RuleMatch::audited).toList();
    RequestHead request = transaction.request();
    if (request == null || !isWanted(status, !matches.isEmpty())) {
      return null;
    }
    ResponseHead response = transaction.response();
    Mask mask = transaction.mask();
    return new AuditRecord(
        transaction.id(),
        Instant.ofEpochMilli(variables.nowMillis()).atZone(ZoneId.systemDefault()),
        transaction.connection(),
        parts(),
        request.method(),
        mask.text(request.target()),
        request.protocol(),
        mask.requestHeaders(request.headers()),
        mask.text(requestBody),
        status,
        response == null ? Bytes.of("HTTP/1.1") : response.protocol(),
        response == null ? List.of() : mask.responseHeaders(response.headers()),
        mask.text(responseBody),
        controls.mode().title(),
        transaction.settings().components(),
        matches.stream().map(mask::match).toList());
  }

  private boolean isWanted(int status, boolean anyMatch) {
    if (controls.auditMode() != AuditMode.RELEVANT_ONLY) {
      return controls.auditMode() == AuditMode.ON;
    }
    Pattern relevant = transaction.settings().audit().relevantStatus();
    return anyMatch || (relevant != null && relevant.matcher(String.valueOf(status)).find());
  }

  private String parts() {
    StringBuilder parts = new StringBuilder();
    for (char part = 'A'; part <= 'Z'; part++) {
      if (controls.audits(part)) {
        parts.append(part);
      }
    }
    return parts.toString();
  }
}
