package gatehouse.bench;

import com.sun.management.ThreadMXBean;
import gatehouse.seclang.Engine;
import gatehouse.seclang.Waf;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What loading the rule set costs: the first time, again with one rule changed, and for two
/// hundred routes with exclusions of their own; CPU time of the thread, and heap.
///
/// Argument: the folder of the rule set.
public final class WafLoad {
  private static final int ROUTES = 200;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Engine engine = new Engine(InstantSource.system());
  private final String folder;

  private WafLoad(String folder) {
    this.folder = folder;
  }

  /// Prints the figures.
  public static void main(String[] args) throws Exception {
    WafLoad load = new WafLoad(args[0]);
    long empty = used();
    long began = load.threads.getCurrentThreadCpuTime();
    Waf first = load.build("SecRule ARGS \"@rx ^one+$\" \"id:1,phase:2,deny\"");
    load.print("load, cold JVM", began, empty);
    began = load.threads.getCurrentThreadCpuTime();
    for (String kind : WafTraffic.KINDS) {
      int count = kind.equals("json1m") ? 4 : kind.equals("json100k") ? 40 : 2_000;
      new WafTraffic(2).make(kind, count).forEach(request -> WafCost.run(first, request));
    }
    load.print("after requests of all kinds", began, empty);
    if (Boolean.getBoolean("hold")) {
      System.in.read();
    }
    began = load.threads.getCurrentThreadCpuTime();
    Waf changed = load.build("SecRule ARGS \"@rx ^two+$\" \"id:1,phase:2,deny\"");
    load.print("reload with one rule changed", began, empty);
    for (int i = 0; i < 3; i++) {
      began = load.threads.getCurrentThreadCpuTime();
      changed = load.build("SecRule ARGS \"@rx ^three+" + i + "$\" \"id:1,phase:2,deny\"");
    }
    load.print("the fourth reload", began, empty);
    List<Waf> routes = new ArrayList<>(List.of(first, changed));
    began = load.threads.getCurrentThreadCpuTime();
    for (int i = 0; i < ROUTES; i++) {
      routes.add(
          load.build(
              "SecRuleUpdateTargetById 942100 \"!ARGS:field"
                  + i
                  + "\"\nSecRuleRemoveById 92"
                  + (1100 + i)
                  + "0"));
    }
    load.print(ROUTES + " routes with exclusions", began, empty);
    System.out.println(routes.size() + " rule sets held");
  }

  private Waf build(String own) throws Exception {
    return engine
        .waf()
        .rules("before", "SecRuleEngine On\nSecRequestBodyAccess On")
        .include(folder + "/crs-setup.conf.example")
        .include(folder + "/rules/*.conf")
        .rules("own", own)
        .build();
  }

  private void print(String what, long began, long empty) throws InterruptedException {
    double millis = (threads.getCurrentThreadCpuTime() - began) / 1e6;
    System.out.printf(
        Locale.ROOT, "%s: %.0f ms, heap %.1f MiB%n", what, millis, (used() - empty) / 1048576.0);
  }

  private static long used() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(20);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
