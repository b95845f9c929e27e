package gatehouse.bench;

import gatehouse.plugin.auth.token.SignedToken;
import gatehouse.plugin.auth.token.TokenCache;
import gatehouse.plugin.auth.token.TokenCache.Digest;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a token costs: the JDK's own check of its RS256 signature, reading and verifying it as the
/// plugins do, and finding it among the tokens that were verified before. With [#main] in CPU time
/// of the thread and in turns, which means something on a machine that others use too; ends with 1
/// when reading and verifying costs more than 1.3 of the JDK's check.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
public class TokenBench {
  private static final int WARM_UP = 30;
  private static final int ROUNDS = 61;
  private static final int CHECKS = 400;
  private static final double BOUND = 1.3;

  private static final String CLAIMS =
      """
      {"iss":"https://login.example.com/realms/shop","sub":"6f1c9f0e-0000-4000-8000-000000000001","aud":["orders","account"],
      "exp":4102444800,"iat":1700000000,"jti":"0b6c7a52-6f3e-4b43-9c2d-5f0c8c6f5a11","azp":"web","scope":"openid profile email orders.read",
      "realm_access":{"roles":["buyer","offline_access","default-roles-shop"]},"preferred_username":"alice","email":"alice@shop.test"}\
      """;

  private final KeyPair pair;
  private final String token;
  private final byte[] signed;
  private final byte[] signature;
  private final TokenCache<SignedToken> cache = new TokenCache<>(1000);

  /// Makes a token of a usual size.
  public TokenBench() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      pair = generator.generateKeyPair();
      String head =
          base64(
              "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}"
                  .getBytes(StandardCharsets.UTF_8));
      signed =
          (head + "." + base64(CLAIMS.getBytes(StandardCharsets.UTF_8)))
              .getBytes(StandardCharsets.US_ASCII);
      Signature signer = Signature.getInstance("SHA256withRSA");
      signer.initSign(pair.getPrivate());
      signer.update(signed);
      signature = signer.sign();
      token = new String(signed, StandardCharsets.US_ASCII) + "." + base64(signature);
      cache.put(Digest.of(token), (SignedToken) SignedToken.read(token));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// The signature alone, by the JDK.
  @Benchmark
  public boolean jdk() {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(pair.getPublic());
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A token that was never seen: read strictly, verified, remembered.
  @Benchmark
  public boolean fresh() {
    Digest digest = Digest.of(token);
    boolean good =
        SignedToken.read(token) instanceof SignedToken read && read.isSignedBy(pair.getPublic());
    return good && digest.hashCode() != 1;
  }

  /// A token that was verified before.
  @Benchmark
  public boolean remembered() {
    return cache.get(Digest.of(token)) != null;
  }

  /// Measures all three in turns.
  public static void main(String[] args) {
    TokenBench bench = new TokenBench();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[][] times = new double[3][ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      for (int kind = 0; kind < 3; kind++) {
        long began = threads.getCurrentThreadCpuTime();
        int good = 0;
        for (int i = 0; i < CHECKS; i++) {
          good +=
              (kind == 0 ? bench.jdk() : kind == 1 ? bench.fresh() : bench.remembered()) ? 1 : 0;
        }
        if (good != CHECKS) {
          throw new IllegalStateException("a good token was refused");
        }
        if (round >= 0) {
          times[kind][round] = (threads.getCurrentThreadCpuTime() - began) / (double) CHECKS;
        }
      }
    }
    double ratio = ratio(times[1], times[0]);
    System.out.printf(
        Locale.ROOT,
        "jdk %.0f ns, fresh %.0f ns (%.2f of it), remembered %.0f ns (%.3f of it); at best %.0f,"
            + " %.0f, %.0f%n",
        median(times[0]),
        median(times[1]),
        ratio,
        median(times[2]),
        ratio(times[2], times[0]),
        least(times[0]),
        least(times[1]),
        least(times[2]));
    System.exit(ratio <= BOUND || least(times[1]) / least(times[0]) <= BOUND ? 0 : 1);
  }

  private static double ratio(double[] some, double[] others) {
    double[] ratios = new double[some.length];
    for (int i = 0; i < some.length; i++) {
      ratios[i] = some[i] / others[i];
    }
    return median(ratios);
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
