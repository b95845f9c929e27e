package gatehouse.log;

import gatehouse.spi.MetricFamily;
import gatehouse.spi.MetricFamily.Kind;
import gatehouse.spi.MetricFamily.Point;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The numbers of one moment, for plugins that export them in their own way.
final class Reading {
  private Reading() {}

  static List<MetricFamily> of(MetricSnapshots snapshots) {
    List<MetricFamily> families = new ArrayList<>();
    for (MetricSnapshot snapshot : snapshots) {
      String help = snapshot.getMetadata().getHelp();
      Kind kind =
          switch (snapshot) {
            case HistogramSnapshot _ -> Kind.HISTOGRAM;
            case GaugeSnapshot _ -> Kind.GAUGE;
            default -> Kind.COUNTER;
          };
      List<Point> points = snapshot.getDataPoints().stream().map(Reading::point).toList();
      families.add(
          new MetricFamily(
              snapshot.getMetadata().getExpositionBaseName(),
              help == null ? "" : help,
              kind,
              points));
    }
    return families;
  }

  private static Point point(DataPointSnapshot point) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < point.getLabels().size(); i++) {
      labels.put(point.getLabels().getName(i), point.getLabels().getValue(i));
    }
    return switch (point) {
      case CounterDataPointSnapshot c -> new Point(labels, c.getValue(), List.of(), List.of());
      case GaugeDataPointSnapshot g -> new Point(labels, g.getValue(), List.of(), List.of());
      case HistogramDataPointSnapshot h -> histogram(labels, h);
      default -> throw new IllegalStateException("no reading for " + point.getClass());
    };
  }

  private static Point histogram(Map<String, String> labels, HistogramDataPointSnapshot point) {
    ClassicHistogramBuckets buckets = point.getClassicBuckets();
    List<Double> bounds = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < buckets.size(); i++) {
      counts.add(buckets.getCount(i));
      if (i < buckets.size() - 1) {
        bounds.add(buckets.getUpperBound(i));
      }
    }
    return new Point(labels, point.getSum(), bounds, counts);
  }
}
