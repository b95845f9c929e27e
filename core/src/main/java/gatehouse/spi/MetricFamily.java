package gatehouse.spi;

import java.util.List;
import java.util.Map;

/// The numbers of one name at one moment.
///
/// @param name as in `GET /metrics`, without the endings of histograms
/// @param help one sentence
public record MetricFamily(String name, String help, Kind kind, List<Point> points) {
  /// How numbers are to be understood.
  public enum Kind {
    /// Only ever grows.
    COUNTER,
    /// Goes up and down.
    GAUGE,
    /// Counts how often values fell between bounds.
    HISTOGRAM
  }

  /// One series.
  ///
  /// @param labels in order
  /// @param value the number; of a histogram the sum of its values
  /// @param bounds upper bounds of a histogram's buckets, without the last one, which is infinite
  /// @param counts of each bucket alone, the infinite one included
  public record Point(
      Map<String, String> labels, double value, List<Double> bounds, List<Long> counts) {}
}
