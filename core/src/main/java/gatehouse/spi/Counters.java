package gatehouse.spi;

/// Counters of fixed windows, exact within the process; they outlive a reload.
public interface Counters {
  /// The counter of that key for the window that ends at the given time, made if absent. A counter
  /// may be forgotten once its window has ended.
  ///
  /// @param key who is counted, what for, and the window's start
  /// @param expiresAt milliseconds since the epoch
  Counter counter(String key, long expiresAt);

  /// One counter; safe for use by all loops.
  interface Counter {
    /// The current count.
    long get();

    /// Adds and returns the new count.
    long add(long delta);
  }
}
