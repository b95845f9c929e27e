package gatehouse.model;

import java.util.List;
import java.util.stream.Collectors;

/// Plugins of a configuration that cannot be built from what it says, though it says it well: a
/// file that they name is not there, for one.
public final class PluginsNotBuilt extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /// Not of the exception's serialised form, which nobody uses.
  private final transient List<Failure> failures;

  /// Why one plugin cannot be built.
  ///
  /// @param entity whose origin tells where it is configured
  public record Failure(PluginEntity entity, String reason) {
    /// The failure of a constructor.
    public static Failure of(PluginEntity entity, IllegalArgumentException cause) {
      String reason = cause.getMessage();
      return new Failure(entity, reason == null ? "cannot be built" : reason);
    }

    @Override
    public String toString() {
      return entity.origin() + ": plugin " + entity.name() + ": " + reason;
    }
  }

  /// @param failures at least one
  public PluginsNotBuilt(List<Failure> failures) {
    super(failures.stream().map(Failure::toString).collect(Collectors.joining("; ")));
    this.failures = List.copyOf(failures);
  }

  /// All of them, in the configuration's order.
  public List<Failure> failures() {
    return failures;
  }
}
