package gatehouse.plugin.inspect.openapi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answers that an operation may give.
///
/// @param byStatus `200`, `2XX` or `default`
public record Responses(Map<String, Content> byStatus) {

  /// What an answer of that status may be; null if it is not described.
  @Nullable Content of(int status) {
    Content exact = byStatus.get(Integer.toString(status));
    if (exact != null) {
      return exact;
    }
    Content range = byStatus.get(status / 100 + "XX");
    return range != null ? range : byStatus.get("default");
  }
}
