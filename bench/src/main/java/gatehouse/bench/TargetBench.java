package gatehouse.bench;

import gatehouse.decode.Authority;
import gatehouse.decode.RequestTarget;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Reading a request target, and the Host beside it.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
public class TargetBench {
  /// The target: plain, with a query, with escapes, and with everything to resolve.
  @Param({
    "/api/v1/users/42",
    "/api/v1/users/42?page=2&sort=name",
    "/api/v1/caf%C3%A9/a%20b",
    "/api//v1/./x/%2e%2e/users/42"
  })
  public String target = "/";

  /// The Host field.
  public String host = "tenant-42.example.com:8080";

  /// One target.
  @Benchmark
  public RequestTarget target() {
    return RequestTarget.parse(target);
  }

  /// One authority.
  @Benchmark
  public @Nullable Authority authority() {
    return Authority.parse(host);
  }
}
