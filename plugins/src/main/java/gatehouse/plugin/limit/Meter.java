package gatehouse.plugin.limit;

import gatehouse.spi.Counters;
import gatehouse.spi.Counters.Counter;
import gatehouse.spi.IpAddress;
import gatehouse.spi.Workshop;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One thing that is used up in amounts, with limits over several calendar periods.
final class Meter {
  /// Counters live on for a while after their window: loops do not read the clock at the same time.
  private static final long GRACE_MILLIS = 10_000;

  private final Counters counters;
  private final String scope;
  private final Period[] periods;
  private final long[] limits;

  /// @param name tells this meter's counters from those of others
  /// @param limits by period, from the shortest
  Meter(String name, Map<Period, Long> limits, Workshop workshop) {
    this.counters = workshop.counters();
    this.scope = name + ':' + workshop.self().routeId() + ':' + workshop.self().serviceId();
    this.periods = limits.keySet().toArray(Period[]::new);
    this.limits = limits.values().stream().mapToLong(Long::longValue).toArray();
  }

  int periods() {
    return periods.length;
  }

  Period period(int index) {
    return periods[index];
  }

  long limit(int index) {
    return limits[index];
  }

  /// The counters of one caller in the windows of one time.
  ///
  /// @param identifier what the caller is counted by; null for its address
  Reading reading(long now, @Nullable String identifier, IpAddress address) {
    String who = identifier == null ? ":@" + address : ":=" + identifier;
    Counter[] open = new Counter[periods.length];
    for (int i = 0; i < open.length; i++) {
      long start = periods[i].start(now);
      String key = scope + ':' + periods[i].word() + ':' + start + who;
      open[i] = counters.counter(key, periods[i].end(start) + GRACE_MILLIS);
    }
    return new Reading(open);
  }

  /// What one caller has used.
  final class Reading {
    private final Counter[] open;

    private Reading(Counter[] open) {
      this.open = open;
    }

    /// What is left in a period; never less than nothing.
    long left(int index) {
      return Math.max(0, limits[index] - open[index].get());
    }

    /// What is left in the period with the least.
    long least() {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < open.length; i++) {
        least = Math.min(least, left(i));
      }
      return least;
    }

    /// Uses an amount, if something is left in every period: the last of it may be overdrawn, since
    /// the amount is known only when it has been used. False if nothing was left, and nothing is
    /// counted then.
    boolean use(long amount) {
      for (int i = 0; i < open.length; i++) {
        if (open[i].add(amount) - amount >= limits[i]) {
          for (int back = 0; back <= i; back++) {
            open[back].add(-amount);
          }
          return false;
        }
      }
      return true;
    }

    /// Takes back what was used.
    void giveBack(long amount) {
      for (Counter counter : open) {
        counter.add(-amount);
      }
    }
  }
}
