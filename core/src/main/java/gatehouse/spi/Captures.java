package gatehouse.spi;

import java.util.List;
import java.util.Map;

/// What a route's regular expression captured from the canonical path.
///
/// @param unnamed `[0]` the whole match, then the groups; a group that took no part is null
/// @param named the named groups that took part
public record Captures(
    List<@org.jspecify.annotations.Nullable String> unnamed, Map<String, String> named) {
  /// No captures: a prefix route, or a pattern without groups.
  public static final Captures NONE = new Captures(List.of(), Map.of());
}
