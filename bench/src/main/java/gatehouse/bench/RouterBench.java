package gatehouse.bench;

import gatehouse.route.Match;
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

/// One lookup of a request whose route is any of the configured ones.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
public class RouterBench {
  /// How many routes there are.
  @Param({"10", "10000"})
  public int routes;

  /// What tells them apart.
  @Param({"prefix", "nested", "host", "wildcard", "regex"})
  public String by = "prefix";

  private RouteSet set = new RouteSet("prefix", 1);

  /// Makes routes and requests.
  @Setup
  public void makeRoutes() {
    set = new RouteSet(by, routes);
  }

  /// One lookup.
  @Benchmark
  public @Nullable Match match() {
    return set.match();
  }
}
