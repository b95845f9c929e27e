package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Entries with one value a key, which rules write: TX and ENV.
public final class Table implements Entries, Store {
  private final Map<Bytes, Entry> entries = new LinkedHashMap<>();
  private int version;

  /// Grows with every change.
  public int version() {
    return version;
  }

  @Override
  public @Nullable Bytes get(Bytes key) {
    Entry entry = entries.get(key.lower());
    return entry == null ? null : entry.value().bytes();
  }

  @Override
  public void set(Bytes key, Bytes value) {
    version++;
    entries.put(key.lower(), new Entry(key, new Value(value)));
  }

  @Override
  public long add(Bytes key, long amount) {
    Bytes old = get(key);
    long sum = saturatedSum(old == null ? 0 : old.number(), amount);
    set(key, Bytes.of(sum));
    return sum;
  }

  @Override
  public void remove(Bytes key) {
    version++;
    entries.remove(key.lower());
  }

  /// What lives no longer than a transaction does not expire.
  @Override
  public void expire(Bytes key, long seconds) {}

  static long saturatedSum(long a, long b) {
    long sum = a + b;
    boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
    return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  @Override
  public void forEach(EntryVisitor visitor) {
    // A visitor may run setvars that write here.
    List<Entry> snapshot = new ArrayList<>(entries.values());
    for (Entry entry : snapshot) {
      visitor.visit(entry);
    }
  }

  /// The entry under a key in lower case, or null.
  public @Nullable Entry entry(Bytes key) {
    return entries.get(key);
  }

  @Override
  public void forKey(Bytes key, EntryVisitor visitor) {
    Entry entry = entries.get(key);
    if (entry != null) {
      visitor.visit(entry);
    }
  }
}
