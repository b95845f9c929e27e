package gatehouse.yaml;

import gatehouse.yaml.Node.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys of one mapping so far; a hash table only once there are many.
final class KeysSeen {
  private static final int FEW = 8;

  private final List<Scalar> few = new ArrayList<>(4);
  private @Nullable Map<String, Scalar> many;

  /// Adds a key; returns the one of that text that was there before, or null.
  @Nullable Scalar add(Scalar key) {
    if (many == null && few.size() == FEW) {
      many = new HashMap<>();
      for (Scalar old : few) {
        many.put(old.text(), old);
      }
    }
    if (many != null) {
      return many.putIfAbsent(key.text(), key);
    }
    for (Scalar old : few) {
      if (old.text().equals(key.text())) {
        return old;
      }
    }
    few.add(key);
    return null;
  }
}
