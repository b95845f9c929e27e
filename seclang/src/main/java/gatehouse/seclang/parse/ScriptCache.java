package gatehouse.seclang.parse;

import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Texts that were read without a fault, so that a reload reads only what has changed, and the rule
/// sets of many routes read their common files once. Let go when memory is short. Thread-safe.
public final class ScriptCache {
  private static final int MAX_TEXTS = 256;

  private static final class Texts extends LinkedHashMap<Source, List<Directive>> {
    private static final long serialVersionUID = 1;

    Texts() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Source, List<Directive>> eldest) {
      return size() > MAX_TEXTS;
    }
  }

  private SoftReference<Texts> held = new SoftReference<>(new Texts());

  synchronized @Nullable List<Directive> get(Source source) {
    return texts().get(source);
  }

  synchronized void put(Source source, List<Directive> directives) {
    texts().put(source, List.copyOf(directives));
  }

  private Texts texts() {
    Texts known = held.get();
    if (known == null) {
      known = new Texts();
      held = new SoftReference<>(known);
    }
    return known;
  }
}
