package gatehouse.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One configured instance of a plugin.
///
/// @param config the bound configuration record
/// @param enforce false: decide and record, but let the request pass
/// @param ordering access-phase ordering; null for the plain priority
/// @param origin `FILE:LINE:COL` of the instance
public record PluginEntity(
    String id,
    String name,
    @Nullable String instanceName,
    Record config,
    boolean enabled,
    boolean enforce,
    List<String> protocols,
    @Nullable String route,
    @Nullable String service,
    @Nullable String consumer,
    @Nullable String consumerGroup,
    @Nullable Ordering ordering,
    String origin,
    List<String> tags)
    implements Entity {

  /// Before and after which plugins the instance runs, by phase; only `access` is known.
  public record Ordering(Map<String, List<String>> before, Map<String, List<String>> after) {}
}
