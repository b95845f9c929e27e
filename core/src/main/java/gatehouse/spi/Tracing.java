package gatehouse.spi;

import java.util.Set;

/// What tracers write down, for the whole process (Kong's `tracing_instrumentations` and
/// `tracing_sampling_rate`).
///
/// @param instrumentations Kong's words; empty when tracing is off, `all` for everything
/// @param samplingRate the share of traces that are kept where a tracer does not say itself, 0 to 1
public record Tracing(Set<String> instrumentations, double samplingRate) {
  /// Nothing is written down.
  public static final Tracing OFF = new Tracing(Set.of(), 0.01);

  /// Whether anything is written down.
  public boolean isOn() {
    return !instrumentations.isEmpty();
  }

  /// Whether this part is written down.
  ///
  /// @param instrumentation e.g. `router`
  public boolean covers(String instrumentation) {
    return instrumentations.contains("all") || instrumentations.contains(instrumentation);
  }
}
