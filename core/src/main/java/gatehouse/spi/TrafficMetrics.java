package gatehouse.spi;

/// Which of Kong's traffic metrics are exported; the request counters always are.
public interface TrafficMetrics {
  /// Counts one exchange.
  ///
  /// @param perConsumer whether the consumer's name is a label
  void count(Exchange x, Families families, boolean perConsumer);

  /// The families a prometheus instance asks for.
  record Families(
      boolean statusCodes, boolean latency, boolean bandwidth, boolean upstreamHealth) {}
}
