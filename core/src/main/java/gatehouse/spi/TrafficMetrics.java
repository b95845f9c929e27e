package gatehouse.spi;

import java.util.List;

/// Which of Kong's traffic metrics are exported; the request counters always are.
public interface TrafficMetrics {
  /// Counts one exchange.
  ///
  /// @param perConsumer whether the consumer's name is a label
  void count(Exchange x, Families families, boolean perConsumer);

  /// All numbers of this moment; takes some milliseconds, so never on an event loop.
  List<MetricFamily> read();

  /// The families a prometheus instance asks for.
  record Families(boolean statusCodes, boolean latency, boolean bandwidth, boolean upstreamHealth) {
    /// What either asks for.
    public Families and(Families other) {
      return new Families(
          statusCodes || other.statusCodes,
          latency || other.latency,
          bandwidth || other.bandwidth,
          upstreamHealth || other.upstreamHealth);
    }
  }
}
