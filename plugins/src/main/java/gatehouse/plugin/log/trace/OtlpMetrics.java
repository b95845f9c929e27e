package gatehouse.plugin.log.trace;

import gatehouse.plugin.log.queue.Delivery;
import gatehouse.spi.MetricFamily;
import gatehouse.spi.MetricFamily.Kind;
import gatehouse.spi.MetricFamily.Point;
import gatehouse.spi.TrafficMetrics;
import gatehouse.spi.Workshop;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the gateway's numbers to an OpenTelemetry collector (`metrics.proto`) again and again.
/// They only ever add up, so one that does not arrive is made good by the next.
final class OtlpMetrics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OtlpMetrics.class);
  private static final int CUMULATIVE = 2;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final double MILLIS = 1000;

  /// What the names in `GET /metrics` are called in Kong's plugin.
  private static final Map<String, Name> NAMES =
      Map.of(
          "kong_http_requests_total", new Name("http.server.request.count", "{request}", 1),
          "kong_bandwidth_bytes ingress", new Name("http.server.request.size", "By", 1),
          "kong_bandwidth_bytes egress", new Name("http.server.response.size", "By", 1),
          "kong_request_latency_ms", new Name("kong.latency.total", "s", MILLIS),
          "kong_kong_latency_ms", new Name("kong.latency.internal", "s", MILLIS),
          "kong_upstream_latency_ms", new Name("kong.latency.upstream", "s", MILLIS),
          "kong_upstream_target_health", new Name("kong.upstream.target.status", "1", 1));

  private static final Map<String, String> ATTRIBUTES =
      Map.of(
          "service", "kong.service.name",
          "route", "kong.route.name",
          "workspace", "kong.workspace.name",
          "code", "kong.response.status_code",
          "source", "kong.response.source",
          "consumer", "kong.auth.consumer.name",
          "upstream", "kong.upstream.name",
          "target", "kong.target.address");

  /// Labels that are told by the name, or of no use there.
  private static final Set<String> LEFT_OUT = Set.of("direction", "subsystem");

  private final TrafficMetrics metrics;
  private final Predicate<String> wanted;
  private final Collector collector;
  private final InstantSource clock;
  private final long startedAt;
  private final Workshop.Repetition repetition;
  private boolean failing;

  private record Name(String name, String unit, double divisor) {}

  /// @param wanted which of Kong's families are sent, by their names in `GET /metrics`
  OtlpMetrics(Workshop workshop, Collector collector, Duration interval, Predicate<String> wanted) {
    this.metrics = workshop.metrics();
    this.wanted = wanted;
    this.collector = collector;
    this.clock = workshop.clock();
    this.startedAt =
        ProcessHandle.current().info().startInstant().orElse(clock.instant()).toEpochMilli();
    this.repetition = workshop.every(interval, this::push);
  }

  private synchronized void push() {
    try {
      collector.deliver(items());
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        LOG.warn("metrics for {} have to wait: {}", collector.name(), e.toString());
      }
      failing = !(e instanceof Delivery.Refused);
    } catch (InterruptedException _) {
      // The process ends, and this with it.
    }
  }

  /// Tells the last numbers.
  @Override
  public void close() {
    repetition.close();
    push();
  }

  private List<byte[]> items() {
    long now = clock.millis();
    List<byte[]> items = new ArrayList<>();
    for (MetricFamily family : metrics.read()) {
      if (family.points().isEmpty()) {
        continue;
      }
      if (!family.name().startsWith("kong_")) {
        items.add(item(family, new Name(family.name(), "", 1), family.points(), now));
      } else if (wanted.test(family.name())) {
        kong(family, now, items);
      }
    }
    return items;
  }

  /// What has one name and two directions there has two names here.
  private void kong(MetricFamily family, long now, List<byte[]> items) {
    Name name = NAMES.get(family.name());
    if (name != null) {
      items.add(item(family, name, family.points(), now));
      return;
    }
    for (String direction : List.of("ingress", "egress")) {
      Name one = NAMES.get(family.name() + " " + direction);
      List<Point> points =
          family.points().stream()
              .filter(p -> direction.equals(p.labels().get("direction")))
              .toList();
      if (one != null && !points.isEmpty()) {
        items.add(item(family, one, points, now));
      }
    }
  }

  private byte[] item(MetricFamily family, Name name, List<Point> points, long now) {
    Proto data = new Proto();
    for (Point point : points) {
      data.message(
          1,
          family.kind() == Kind.HISTOGRAM
              ? histogram(family, point, name, now)
              : number(family, point, now));
    }
    if (family.kind() != Kind.GAUGE) {
      data.varint(2, CUMULATIVE);
    }
    if (family.kind() == Kind.COUNTER) {
      data.varint(3, 1);
    }
    int field =
        switch (family.kind()) {
          case GAUGE -> 5;
          case COUNTER -> 7;
          case HISTOGRAM -> 9;
        };
    return Otlp.item(
        new Proto()
            .text(1, name.name())
            .text(2, family.help())
            .text(3, name.unit())
            .message(field, data));
  }

  private Proto number(MetricFamily family, Point point, long now) {
    Proto out = times(now);
    attributes(out, 7, family, point);
    return out.number(4, point.value());
  }

  private Proto histogram(MetricFamily family, Point point, Name name, long now) {
    long count = point.counts().stream().mapToLong(Long::longValue).sum();
    Proto out = times(now).fixed64(4, count).number(5, point.value() / name.divisor());
    out.packed(6, point.counts().stream().mapToLong(Long::longValue).toArray());
    out.packed(
        7,
        point.bounds().stream()
            .mapToLong(b -> Double.doubleToRawLongBits(b / name.divisor()))
            .toArray());
    attributes(out, 9, family, point);
    return out;
  }

  private Proto times(long now) {
    return new Proto().fixed64(2, startedAt * NANOS_PER_MILLI).fixed64(3, now * NANOS_PER_MILLI);
  }

  private static void attributes(Proto out, int field, MetricFamily family, Point point) {
    boolean kongs = family.name().startsWith("kong_");
    point
        .labels()
        .forEach((label, value) -> {
          if (!kongs) {
            Otlp.attribute(out, field, label, value);
          } else if (!LEFT_OUT.contains(label) && !value.isEmpty()) {
            String told = label.equals("source") && value.equals("service") ? "upstream" : value;
            Otlp.attribute(out, field, ATTRIBUTES.getOrDefault(label, "kong." + label), told);
          }
        });
  }
}
