package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;

/// The records of IP, GLOBAL, SESSION, USER and RESOURCE that outlive transactions: in memory, so
/// many at most, those used longest ago leave first. Shared by all threads.
public final class PersistentStore {
  /// About 100 MB when each holds a few counters.
  public static final int DEFAULT_MAX_RECORDS = 200_000;

  private record Id(VariableName collection, Bytes webAppId, Bytes key) {}

  private final int maxRecords;
  private final Map<Id, PersistentRecord> records;

  public PersistentStore(int maxRecords) {
    this.maxRecords = maxRecords;
    this.records = new LinkedHashMap<>(64, 0.75f, true);
  }

  /// The record under a key, made new if there is none or it lay unused for longer than
  /// `timeoutSeconds`.
  PersistentRecord open(
      VariableName collection, Bytes webAppId, Bytes key, long timeoutSeconds, long nowMillis) {
    Id id = new Id(collection, webAppId, key.compact());
    synchronized (records) {
      PersistentRecord known = records.get(id);
      if (known == null || known.isStale(nowMillis)) {
        known = new PersistentRecord(id.key(), timeoutSeconds, nowMillis);
        records.put(id, known);
        if (records.size() > maxRecords) {
          records.remove(records.keySet().iterator().next());
        }
      }
      known.touch(nowMillis);
      return known;
    }
  }

  /// How many records there are.
  public int size() {
    synchronized (records) {
      return records.size();
    }
  }
}
