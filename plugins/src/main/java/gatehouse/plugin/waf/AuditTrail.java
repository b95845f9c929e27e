package gatehouse.plugin.waf;

import gatehouse.plugin.waf.Inspection.Trail;
import gatehouse.seclang.audit.AuditRecord;
import gatehouse.seclang.audit.AuditWriter;
import gatehouse.spi.Batches;
import gatehouse.spi.LogLines;
import gatehouse.spi.Workshop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/// What transactions leave behind on disk and in the gateway's own log, written together where
/// several end at a time: a flood of attacks must not cost a flood of writes. One for all
/// instances.
final class AuditTrail {
  private static final Logger LOG = LoggerFactory.getLogger("gatehouse.waf");

  private static final Marker MORE = MarkerFactory.getMarker(LogLines.MORE);

  private final Batches<Left> batches;
  private final LongConsumer dropped;

  /// What one transaction leaves, and whose audit log it goes to.
  private record Left(AuditWriter writer, Trail trail) {}

  private AuditTrail(Workshop workshop) {
    batches = workshop.batches("waf audit", AuditTrail::write);
    dropped = workshop.dropped("waf audit");
  }

  static AuditTrail of(Workshop workshop) {
    return workshop.carried("waf.trail", AuditTrail.class, () -> new AuditTrail(workshop));
  }

  /// Writes all of it; a disk that fails or is too slow does not fail the request, which is decided
  /// already.
  ///
  /// @return ends, never by an exception, when it is written or was given up
  CompletionStage<Void> leave(AuditWriter writer, Trail trail) {
    return batches.add(new Left(writer, trail)).exceptionally(this::lost);
  }

  private @Nullable Void lost(Throwable failure) {
    dropped.accept(1);
    if (!(failure instanceof RejectedExecutionException)) {
      LOG.error("what the firewall found was not written", failure);
    }
    return null;
  }

  private static void write(List<Left> all) {
    Map<AuditWriter, List<AuditRecord>> records = new HashMap<>(2);
    List<String> lines = new ArrayList<>();
    for (Left left : all) {
      lines.addAll(left.trail.lines());
      AuditRecord record = left.trail.record();
      if (record != null) {
        records.computeIfAbsent(left.writer, _ -> new ArrayList<>()).add(record);
      }
    }
    for (int i = 0; i < lines.size(); i++) {
      if (i < lines.size() - 1) {
        LOG.warn(MORE, lines.get(i));
      } else {
        LOG.warn(lines.get(i));
      }
    }
    records.forEach(AuditTrail::write);
  }

  private static void write(AuditWriter writer, List<AuditRecord> records) {
    try {
      writer.write(records);
    } catch (IOException e) {
      LOG.error(
          "{} audit records, the first of {}, cannot be written: {}",
          records.size(),
          records.getFirst().id(),
          e.toString());
    }
  }
}
