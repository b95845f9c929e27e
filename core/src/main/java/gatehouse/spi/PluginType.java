package gatehouse.spi;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/// One kind of plugin: its class, its annotation and its configuration record.
///
/// @param policy the annotation
/// @param config the nested record `Config`
/// @param constructor the constructor `(Config, Workshop)`
public record PluginType(
    Policy policy, Class<? extends Record> config, Constructor<? extends Plugin> constructor) {

  /// Reads a plugin class; done once, at start.
  ///
  /// @throws IllegalArgumentException if the class does not have the shape [Plugin] asks for
  public static PluginType of(Class<? extends Plugin> plugin) {
    Policy policy = plugin.getAnnotation(Policy.class);
    if (policy == null) {
      throw new IllegalArgumentException(plugin.getName() + " has no @Policy");
    }
    Class<? extends Record> config =
        Arrays.stream(plugin.getDeclaredClasses())
            .filter(c -> c.getSimpleName().equals("Config") && c.isRecord())
            .<Class<? extends Record>>map(c -> c.asSubclass(Record.class))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException(plugin.getName() + " has no record Config"));
    try {
      return new PluginType(policy, config, plugin.getConstructor(config, Workshop.class));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          plugin.getName() + " has no constructor (Config, Workshop)", e);
    }
  }

  /// The plugin's name in configuration.
  public String name() {
    return policy.name();
  }

  /// Builds an instance.
  ///
  /// @throws IllegalArgumentException with the reason if the instance cannot be built
  public Plugin build(Record configuration, Workshop workshop) {
    try {
      return constructor.newInstance(configuration, workshop);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalArgumentException(e.getCause());
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
