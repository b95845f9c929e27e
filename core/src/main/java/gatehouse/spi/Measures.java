package gatehouse.spi;

/// Numbers of a plugin's own, exported beside the gateway's in `GET /metrics`. Looking up a series
/// costs; adding to one does not, so it is looked up once and kept. Safe for use by all threads.
public interface Measures {
  /// A family of counters; whoever asks for the same name shares it.
  ///
  /// @param name as it is exported, ending in `_total`
  Family<Counter> counters(String name, String help, String... labels);

  /// A family of gauges; whoever asks for the same name shares it.
  ///
  /// @param name as it is exported
  Family<Gauge> gauges(String name, String help, String... labels);

  /// A family of histograms; whoever asks for the same name shares it.
  ///
  /// @param bounds upper bounds of the buckets but the last one, which is infinite
  Family<Distribution> distributions(String name, String help, double[] bounds, String... labels);

  /// Nanoseconds of a clock that only goes on; two readings tell how long something took.
  long nanos();

  /// All series of one name. Each further one beyond some thousands is counted under `other`, so
  /// that no label can fill the memory; those of routes that are gone are forgotten.
  interface Family<T> {
    /// The series with these values of the labels, in their order.
    T of(String... values);
  }

  /// A number that only grows.
  interface Counter {
    /// Adds.
    void add(long more);
  }

  /// How much there is of something.
  interface Gauge {
    /// Takes the place of what was before.
    void set(long now);
  }

  /// How often values fell between bounds.
  interface Distribution {
    /// Adds a value.
    void observe(double value);
  }
}
