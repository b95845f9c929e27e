package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Entries with one value a key, in the order in which keys first came, which rules write: TX and
/// ENV. Every request fills TX with some hundred of them, so it is a table of its own.
public final class Table implements Entries, Store {
  /// The keys `0` to `9`, which captures set and clear at every match, have the first places.
  private static final int DIGITS = 10;

  /// In order of arrival; null where none is.
  private @Nullable Entry[] entries;

  /// The place in `entries`, by hash; open addressing, grown at half. Digits are not in it.
  private int[] index;

  private int used = DIGITS;
  private int version;

  /// Room for some entries, a power of two; it grows.
  Table(int room) {
    entries = new Entry[DIGITS + room];
    index = new int[2 * room];
  }

  /// Grows with every change.
  public int version() {
    return version;
  }

  @Override
  public @Nullable Bytes get(Bytes key) {
    Entry entry = entry(key);
    return entry == null ? null : entry.value().bytes();
  }

  /// The entry under a key, or null.
  public @Nullable Entry entry(Bytes key) {
    int place = place(key);
    return place < 0 ? null : entries[place];
  }

  @Override
  public void set(Bytes key, Bytes value) {
    set(new Entry(key, new Value(value)));
  }

  /// Sets a key to an entry that may belong to other tables too.
  public void set(Entry entry) {
    version++;
    int digit = digit(entry.key());
    if (digit >= 0) {
      entries[digit] = entry;
      return;
    }
    int cell = cell(entry.key());
    if (index[cell] == 0) {
      if (used == entries.length) {
        grow();
        cell = cell(entry.key());
      }
      index[cell] = used++;
    }
    entries[index[cell]] = entry;
  }

  @Override
  public long add(Bytes key, long amount) {
    Bytes old = get(key);
    long sum = saturatedSum(old == null ? 0 : old.number(), amount);
    set(key, Bytes.of(sum));
    return sum;
  }

  /// Leaves a gap and rebuilds the index, since removal of other keys than digits is rare.
  @Override
  public void remove(Bytes key) {
    int place = place(key);
    if (place < 0 || entries[place] == null) {
      return;
    }
    version++;
    entries[place] = null;
    if (place >= DIGITS) {
      rebuild(entries, index.length);
    }
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
    // A visitor may run setvars that write here; what they add is not visited.
    @Nullable Entry[] now = entries;
    int count = used;
    for (int i = 0; i < count; i++) {
      Entry entry = now[i];
      if (entry != null) {
        visitor.visit(entry);
      }
    }
  }

  @Override
  public void forKey(Bytes key, EntryVisitor visitor) {
    Entry entry = entry(key);
    if (entry != null) {
      visitor.visit(entry);
    }
  }

  private static int digit(Bytes key) {
    int value = key.length() == 1 ? key.at(0) - '0' : -1;
    return value < DIGITS ? value : -1;
  }

  /// The place of a key, negative when it has none.
  private int place(Bytes key) {
    int digit = digit(key);
    if (digit >= 0) {
      return digit;
    }
    int found = index[cell(key)];
    return found == 0 ? -1 : found;
  }

  /// The cell of a key that is no digit, or the empty cell where it would go.
  private int cell(Bytes key) {
    int hash = key.lowerHash();
    int cell = (hash ^ hash >>> 15) & index.length - 1;
    while (index[cell] != 0) {
      Entry entry = entries[index[cell]];
      if (entry != null && entry.key().equalsIgnoreCase(key)) {
        return cell;
      }
      cell = cell + 1 & index.length - 1;
    }
    return cell;
  }

  private void grow() {
    rebuild(Arrays.copyOf(entries, DIGITS + index.length), 2 * index.length);
  }

  private void rebuild(@Nullable Entry[] from, int size) {
    entries = from;
    index = new int[size];
    for (int i = DIGITS; i < used; i++) {
      Entry entry = from[i];
      if (entry != null) {
        index[cell(entry.key())] = i;
      }
    }
  }
}
