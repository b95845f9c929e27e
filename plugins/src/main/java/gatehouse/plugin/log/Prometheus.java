package gatehouse.plugin.log;

import gatehouse.spi.Exchange;
import gatehouse.spi.OnLog;
import gatehouse.spi.Policy;
import gatehouse.spi.TrafficMetrics;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;

/// Chooses which of Kong's traffic metrics `GET /metrics` on the admin address shows.
@Policy(
    name = "prometheus",
    priority = 13,
    decides = false,
    summary = "Chooses which of Kong's traffic metrics `GET /metrics` shows.")
public final class Prometheus implements OnLog {
  private final TrafficMetrics metrics;
  private final TrafficMetrics.Families families;
  private final boolean perConsumer;

  /// What an instance is told.
  public record Config(
      @Default("false") @Doc("Whether the request counters carry the consumer's name.")
          boolean perConsumer,
      @Default("false")
          @Doc("Kong's switch for `kong_http_requests_total`, which is always exported here.")
          boolean statusCodeMetrics,
      @Default("false")
          @Doc(
              "Whether `kong_kong_latency_ms`, `kong_upstream_latency_ms` and"
                  + " `kong_request_latency_ms` are exported.")
          boolean latencyMetrics,
      @Default("false") @Doc("Whether `kong_bandwidth_bytes` is exported.")
          boolean bandwidthMetrics,
      @Default("false") @Doc("Whether `kong_upstream_target_health` is exported.")
          boolean upstreamHealthMetrics,
      @Default("false") @Doc("Accepted for Kong's configurations; there is nothing to count.")
          boolean aiMetrics,
      @Default("false") @Doc("Accepted for Kong's configurations; there is nothing to count.")
          boolean wasmMetrics) {}

  /// Builds an instance.
  public Prometheus(Config config, Workshop workshop) {
    metrics = workshop.metrics();
    families =
        new TrafficMetrics.Families(
            config.statusCodeMetrics(),
            config.latencyMetrics(),
            config.bandwidthMetrics(),
            config.upstreamHealthMetrics());
    perConsumer = config.perConsumer();
  }

  @Override
  public void onLog(Exchange x) {
    metrics.count(x, families, perConsumer);
  }
}
