package gatehouse.yaml;

import org.jspecify.annotations.Nullable;

/// Is told what is wrong in a text.
@FunctionalInterface
public interface YamlFaults {
  /// Something is wrong at a place.
  ///
  /// @param line from 1
  /// @param column from 1
  /// @param key the key that it belongs to; null if none in particular
  void fault(int line, int column, @Nullable String key, String message);
}
