package gatehouse.seclang.rule;

import gatehouse.seclang.transform.UnicodeMap;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compiled rules by what they were compiled from. As texts that have not changed are read once,
/// their parts are the same objects, and identity is enough to find a rule again. Let go when
/// memory is short; programs keep what they use. Thread-safe.
public final class RuleBodies {
  private static final int MAX_BODIES = 16_384;

  /// The parts of a rule as written, exceptions applied.
  static final class Key {
    private final List<Object> parts;
    private final UnicodeMap unicode;

    Key(RuleDraft draft, UnicodeMap unicode) {
      this.unicode = unicode;
      this.parts = new ArrayList<>(draft.inherited);
      for (RuleDraft.LinkDraft link : draft.links) {
        parts.add(link.operator == null ? link.at : link.operator);
        parts.addAll(link.targets);
        parts.addAll(link.actions);
      }
    }

    @Override
    public int hashCode() {
      int hash = 1;
      for (Object part : parts) {
        hash = 31 * hash + System.identityHashCode(part);
      }
      return hash;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Identity is what the cache goes by.
    public boolean equals(Object other) {
      if (!(other instanceof Key key)
          || key.parts.size() != parts.size()
          || !key.unicode.equals(unicode)) {
        return false;
      }
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i) != key.parts.get(i)) {
          return false;
        }
      }
      return true;
    }
  }

  private SoftReference<Map<Key, RuleBody>> held = new SoftReference<>(fresh());

  private static Map<Key, RuleBody> fresh() {
    return Collections.synchronizedMap(
        new LinkedHashMap<>(1_024, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, RuleBody> eldest) {
            return size() > MAX_BODIES;
          }
        });
  }

  @Nullable RuleBody get(Key key) {
    return bodies().get(key);
  }

  void put(Key key, RuleBody body) {
    bodies().put(key, body);
  }

  private synchronized Map<Key, RuleBody> bodies() {
    Map<Key, RuleBody> known = held.get();
    if (known == null) {
      known = fresh();
      held = new SoftReference<>(known);
    }
    return known;
  }
}
