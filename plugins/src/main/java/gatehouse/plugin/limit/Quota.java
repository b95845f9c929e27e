package gatehouse.plugin.limit;

import gatehouse.spi.Counters;
import gatehouse.spi.Counters.Counter;
import gatehouse.spi.IpAddress;
import gatehouse.spi.Workshop;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Limits over several calendar periods at once, counted exactly by all event loops together.
///
/// A request takes one from every period or from none. It first looks, so that a refused caller
/// writes nothing, then adds to one period after the other and gives back what it took when one is
/// over its limit. All loops add in the same order, so what another loop is about to give back can
/// only hide a place that a later period would have denied anyway.
final class Quota {
  /// Counters live on for a while after their window: loops do not read the clock at the same time.
  private static final long GRACE_MILLIS = 10_000;

  private final Counters counters;
  private final Line[] lines;

  /// @param name tells this plugin's counters from those of others
  /// @param limits by period, from the shortest
  Quota(String name, Map<Period, Long> limits, Workshop workshop) {
    counters = workshop.counters();
    String scope = name + ':' + workshop.self().routeId() + ':' + workshop.self().serviceId();
    lines =
        limits.entrySet().stream()
            .map(limit -> new Line(scope, limit.getKey(), limit.getValue()))
            .toArray(Line[]::new);
  }

  /// Takes one from every period, or none.
  ///
  /// @param now milliseconds since the epoch
  /// @param identifier what the caller is counted by; null for its address
  /// @param address the address to count by
  Taken take(long now, @Nullable String identifier, IpAddress address) {
    String who = identifier != null ? identifier : address.toString();
    Taken taken = new Taken(lines.length);
    Counter[] open = new Counter[lines.length];
    for (int i = 0; i < lines.length; i++) {
      Window window = lines[i].at(now);
      String key = (identifier != null ? window.key : window.addressKey).concat(who);
      open[i] = counters.counter(key, window.end + GRACE_MILLIS);
      taken.start[i] = window.start;
      taken.limit[i] = lines[i].limit;
      taken.used[i] = open[i].get();
      if (taken.used[i] >= lines[i].limit && taken.exhausted < 0) {
        taken.exhausted = i;
      }
    }
    if (taken.exhausted < 0) {
      add(open, taken);
    }
    return taken;
  }

  private static void add(Counter[] open, Taken taken) {
    for (int i = 0; i < open.length; i++) {
      long used = open[i].add(1);
      if (used > taken.limit[i]) {
        for (int back = 0; back <= i; back++) {
          open[back].add(-1);
        }
        taken.exhausted = i;
        taken.used[i] = taken.limit[i];
        return;
      }
      taken.used[i] = used - 1;
    }
  }

  /// The limit of one period, and its current window.
  private static final class Line {
    private final String scope;
    private final Period period;
    private final long limit;
    private volatile Window window;

    Line(String scope, Period period, long limit) {
      this.scope = scope;
      this.period = period;
      this.limit = limit;
      window = new Window(scope, period, 0);
    }

    /// The window that holds the time; made anew only when the last one is over.
    Window at(long now) {
      Window current = window;
      if (now < current.start || now >= current.end) {
        current = new Window(scope, period, now);
        window = current;
      }
      return current;
    }
  }

  /// One window of a period and what the keys of its counters begin with. Addresses have keys of
  /// their own: a header whose value looks like another client's address must not count for it.
  private static final class Window {
    private final long start;
    private final long end;
    private final String key;
    private final String addressKey;

    Window(String scope, Period period, long now) {
      start = period.start(now);
      end = period.end(start);
      String common = scope + ':' + period.word() + ':' + start;
      key = common + ":=";
      addressKey = common + ":@";
    }
  }

  /// What came of taking one. Arrays go by period, from the shortest.
  static final class Taken {
    private final long[] limit;
    private final long[] used;
    private final long[] start;
    private int exhausted = -1;

    private Taken(int periods) {
      limit = new long[periods];
      used = new long[periods];
      start = new long[periods];
    }

    /// The period whose limit refuses the request; -1 if it passes.
    int exhausted() {
      return exhausted;
    }

    /// How many requests the period still allows after this one.
    long remaining(int period) {
      long left = limit[period] - used[period];
      return Math.max(0, exhausted < 0 || exhausted == period ? left - 1 : left);
    }

    /// When the window of the period began, in milliseconds since the epoch.
    long start(int period) {
      return start[period];
    }
  }
}
