package gatehouse.seclang.audit;

import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.Bytes;
import java.time.ZonedDateTime;
import java.util.List;

/// Everything about one transaction that logs may show, already masked where rules asked for it.
///
/// @param parts the letters of the parts to show
/// @param status what the client got, 0 when it got nothing
/// @param engine `Enabled`, `Disabled` or `DetectionOnly`
public record AuditRecord(
    String id,
    ZonedDateTime time,
    Connection connection,
    String parts,
    Bytes method,
    Bytes target,
    Bytes protocol,
    List<Header> requestHeaders,
    Bytes requestBody,
    int status,
    Bytes responseProtocol,
    List<Header> responseHeaders,
    Bytes responseBody,
    String engine,
    List<String> components,
    List<RuleMatch> matches) {

  boolean shows(char part) {
    return parts.indexOf(part) >= 0;
  }

  /// One line of JSON in UTF-8, with its line end.
  public Bytes toJson() {
    return new JsonAudit(this).write();
  }

  /// ModSecurity's native blocks.
  public Bytes toNative() {
    return new NativeAudit(this).write();
  }
}
