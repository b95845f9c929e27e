package gatehouse.bench;

import gatehouse.bench.WafTraffic.Request;
import gatehouse.seclang.Waf;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One varied request through the firewall, from its head to the end of the transaction, by wall
/// clock: only on a quiet machine, otherwise [WafCost].
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 8, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
public class WafBench {
  private static final int VARIED = 256;

  /// The folder of the rule set, with crs-setup.conf.example and rules/.
  @Param("/usr/share/modsecurity-crs")
  public String rules = "";

  /// How suspicious the rule set is.
  @Param("1")
  public String paranoia = "1";

  /// What is sent.
  @Param({"get", "json1k", "json10k", "form", "attack"})
  public String kind = "get";

  private @Nullable Waf waf;
  private List<Request> requests = List.of();
  private int next;

  /// Loads the rules and makes the requests.
  @Setup
  public void load() throws Exception {
    waf = WafCost.load(rules, paranoia);
    requests = new WafTraffic(1).make(kind, VARIED);
  }

  /// One request; whether it was refused.
  @Benchmark
  public boolean request() {
    Waf loaded = waf;
    return loaded != null && WafCost.run(loaded, requests.get(next++ % VARIED));
  }
}
