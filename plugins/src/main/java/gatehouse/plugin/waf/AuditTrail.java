package gatehouse.plugin.waf;

import gatehouse.seclang.audit.AuditRecord;
import gatehouse.seclang.audit.AuditWriter;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a transaction leaves behind on disk and in the gateway's own log. Blocks.
final class AuditTrail {
  private static final Logger LOG = LoggerFactory.getLogger("gatehouse.waf");

  private AuditTrail() {}

  /// Writes all of it; a disk that fails does not fail the request, which is decided already.
  static void write(AuditWriter writer, Inspection.Trail trail) {
    for (String line : trail.lines()) {
      LOG.warn("{}", line);
    }
    AuditRecord record = trail.record();
    if (record != null) {
      try {
        writer.write(record);
      } catch (IOException e) {
        LOG.error("{} the audit record cannot be written: {}", record.id(), e.toString());
      }
    }
  }
}
