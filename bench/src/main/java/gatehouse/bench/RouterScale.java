package gatehouse.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/// What 10,000 routes cost against 10, in CPU time of the thread and in turns, so that the answer
/// means something on a machine that others use too: JMH's wall clock does not there. Ends with 1
/// when 10,000 prefixes cost more than twice what 10 do.
public final class RouterScale {
  private static final int WARM_UP = 20;
  private static final int ROUNDS = 41;
  private static final int LOOKUPS = 1 << 16;
  private static final double BOUND = 2.0;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long found;

  private RouterScale() {}

  /// Measures each shape and prints a table.
  public static void main(String[] args) {
    RouterScale scale = new RouterScale();
    System.out.println("| routes by | 10: ns | 10 000: ns | ratio | at best |");
    System.out.println("| --- | --- | --- | --- | --- |");
    boolean holds = true;
    for (String shape : RouteSet.SHAPES) {
      double ratio = scale.measure(shape);
      holds &= !shape.equals("prefix") || ratio <= BOUND;
    }
    System.out.println(scale.found + " lookups found their route");
    System.exit(holds ? 0 : 1);
  }

  private double measure(String shape) {
    RouteSet few = new RouteSet(shape, 10);
    RouteSet many = new RouteSet(shape, 10_000);
    double[] fewTimes = new double[ROUNDS];
    double[] manyTimes = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      double a = time(few);
      double b = time(many);
      if (round >= 0) {
        fewTimes[round] = a;
        manyTimes[round] = b;
        ratios[round] = b / a;
      }
    }
    double best = least(manyTimes) / least(fewTimes);
    double ratio = median(ratios);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.0f | %.2f | %.2f |%n",
        shape,
        median(fewTimes),
        median(manyTimes),
        ratio,
        best);
    return Math.min(ratio, best);
  }

  private double time(RouteSet set) {
    long began = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < LOOKUPS; i++) {
      found += set.match() == null ? 0 : 1;
    }
    return (threads.getCurrentThreadCpuTime() - began) / (double) LOOKUPS;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double least(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }
}
