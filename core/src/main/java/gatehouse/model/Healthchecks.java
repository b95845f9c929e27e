package gatehouse.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the health of an upstream's targets is judged; 0 switches a counter or probe off.
///
/// @param threshold percent of the weight that must be healthy, 0 to 100
public record Healthchecks(Active active, Passive passive, double threshold) {

  /// Probes that Gatehouse sends.
  ///
  /// @param timeout seconds
  public record Active(
      String type,
      double timeout,
      int concurrency,
      String httpPath,
      @Nullable String httpsSni,
      boolean httpsVerifyCertificate,
      @Nullable Map<String, List<String>> headers,
      Healthy healthy,
      Unhealthy unhealthy) {}

  /// Traffic that is watched.
  public record Passive(String type, Healthy healthy, Unhealthy unhealthy) {}

  /// What makes a target healthy.
  ///
  /// @param interval seconds between probes
  public record Healthy(double interval, List<Integer> httpStatuses, int successes) {}

  /// What makes a target unhealthy.
  ///
  /// @param interval seconds between probes
  public record Unhealthy(
      double interval,
      List<Integer> httpStatuses,
      int tcpFailures,
      int timeouts,
      int httpFailures) {}
}
