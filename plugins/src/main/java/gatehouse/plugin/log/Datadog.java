package gatehouse.plugin.log;

import gatehouse.model.Service;
import gatehouse.plugin.log.queue.DeliveryQueue;
import gatehouse.plugin.log.queue.Queue;
import gatehouse.plugin.log.wire.DatagramWire;
import gatehouse.spi.Exchange;
import gatehouse.spi.OnLog;
import gatehouse.spi.Policy;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import gatehouse.spi.schema.Shorthand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Sends numbers of each request to a Datadog agent.
@Policy(
    name = "datadog",
    priority = 10,
    decides = false,
    summary = "Sends numbers of each request to a Datadog agent.")
public final class Datadog implements OnLog {
  private final Config config;
  private final List<Metric> metrics;
  private final RandomGenerator random;
  private final DeliveryQueue queue;

  /// One number to send.
  public record Metric(
      @OneOf({
            "kong_latency",
            "latency",
            "request_count",
            "request_size",
            "response_size",
            "upstream_latency"
          })
          @Doc("Which number.")
          String name,
      @OneOf({"counter", "gauge", "histogram", "meter", "set", "timer", "distribution"})
          @Doc("How Datadog adds it up.")
          String statType,
      @Nullable @Doc("Tags `key:value` of this metric.") List<String> tags,
      @Nullable
          @Range(min = 0, max = 1)
          @Doc("Share of the requests it is sent for; required for counters and gauges.")
          Double sampleRate,
      @Nullable
          @OneOf({"consumer_id", "custom_id", "username"})
          @Doc("What names the consumer; the consumer is no tag if it is not set.")
          String consumerIdentifier)
      implements Checked {
    @Override
    public void check(Check check) {
      boolean sampled = statType.equals("counter") || statType.equals("gauge");
      if (sampled && sampleRate == null) {
        check.required("sample_rate", "stat_type");
      }
    }
  }

  /// What an instance is told.
  @Shorthand(field = "queue_size", of = "queue.max_batch_size")
  @Shorthand(field = "flush_timeout", of = "queue.max_coalescing_delay")
  public record Config(
      @Default("localhost")
          @Referenceable
          @Match(Match.Form.HOST)
          @Doc("Name or address of the agent.")
          String host,
      @Default("8125") @Range(min = 0, max = 65535) @Doc("Its port, for UDP.") int port,
      @Default("kong") @Doc("What the names of the metrics begin with.") String prefix,
      @Default("name") @Doc("The tag that holds the service's name.") String serviceNameTag,
      @Default("status") @Doc("The tag that holds the status.") String statusTag,
      @Default("consumer") @Doc("The tag that holds the consumer.") String consumerTag,
      @Nullable @Doc("The numbers; all six, with the tag `app:kong`, if it is not set.")
          List<Metric> metrics,
      @Doc("How numbers wait for the agent.") Queue queue,
      @Nullable @Doc("An old field without effect.") Integer retryCount) {}

  /// Builds an instance.
  public Datadog(Config config, Workshop workshop) {
    this.config = config;
    metrics = config.metrics() == null ? all() : config.metrics();
    random = workshop.random();
    queue =
        Entries.queue(
            workshop,
            config.host() + ":" + config.port(),
            config.toString(),
            config.queue(),
            null,
            new DatagramWire(config.host(), config.port(), entry -> StatLines.datagrams(entry, 0)));
  }

  private static List<Metric> all() {
    List<Metric> all = new ArrayList<>();
    all.add(new Metric("request_count", "counter", List.of("app:kong"), 1.0, "custom_id"));
    for (String timer :
        List.of("latency", "request_size", "response_size", "upstream_latency", "kong_latency")) {
      all.add(new Metric(timer, "timer", List.of("app:kong"), null, "custom_id"));
    }
    return all;
  }

  @Override
  public void onLog(Exchange x) {
    StringBuilder lines = new StringBuilder();
    for (Metric metric : metrics) {
      long value = StatLines.value(metric.name(), x.accessRecord());
      Double rate = metric.sampleRate();
      if (value < 0 || rate != null && random.nextDouble() >= rate) {
        continue;
      }
      lines.append(lines.isEmpty() ? "" : "\n").append(config.prefix()).append('.');
      lines.append(StatLines.dotted(metric.name()));
      line(lines, metric, value, x);
    }
    if (!lines.isEmpty()) {
      queue.add(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Kong tells ids without their dashes here.
  private static @Nullable String consumer(Exchange x, String by) {
    String consumer = StatLines.consumer(x.identity(), by);
    return consumer == null || !by.equals("consumer_id") ? consumer : consumer.replace('-', '_');
  }

  private void line(StringBuilder line, Metric metric, long value, Exchange x) {
    line.append(':').append(value).append('|').append(StatLines.letters(metric.statType()));
    if (metric.sampleRate() != null && metric.sampleRate() < 1) {
      line.append("|@").append(metric.sampleRate());
    }
    Service service = x.service();
    String name = service == null ? "" : service.name() == null ? service.host() : service.name();
    line.append("|#").append(config.serviceNameTag()).append(':').append(StatLines.part(name));
    line.append(',').append(config.statusTag()).append(':').append(x.accessRecord().status());
    String consumer =
        metric.consumerIdentifier() == null ? null : consumer(x, metric.consumerIdentifier());
    if (consumer != null) {
      line.append(',').append(config.consumerTag()).append(':').append(StatLines.tag(consumer));
    }
    if (metric.tags() != null) {
      metric.tags().forEach(tag -> line.append(',').append(StatLines.tag(tag)));
    }
  }
}
