package gatehouse.log;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes metrics in Prometheus' text format.
///
/// The library's own writer does not do for Kong's dashboards: it writes bucket bounds as `100.0`
/// where Kong writes `100`, and ends every counter in `_total` where `kong_bandwidth_bytes` does
/// not.
final class Exposition {
  /// What is gathered before it is handed on; thousands of routes make megabytes of text.
  private static final int CHUNK = 1 << 16;

  private final OutputStream stream;
  private final StringBuilder out = new StringBuilder(CHUNK + 1024);

  Exposition(OutputStream stream) {
    this.stream = stream;
  }

  /// Writes every family, then the aliases.
  void write(MetricSnapshots snapshots, List<Alias> aliases) throws IOException {
    for (MetricSnapshot snapshot : snapshots) {
      if (!snapshot.getDataPoints().isEmpty()) {
        head(name(snapshot), help(snapshot), type(snapshot));
        samples(snapshot, new Naming(name(snapshot), "", "", ""));
      }
    }
    for (Alias alias : aliases) {
      alias(snapshots, alias);
    }
    flush();
  }

  private void flush() throws IOException {
    stream.write(out.toString().getBytes(StandardCharsets.UTF_8));
    out.setLength(0);
  }

  private void alias(MetricSnapshots snapshots, Alias alias) throws IOException {
    boolean begun = false;
    for (MetricSnapshot snapshot : snapshots) {
      int source = alias.sources().indexOf(name(snapshot));
      if (source < 0 || snapshot.getDataPoints().isEmpty()) {
        continue;
      }
      if (!begun) {
        head(alias.name(), "Same as " + String.join(", ", alias.sources()), type(snapshot));
        begun = true;
      }
      String added = alias.values().isEmpty() ? "" : alias.values().get(source);
      samples(snapshot, new Naming(alias.name(), alias.renamed(), alias.label(), added));
    }
  }

  private void head(String name, String help, String type) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void samples(MetricSnapshot snapshot, Naming naming) throws IOException {
    for (DataPointSnapshot point : snapshot.getDataPoints()) {
      switch (point) {
        case CounterSnapshot.CounterDataPointSnapshot c ->
            sample(naming, "", point.getLabels(), null, c.getValue());
        case GaugeSnapshot.GaugeDataPointSnapshot g ->
            sample(naming, "", point.getLabels(), null, g.getValue());
        case HistogramDataPointSnapshot h -> histogram(naming, h);
        default -> throw new IllegalStateException("no text form for " + point.getClass());
      }
      if (out.length() > CHUNK) {
        flush();
      }
    }
  }

  private void histogram(Naming naming, HistogramDataPointSnapshot point) {
    ClassicHistogramBuckets buckets = point.getClassicBuckets();
    long count = 0;
    for (int i = 0; i < buckets.size(); i++) {
      count += buckets.getCount(i);
      String bound = number(buckets.getUpperBound(i));
      sample(naming, "_bucket", point.getLabels(), bound, (double) count);
    }
    sample(naming, "_count", point.getLabels(), null, (double) count);
    sample(naming, "_sum", point.getLabels(), null, point.getSum());
  }

  private void sample(
      Naming naming,
      String suffix,
      Labels labels,
      @org.jspecify.annotations.Nullable String bound,
      double value) {
    out.append(naming.name()).append(suffix);
    char separator = '{';
    for (int i = 0; i < labels.size(); i++) {
      String label = labels.getName(i);
      label(separator, label.equals(naming.renamed()) ? naming.label() : label, labels.getValue(i));
      separator = ',';
    }
    if (!naming.added().isEmpty()) {
      label(separator, naming.label(), naming.added());
      separator = ',';
    }
    if (bound != null) {
      label(separator, "le", bound);
      separator = ',';
    }
    out.append(separator == '{' ? " " : "} ").append(number(value)).append('\n');
  }

  private void label(char separator, String name, String value) {
    out.append(separator).append(name).append("=\"");
    int start = out.length();
    out.append(value);
    for (int i = start; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        out.setLength(start);
        escape(value);
        break;
      }
    }
    out.append('"');
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(c < ' ' ? '\uFFFD' : c);
      }
    }
  }

  /// Whole numbers without a fraction, as Kong writes them.
  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }

  private static String name(MetricSnapshot snapshot) {
    return snapshot.getMetadata().getExpositionBaseName();
  }

  private static String help(MetricSnapshot snapshot) {
    String help = snapshot.getMetadata().getHelp();
    return help == null ? "" : help;
  }

  private static String type(MetricSnapshot snapshot) {
    return switch (snapshot) {
      case CounterSnapshot _ -> "counter";
      case HistogramSnapshot _ -> "histogram";
      default -> "gauge";
    };
  }

  /// Another name for the numbers of one or more families.
  ///
  /// @param renamed a label of the sources that has another name here; empty for none
  /// @param label the other name, or the name of a label that is added
  /// @param values what the added label says for each source; empty if none is added
  record Alias(
      String name, List<String> sources, String renamed, String label, List<String> values) {}

  private record Naming(String name, String renamed, String label, String added) {}
}
