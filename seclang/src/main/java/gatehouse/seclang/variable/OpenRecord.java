package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A persistent record as one transaction sees it, at the transaction's time.
final class OpenRecord implements Entries, Store {
  private final PersistentRecord record;
  private final long nowMillis;

  OpenRecord(PersistentRecord record, long nowMillis) {
    this.record = record;
    this.nowMillis = nowMillis;
  }

  @Override
  public @Nullable Bytes get(Bytes key) {
    return record.get(key, nowMillis);
  }

  @Override
  public void set(Bytes key, Bytes value) {
    record.set(key, value, nowMillis);
  }

  @Override
  public long add(Bytes key, long amount) {
    return record.add(key, amount, nowMillis);
  }

  @Override
  public void remove(Bytes key) {
    record.remove(key);
  }

  @Override
  public void expire(Bytes key, long seconds) {
    record.expire(key, seconds, nowMillis);
  }

  @Override
  public void forEach(EntryVisitor visitor) {
    for (Map.Entry<Bytes, Bytes> cell : record.snapshot(nowMillis)) {
      visitor.visit(new Entry(cell.getKey(), new Value(cell.getValue())));
    }
  }

  @Override
  public void forKey(Bytes key, EntryVisitor visitor) {
    Bytes value = record.get(key, nowMillis);
    if (value != null) {
      visitor.visit(new Entry(key, new Value(value)));
    }
  }
}
