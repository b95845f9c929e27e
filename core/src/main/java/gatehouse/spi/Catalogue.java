package gatehouse.spi;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The plugins that this gateway knows, by name. Handed in by whoever wires the gateway.
public final class Catalogue {
  private final TreeMap<String, PluginType> types = new TreeMap<>();

  /// A catalogue of these plugin classes.
  ///
  /// @throws IllegalArgumentException if two have the same name
  public Catalogue(List<Class<? extends Plugin>> plugins) {
    for (Class<? extends Plugin> plugin : plugins) {
      PluginType type = PluginType.of(plugin);
      if (types.put(type.name(), type) != null) {
        throw new IllegalArgumentException("two plugins named " + type.name());
      }
    }
  }

  /// The plugin of that name; null if there is none.
  public @Nullable PluginType find(String name) {
    return types.get(name);
  }

  /// All plugins by name.
  public Collection<PluginType> all() {
    return types.values();
  }
}
