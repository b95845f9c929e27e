package gatehouse.log;

import java.util.Locale;

/// How one address of an upstream's target is doing.
///
/// @param upstream the upstream's name
/// @param target as configured: `host:port`
/// @param address what it resolved to: `ip:port`; empty if it did not resolve
public record TargetHealth(String upstream, String target, String address, State state) {

  /// Kong's four states of a target.
  public enum State {
    HEALTHCHECKS_OFF,
    HEALTHY,
    UNHEALTHY,
    DNS_ERROR;

    /// The word in the metric's label.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
