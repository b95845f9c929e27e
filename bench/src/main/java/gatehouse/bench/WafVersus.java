package gatehouse.bench;

import com.sun.management.ThreadMXBean;
import gatehouse.bench.WafTraffic.Request;
import gatehouse.seclang.Waf;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Which of two builds of the firewall costs less: both in one JVM, each with a class loader of its
/// own, rounds in turn, thread CPU time. What disturbs one round disturbs the next, which is the
/// other's; so the ratio within each pair tells more than two runs after each other do.
///
/// Arguments: the class path of the one and of the other (each with this module's classes), the
/// folder of the rule set, a paranoia level, and the kinds of requests.
public final class WafVersus {
  private static final int PAIRS = Integer.getInteger("pairs", 80);
  private static final long WARM_NANOS = Long.getLong("warm", 8) * 1_000_000_000;

  private WafVersus() {}

  /// Prints one line a kind.
  public static void main(String[] args) throws Exception {
    if (args.length < 5) {
      System.err.println("usage: WafVersus CLASSPATH CLASSPATH CRS-FOLDER PARANOIA-LEVEL KIND...");
      System.exit(2);
    }
    ToDoubleFunction<String> one = side(args[0], args[2], args[3]);
    ToDoubleFunction<String> other = side(args[1], args[2], args[3]);
    System.out.println("| kind | one | other | ratio: quarter, median, quarter | allocated |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (String kind : List.of(args).subList(4, args.length)) {
      compare(kind, one, other);
    }
  }

  @SuppressWarnings("unchecked") // It is a Side of another loader, which has no type here.
  private static ToDoubleFunction<String> side(String classPath, String folder, String level)
      throws Exception {
    String[] parts = classPath.split(File.pathSeparator);
    URL[] urls = new URL[parts.length];
    for (int i = 0; i < parts.length; i++) {
      urls[i] = url(parts[i]);
    }
    // Open as long as the program runs: classes are loaded when they are first needed.
    ClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    return (ToDoubleFunction<String>)
        loader
            .loadClass(Side.class.getName())
            .getDeclaredConstructor(String.class, String.class)
            .newInstance(folder, level);
  }

  private static URL url(String path) throws MalformedURLException {
    return Path.of(path).toUri().toURL();
  }

  private static void compare(
      String kind, ToDoubleFunction<String> one, ToDoubleFunction<String> other) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long warm = threads.getCurrentThreadCpuTime() + 2 * WARM_NANOS;
    double spent = 0;
    while (threads.getCurrentThreadCpuTime() < warm) {
      spent += one.applyAsDouble(kind) + other.applyAsDouble(kind);
    }
    if (spent == 0) {
      throw new IllegalStateException("this JVM does not measure the CPU time of threads");
    }
    double[] first = new double[PAIRS];
    double[] second = new double[PAIRS];
    double[] ratios = new double[PAIRS];
    long[] allocated = new long[2];
    for (int i = 0; i < PAIRS; i++) {
      boolean turned = i % 2 == 1;
      long before = threads.getCurrentThreadAllocatedBytes();
      double here = (turned ? other : one).applyAsDouble(kind);
      long between = threads.getCurrentThreadAllocatedBytes();
      double there = (turned ? one : other).applyAsDouble(kind);
      long after = threads.getCurrentThreadAllocatedBytes();
      first[i] = turned ? there : here;
      second[i] = turned ? here : there;
      ratios[i] = second[i] / first[i];
      allocated[turned ? 1 : 0] += between - before;
      allocated[turned ? 0 : 1] += after - between;
    }
    Arrays.sort(first);
    Arrays.sort(second);
    Arrays.sort(ratios);
    long requests = (long) PAIRS * Side.count(kind);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f µs | %.1f µs | %.3f %.3f %.3f | %d B, %d B |%n",
        kind,
        first[PAIRS / 2] / 1_000,
        second[PAIRS / 2] / 1_000,
        ratios[PAIRS / 4],
        ratios[PAIRS / 2],
        ratios[PAIRS * 3 / 4],
        allocated[0] / requests,
        allocated[1] / requests);
  }

  /// One build: a round of requests of a kind, as CPU time of each. Public, since the other
  /// loader's package is another one.
  public static final class Side implements ToDoubleFunction<String> {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Map<String, List<Request>> requests = new HashMap<>();
    private final Waf waf;

    /// Loads the rules.
    public Side(String folder, String level) throws Exception {
      waf = WafCost.load(folder, level);
    }

    static int count(String kind) {
      return kind.equals("json100k") || kind.equals("json1m") ? 16 : 128;
    }

    @Override
    public double applyAsDouble(String kind) {
      List<Request> round =
          requests.computeIfAbsent(kind, _ -> new WafTraffic(1).make(kind, count(kind)));
      long began = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < round.size(); i++) {
        WafCost.run(waf, round.get(i));
      }
      return (threads.getCurrentThreadCpuTime() - began) / (double) round.size();
    }
  }
}
