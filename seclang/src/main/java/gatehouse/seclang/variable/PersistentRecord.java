package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One record of a persistent collection. Transactions of several threads write to it; each
/// operation is atomic.
final class PersistentRecord {
  /// A rule that makes a key of what a client sends must not fill the memory.
  private static final int MAX_ENTRIES = 1_000;

  private record Cell(Bytes key, Bytes value, long expiresMillis) {}

  private final Map<Bytes, Cell> cells = new LinkedHashMap<>();
  private final Bytes key;
  private final long timeoutMillis;
  private final long createdMillis;
  private long usedMillis;
  private long updates;

  PersistentRecord(Bytes key, long timeoutSeconds, long nowMillis) {
    this.key = key;
    this.timeoutMillis = timeoutSeconds * 1_000;
    this.createdMillis = nowMillis;
    this.usedMillis = nowMillis;
  }

  synchronized boolean isStale(long nowMillis) {
    return nowMillis - usedMillis > timeoutMillis;
  }

  synchronized void touch(long nowMillis) {
    usedMillis = nowMillis;
  }

  synchronized @Nullable Bytes get(Bytes name, long nowMillis) {
    Cell cell = live(name.lower(), nowMillis);
    return cell == null ? facts(nowMillis).get(name.lower()) : cell.value;
  }

  synchronized void set(Bytes name, Bytes value, long nowMillis) {
    put(name, value, nowMillis);
  }

  synchronized long add(Bytes name, long amount, long nowMillis) {
    Cell cell = live(name.lower(), nowMillis);
    long sum = Table.saturatedSum(cell == null ? 0 : cell.value.number(), amount);
    put(name, Bytes.of(sum), nowMillis);
    return sum;
  }

  private void put(Bytes name, Bytes value, long nowMillis) {
    Bytes lower = name.lower().compact();
    Cell old = live(lower, nowMillis);
    if (old == null && cells.size() >= MAX_ENTRIES) {
      return;
    }
    long expires = old == null ? Long.MAX_VALUE : old.expiresMillis;
    cells.put(lower, new Cell(name.compact(), value.compact(), expires));
    updates++;
    usedMillis = nowMillis;
  }

  synchronized void remove(Bytes name) {
    cells.remove(name.lower());
  }

  synchronized void expire(Bytes name, long seconds, long nowMillis) {
    Bytes lower = name.lower();
    Cell cell = live(lower, nowMillis);
    if (cell != null) {
      cells.put(lower, new Cell(cell.key, cell.value, nowMillis + seconds * 1_000));
    }
  }

  private @Nullable Cell live(Bytes lower, long nowMillis) {
    Cell cell = cells.get(lower);
    if (cell != null && cell.expiresMillis <= nowMillis) {
      cells.remove(lower);
      return null;
    }
    return cell;
  }

  /// Keys and values in order, what the record says of itself last.
  synchronized List<Map.Entry<Bytes, Bytes>> snapshot(long nowMillis) {
    cells.values().removeIf(cell -> cell.expiresMillis <= nowMillis);
    List<Map.Entry<Bytes, Bytes>> all = new ArrayList<>();
    for (Cell cell : cells.values()) {
      all.add(Map.entry(cell.key, cell.value));
    }
    all.addAll(facts(nowMillis).entrySet());
    return all;
  }

  /// As ModSecurity v2 names them; times in seconds, the rate in updates a minute.
  private Map<Bytes, Bytes> facts(long nowMillis) {
    Map<Bytes, Bytes> facts = new LinkedHashMap<>();
    facts.put(Bytes.of("key"), key);
    facts.put(Bytes.of("timeout"), Bytes.of(timeoutMillis / 1_000));
    facts.put(Bytes.of("create_time"), Bytes.of(createdMillis / 1_000));
    facts.put(Bytes.of("last_update_time"), Bytes.of(usedMillis / 1_000));
    facts.put(Bytes.of("is_new"), Bytes.of(updates == 0 ? 1 : 0));
    facts.put(Bytes.of("update_counter"), Bytes.of(updates));
    long minutes = Math.max(1, (nowMillis - createdMillis) / 60_000);
    facts.put(Bytes.of("update_rate"), Bytes.of(updates / minutes));
    return facts;
  }
}
