package gatehouse.plugin.log.queue;

import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import org.jspecify.annotations.Nullable;

/// How entries wait for a collector (Kong's record of the same name).
public record Queue(
    @Default("1") @Range(min = 1, max = 1_000_000) @Doc("Entries sent at once at most.")
        int maxBatchSize,
    @Default("1")
        @Range(min = 0, max = 3600)
        @Doc("Seconds that an incomplete batch waits for further entries.")
        double maxCoalescingDelay,
    @Default("10000")
        @Range(min = 1, max = 1_000_000)
        @Doc("Entries that may wait; beyond it the oldest is dropped and counted.")
        int maxEntries,
    @Nullable
        @Range(min = 1)
        @Doc("Bytes that may wait, with the same consequence; 64 MiB if it is not set.")
        Integer maxBytes,
    @Default("60") @Doc("Seconds a batch is tried again before it is dropped and counted.")
        double maxRetryTime,
    @Default("0.01")
        @Range(min = 0.001, max = 1_000_000)
        @Doc("Seconds before the first retry; doubled each time.")
        double initialRetryDelay,
    @Default("60") @Range(min = 0.001, max = 1_000_000) @Doc("Seconds between two retries at most.")
        double maxRetryDelay,
    @Default("1")
        @OneOf({"1", "-1"})
        @Doc("1 sends one batch after the other; -1 sends each entry at once, without waiting.")
        int concurrencyLimit) {
  private static final long DEFAULT_BYTES = 64L << 20;
  private static final double NANOS = 1e9;

  /// Bytes that may wait.
  long byteLimit() {
    return maxBytes == null ? DEFAULT_BYTES : maxBytes;
  }

  long coalescingNanos() {
    return (long) (maxCoalescingDelay * NANOS);
  }

  long retryNanos() {
    return (long) (maxRetryTime * NANOS);
  }

  long firstDelayNanos() {
    return (long) (initialRetryDelay * NANOS);
  }

  long longestDelayNanos() {
    return (long) (maxRetryDelay * NANOS);
  }
}
