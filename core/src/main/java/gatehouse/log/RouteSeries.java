package gatehouse.log;

import gatehouse.model.Consumer;
import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.spi.Response;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The series of one route, found without building a label: what a request adds to is looked up in
/// small arrays here, and in the registry only the first time. Safe for use by all loops.
final class RouteSeries {
  private final TrafficFamilies families;
  private final Route route;
  private final @Nullable Service service;
  private final Labels labels;
  private final PerConsumer anybody;
  private final ConcurrentHashMap<String, PerConsumer> consumers = new ConcurrentHashMap<>();
  private volatile @Nullable Latencies latencies;

  RouteSeries(TrafficFamilies families, Route route, @Nullable Service service) {
    this.families = families;
    this.route = route;
    this.service = service;
    this.labels = Labels.of(route, service);
    this.anybody = new PerConsumer("");
  }

  /// Whether these are the series of exactly this route and service; after a reload they are not.
  @SuppressWarnings("ReferenceEquality") // comparing all fields for each request would cost
  boolean isOf(Route route, @Nullable Service service) {
    return this.route == route && this.service == service;
  }

  PerConsumer of(@Nullable Consumer consumer) {
    if (consumer == null) {
      return anybody;
    }
    PerConsumer known = consumers.get(consumer.id());
    return known == null ? add(consumer) : known;
  }

  private PerConsumer add(Consumer consumer) {
    if (!families.admitsConsumer()) {
      return anybody;
    }
    return consumers.computeIfAbsent(consumer.id(), id -> new PerConsumer(label(consumer)));
  }

  /// What the label `consumer` says of a consumer: its username, else its custom id.
  static String label(Consumer consumer) {
    String name = consumer.username() == null ? consumer.customId() : consumer.username();
    return name == null ? consumer.id() : name;
  }

  void latencies(Traffic traffic) {
    Latencies known = latencies;
    if (known == null) {
      known =
          new Latencies(
              families.gatewayLatency(labels),
              families.upstreamLatency(labels),
              families.requestLatency(labels));
      latencies = known;
    }
    known.request.observe((double) traffic.requestMillis());
    known.gateway.observe((double) traffic.gatewayMillis());
    long upstream = traffic.upstreamMillis();
    if (upstream >= 0) {
      known.upstream.observe((double) upstream);
    }
  }

  /// The names of route and service as Kong writes them into labels.
  record Labels(String service, String route) {
    static Labels of(@Nullable Route route, @Nullable Service service) {
      return new Labels(serviceName(service), routeName(route));
    }

    private static String serviceName(@Nullable Service service) {
      if (service == null) {
        return "";
      }
      return service.name() == null ? service.host() : service.name();
    }

    private static String routeName(@Nullable Route route) {
      if (route == null) {
        return "";
      }
      return route.name() == null ? route.id() : route.name();
    }
  }

  private record Latencies(
      DistributionDataPoint gateway,
      DistributionDataPoint upstream,
      DistributionDataPoint request) {}

  /// What is counted for one consumer, or for all of them together.
  final class PerConsumer {
    private final String consumer;
    private volatile Codes codes = new Codes(new int[0], new CounterDataPoint[0]);
    private volatile @Nullable Bandwidth bandwidth;

    private PerConsumer(String consumer) {
      this.consumer = consumer;
    }

    void request(int status, Response.@Nullable Source source) {
      boolean byService = source == Response.Source.SERVICE;
      int key = status << 1 | (byService ? 1 : 0);
      CounterDataPoint counter = codes.find(key);
      (counter == null ? addCode(key, status, byService) : counter).inc();
    }

    void bandwidth(long ingress, long egress) {
      Bandwidth known = bandwidth;
      if (known == null) {
        known =
            new Bandwidth(
                families.bandwidth(labels, "ingress", consumer),
                families.bandwidth(labels, "egress", consumer));
        bandwidth = known;
      }
      known.ingress.inc(ingress);
      known.egress.inc(egress);
    }

    private synchronized CounterDataPoint addCode(int key, int status, boolean byService) {
      CounterDataPoint known = codes.find(key);
      if (known != null) {
        return known;
      }
      CounterDataPoint added =
          families.requests(
              labels, Integer.toString(status), byService ? "service" : "kong", consumer);
      codes = codes.plus(key, added);
      return added;
    }
  }

  private record Bandwidth(CounterDataPoint ingress, CounterDataPoint egress) {}

  /// Counters by status and source. A route sees few statuses, so a row is faster than a map.
  @SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this class
  private record Codes(int[] keys, CounterDataPoint[] counters) {
    @Nullable CounterDataPoint find(int key) {
      for (int i = 0; i < keys.length; i++) {
        if (keys[i] == key) {
          return counters[i];
        }
      }
      return null;
    }

    Codes plus(int key, CounterDataPoint counter) {
      int[] moreKeys = Arrays.copyOf(keys, keys.length + 1);
      CounterDataPoint[] moreCounters = Arrays.copyOf(counters, keys.length + 1);
      moreKeys[keys.length] = key;
      moreCounters[keys.length] = counter;
      return new Codes(moreKeys, moreCounters);
    }
  }
}
