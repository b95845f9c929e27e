package gatehouse.compile;

import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.upstream.CallLimits;
import gatehouse.upstream.ClientTls;
import gatehouse.upstream.Cluster;
import org.jspecify.annotations.Nullable;

/// One route at work.
///
/// @param backend how its service is asked; null for a route without one
public record RoutePlan(
    Route route, @Nullable Service service, Chain chain, @Nullable Backend backend) {

  /// How a service is asked; shared by its routes.
  ///
  /// @param tls null for plain HTTP
  /// @param hostHeader the Host that an upstream entity demands; null for the target's own
  /// @param defaultPort the port that a Host field leaves out
  public record Backend(
      Service service,
      Cluster cluster,
      @Nullable ClientTls tls,
      @Nullable String hostHeader,
      int defaultPort,
      CallLimits limits) {}
}
