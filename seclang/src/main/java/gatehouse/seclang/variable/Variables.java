package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All variables of one transaction. Scalars that nobody set are empty; collections that nobody
/// filled have no entries. One thread at a time.
public final class Variables {
  private static final int COUNT = VariableName.values().length;

  private final @Nullable Entries[] entries = new Entries[COUNT];
  private final @Nullable Supplier<Bytes>[] computed;
  private final Table tx;
  private final Entry empty = new Entry(Bytes.EMPTY, new Value(Bytes.EMPTY));
  private final long nowMillis;
  private @Nullable XmlDocument document;
  private boolean selectable;

  /// `nowMillis` is the time that the transaction lives at.
  @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types.
  public Variables(long nowMillis) {
    this.nowMillis = nowMillis;
    this.computed = new Supplier[COUNT];
    this.tx = new Table(128);
    entries[VariableName.TX.index()] = tx;
    entries[VariableName.ENV.index()] = new Table(2);
  }

  public long nowMillis() {
    return nowMillis;
  }

  /// What a variable holds now.
  public Entries of(VariableName name) {
    Supplier<Bytes> supplier = computed[name.index()];
    if (supplier != null) {
      set(name, supplier.get());
    }
    Entries known = entries[name.index()];
    if (known != null) {
      return known;
    }
    return name.kind() == Kind.SCALAR ? empty : EntryList.NONE;
  }

  /// The parsed body, when it was XML: what operators validate.
  public @Nullable XmlDocument document() {
    return document;
  }

  /// The same as `XML:` selects from it; null when it is not to.
  public @Nullable XmlDocument xml() {
    return selectable ? document : null;
  }

  /// `selects` says whether `XML:` finds it.
  public void setXml(XmlDocument parsed, boolean selects) {
    document = parsed;
    selectable = selects;
  }

  /// Sets a scalar.
  public void set(VariableName name, Bytes value) {
    entries[name.index()] = new Entry(Bytes.EMPTY, new Value(value));
  }

  public void set(VariableName name, String value) {
    set(name, Bytes.of(value));
  }

  /// Has a scalar computed whenever it is read.
  public void compute(VariableName name, Supplier<Bytes> value) {
    computed[name.index()] = value;
  }

  /// Replaces what a collection holds.
  public void replace(VariableName name, Entries collection) {
    entries[name.index()] = collection;
  }

  /// Adds an entry to a collection.
  public void add(VariableName name, Bytes key, Bytes value) {
    add(name, new Entry(key, new Value(value)));
  }

  public void add(VariableName name, Entry entry) {
    list(name).add(entry);
  }

  /// How many entries a filled collection has.
  public int size(VariableName name) {
    return entries[name.index()] instanceof EntryList list ? list.size() : 0;
  }

  public void clear(VariableName name) {
    entries[name.index()] = null;
  }

  private EntryList list(VariableName name) {
    if (entries[name.index()] instanceof EntryList known) {
      return known;
    }
    EntryList list = new EntryList();
    entries[name.index()] = list;
    return list;
  }

  /// The first value of a variable, or of one key of it; null when there is none.
  public @Nullable Bytes first(VariableName name, @Nullable Bytes key) {
    First first = new First();
    if (key == null) {
      of(name).forEach(first);
    } else {
      of(name).forKey(key.lower(), first);
    }
    return first.found;
  }

  /// The value of a scalar.
  public Bytes get(VariableName name) {
    Bytes value = first(name, null);
    return value == null ? Bytes.EMPTY : value;
  }

  /// Where `setvar` writes: null for a persistent collection that no action has opened yet.
  public @Nullable Store store(VariableName name) {
    return entries[name.index()] instanceof Store store ? store : null;
  }

  public Table tx() {
    return tx;
  }

  /// Opens a record of a persistent collection.
  public void open(
      PersistentStore store,
      VariableName collection,
      Bytes webAppId,
      Bytes key,
      long timeoutSeconds) {
    PersistentRecord record = store.open(collection, webAppId, key, timeoutSeconds, nowMillis);
    entries[collection.index()] = new OpenRecord(record, nowMillis);
  }

  private static final class First implements EntryVisitor {
    private @Nullable Bytes found;

    @Override
    public void visit(Entry entry) {
      if (found == null) {
        found = entry.value().bytes();
      }
    }
  }
}
