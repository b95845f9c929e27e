package gatehouse.seclang;

import gatehouse.seclang.audit.AuditRecord;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.rule.AuditMode;
import gatehouse.seclang.rule.Controls;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.Transformation;
import gatehouse.seclang.transform.TransformationName;
import gatehouse.seclang.transform.UnicodeMap;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Decides whether a transaction leaves an audit record, and makes it.
final class AuditCollector {
  private static final Bytes MULTIPART = Bytes.of("MULTIPART");
  private static final Transformation ENCODE =
      Transformation.of(TransformationName.URL_ENCODE, UnicodeMap.builtIn());

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
    RequestHead request = transaction.request();
    if (request == null || !isWanted(status)) {
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
        mask.target(request.target()),
        request.protocol(),
        request.headers().stream().map(field -> mask.field("request:", field)).toList(),
        mask.body(shown(requestBody)),
        status,
        response == null ? Bytes.of("HTTP/1.1") : response.protocol(),
        response == null
            ? List.of()
            : response.headers().stream().map(field -> mask.field("response:", field)).toList(),
        controls.audits('E') ? mask.text(responseBody) : Bytes.EMPTY,
        controls.mode().title(),
        transaction.settings().components(),
        transaction.shownMatches().stream().filter(RuleMatch::audited).toList());
  }

  /// The body by what the parts ask for: part I has no files, so of a body with parts it shows the
  /// fields, as a form.
  private Bytes shown(Bytes requestBody) {
    if (controls.audits('C')) {
      return requestBody;
    }
    boolean hasParts = variables.get(VariableName.REQBODY_PROCESSOR).equals(MULTIPART);
    return !controls.audits('I') ? Bytes.EMPTY : hasParts ? fields() : requestBody;
  }

  private Bytes fields() {
    ByteBuilder form = new ByteBuilder(256);
    variables
        .of(VariableName.ARGS_POST)
        .forEach(field -> {
          form.add(form.isEmpty() ? "" : "&").add(ENCODE.apply(field.key())).add('=');
          form.add(ENCODE.apply(field.value().bytes()));
        });
    return form.toBytes();
  }

  private boolean isWanted(int status) {
    if (controls.auditMode() != AuditMode.RELEVANT_ONLY) {
      return controls.auditMode() == AuditMode.ON;
    }
    Pattern relevant = transaction.settings().audit().relevantStatus();
    return transaction.hasMatch(RuleMatch::audited)
        || (relevant != null && relevant.matcher(String.valueOf(status)).find());
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
