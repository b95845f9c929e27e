package gatehouse.log;

import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/// Reads a field of a plugin's configuration by name, where the core must know something of a
/// plugin that it cannot see. Only when a configuration is taken into use, never for a request.
final class ConfigField {
  private ConfigField() {}

  /// The value of a component; null if there is none of that name.
  static @Nullable Object of(Record config, String component) {
    for (RecordComponent c : config.getClass().getRecordComponents()) {
      if (c.getName().equals(component)) {
        try {
          return c.getAccessor().invoke(config);
        } catch (ReflectiveOperationException e) {
          throw new IllegalArgumentException(config.getClass() + " cannot be read", e);
        }
      }
    }
    return null;
  }
}
