package gatehouse.spi;

import org.jspecify.annotations.Nullable;

/// One refusal, challenge or would-be refusal, as logs, metrics and the console tell it.
///
/// @param plugin the plugin's name
/// @param rule which of its rules decided, e.g. `deny` or a window's name; bounded in number
/// @param action what was done
/// @param reason one sentence for the operator, without secrets
/// @param origin where the instance is configured: `FILE:LINE:COL`
/// @param input what was judged, masked; null when it says nothing
public record Decision(
    String plugin,
    String rule,
    Action action,
    String reason,
    String origin,
    @Nullable String input) {

  /// What was done.
  public enum Action {
    DENY,
    WOULD_DENY,
    CHALLENGE,
    TAG;

    /// The word in logs and metrics.
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
