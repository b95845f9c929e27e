package gatehouse.seclang.rule;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Entries;
import gatehouse.seclang.variable.Entry;
import gatehouse.seclang.variable.EntryVisitor;
import gatehouse.seclang.variable.Value;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// MATCHED_VAR and its relatives: what the rule at hand matched so far. Names are put together only
/// when somebody reads them.
final class Matched {
  private record Hit(VariableName variable, @Nullable Bytes key, Value value) {
    Bytes name() {
      String collection = variable.name();
      return key == null ? Bytes.of(collection) : Bytes.of(collection + ":").plus(key);
    }
  }

  private final List<Hit> hits = new ArrayList<>();
  private @Nullable Entry guarded;
  private @Nullable Hit last;

  Matched(Variables variables) {
    variables.compute(VariableName.MATCHED_VAR, this::lastValue);
    variables.compute(VariableName.MATCHED_VAR_NAME, this::lastName);
    variables.replace(VariableName.MATCHED_VARS, new All(false));
    variables.replace(VariableName.MATCHED_VARS_NAMES, new All(true));
  }

  /// A top-level rule begins: nothing is matched yet. MATCHED_VAR stays what it was.
  void begin() {
    if (!hits.isEmpty()) {
      hits.clear();
    }
  }

  /// The key is null for a scalar and for a count.
  void add(VariableName variable, @Nullable Bytes key, Value value) {
    Hit hit = new Hit(variable, key, value);
    hits.add(hit);
    last = hit;
    guarded = null;
  }

  /// A rule that only jumps has matched an entry of TX.
  void note(Entry entry) {
    guarded = entry;
  }

  private @Nullable Hit last() {
    Entry entry = guarded;
    return entry == null ? last : new Hit(VariableName.TX, entry.key(), entry.value());
  }

  Bytes lastValue() {
    Hit hit = last();
    return hit == null ? Bytes.EMPTY : hit.value.bytes();
  }

  Bytes lastName() {
    Hit hit = last();
    return hit == null ? Bytes.EMPTY : hit.name();
  }

  /// The names of everything that matched, each once, at most so many.
  List<Bytes> names(int most) {
    Set<Bytes> names = new LinkedHashSet<>();
    for (int i = 0; i < hits.size() && names.size() < most; i++) {
      names.add(hits.get(i).name());
    }
    return List.copyOf(names);
  }

  private final class All implements Entries {
    private final boolean names;

    All(boolean names) {
      this.names = names;
    }

    @Override
    public void forEach(EntryVisitor visitor) {
      // A match of the rule that reads them adds to the list.
      int count = hits.size();
      for (int i = 0; i < count; i++) {
        Hit hit = hits.get(i);
        Bytes name = hit.name();
        visitor.visit(new Entry(name, names ? new Value(name) : hit.value));
      }
    }

    @Override
    public void forKey(Bytes key, EntryVisitor visitor) {
      forEach(entry -> {
        if (entry.key().lower().equals(key)) {
          visitor.visit(entry);
        }
      });
    }
  }
}
