package gatehouse.log;

import gatehouse.spi.Measures;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.StatefulMetric;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// The families that plugins have asked for.
final class PluginMeasures implements Measures {
  /// Series of one family; what comes after carries `other` for every label.
  static final int MOST_SERIES = 10_000;

  private static final String ROUTE = "route";

  private final PrometheusRegistry registry;
  private final ConcurrentHashMap<String, Known<?>> families = new ConcurrentHashMap<>();

  PluginMeasures(PrometheusRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Family<Counter> counters(String name, String help, String... labels) {
    return known(
        name,
        () ->
            new Known<>(
                io.prometheus.metrics.core.metrics.Counter.builder()
                    .name(name)
                    .help(help)
                    .labelNames(labels)
                    .withoutExemplars()
                    .register(registry),
                List.of(labels),
                point -> {
                  CounterDataPoint counter = (CounterDataPoint) point;
                  return (Counter) counter::inc;
                }));
  }

  @Override
  public Family<Gauge> gauges(String name, String help, String... labels) {
    return known(
        name,
        () ->
            new Known<>(
                io.prometheus.metrics.core.metrics.Gauge.builder()
                    .name(name)
                    .help(help)
                    .labelNames(labels)
                    .withoutExemplars()
                    .register(registry),
                List.of(labels),
                point -> {
                  GaugeDataPoint gauge = (GaugeDataPoint) point;
                  return (Gauge) gauge::set;
                }));
  }

  @Override
  public Family<Distribution> distributions(
      String name, String help, double[] bounds, String... labels) {
    return known(
        name,
        () ->
            new Known<>(
                Histogram.builder()
                    .name(name)
                    .help(help)
                    .classicOnly()
                    .classicUpperBounds(bounds)
                    .labelNames(labels)
                    .withoutExemplars()
                    .register(registry),
                List.of(labels),
                point -> {
                  DistributionDataPoint distribution = (DistributionDataPoint) point;
                  return (Distribution) distribution::observe;
                }));
  }

  @SuppressWarnings("unchecked") // a name is asked for as one kind of family only
  private <T> Known<T> known(String name, Supplier<Known<T>> make) {
    return (Known<T>) families.computeIfAbsent(name, _ -> make.get());
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  /// Forgets the series of routes that are gone.
  void retain(Set<String> routes) {
    families.values().forEach(family -> family.retain(routes));
  }

  private static final class Known<T> implements Family<T> {
    private final StatefulMetric<?, ?> metric;
    private final List<String> labels;
    private final Function<Object, T> series;
    private final Set<List<String>> admitted = ConcurrentHashMap.newKeySet();

    Known(StatefulMetric<?, ?> metric, List<String> labels, Function<Object, T> series) {
      this.metric = metric;
      this.labels = labels;
      this.series = series;
    }

    @Override
    public T of(String... values) {
      List<String> key = List.of(values);
      if (!admitted.contains(key)) {
        if (admitted.size() >= MOST_SERIES) {
          Arrays.fill(values, "other");
        } else {
          admitted.add(key);
        }
      }
      return series.apply(metric.labelValues(values));
    }

    private void retain(Set<String> routes) {
      int at = labels.indexOf(ROUTE);
      if (at >= 0) {
        metric.removeIf(values -> !routes.contains(values.get(at)));
        admitted.removeIf(values -> !routes.contains(values.get(at)));
      }
    }
  }
}
