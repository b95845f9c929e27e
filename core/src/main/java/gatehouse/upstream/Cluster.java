package gatehouse.upstream;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The targets of one upstream, or the one host that a service names, taken in turn by weight.
public final class Cluster {
  private final List<Endpoint> wheel;
  private final AtomicInteger next = new AtomicInteger();

  /// @param wheel each target as often as its weight says; empty if none may be asked
  public Cluster(List<Endpoint> wheel) {
    this.wheel = List.copyOf(wheel);
  }

  /// The target whose turn it is; null if there is none.
  public @Nullable Endpoint pick() {
    int size = wheel.size();
    return switch (size) {
      case 0 -> null;
      case 1 -> wheel.getFirst();
      default -> wheel.get(Math.floorMod(next.getAndIncrement(), size));
    };
  }

  /// One server.
  ///
  /// @param host as configured: a name or an address
  /// @param literal whether the host is an address
  public record Endpoint(String host, int port, boolean literal) {}
}
