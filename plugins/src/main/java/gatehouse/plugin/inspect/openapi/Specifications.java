package gatehouse.plugin.inspect.openapi;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/// The specifications of this process by their texts, so that instances that say the same share
/// one, over reloads too; what no plan uses any more is let go. Checking a configuration and
/// building its plan ask here both, hence one for the process. Thread-safe.
final class Specifications {
  /// Process-wide: a configuration is checked where there is no workshop yet.
  static final Specifications SHARED = new Specifications();

  private record Key(String text, Specification.Reading reading) {}

  private final Map<Key, WeakReference<Specification>> held = new HashMap<>();

  /// What a text describes. One that refers to files is read anew each time: they may have changed.
  synchronized Specification.Outcome get(String text, Specification.Reading reading) {
    Key key = new Key(text, reading);
    WeakReference<Specification> known = held.get(key);
    Specification there = known == null ? null : known.get();
    if (there != null) {
      return new Specification.Outcome(there, java.util.List.of());
    }
    held.values().removeIf(h -> h.refersTo(null));
    Specification.Outcome read =
        Specification.read(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), reading);
    Specification made = read.specification();
    if (made != null && made.isSelfContained()) {
      held.put(key, new WeakReference<>(made));
    }
    return read;
  }
}
