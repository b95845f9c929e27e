package gatehouse.bench;

import gatehouse.model.AclGroup;
import gatehouse.model.BasicAuthCredential;
import gatehouse.model.Consumer;
import gatehouse.model.ConsumerIndex;
import gatehouse.model.Credential;
import gatehouse.model.HmacAuthCredential;
import gatehouse.model.JwtCredential;
import gatehouse.model.KeyAuthCredential;
import gatehouse.model.Snapshot;
import gatehouse.spi.Consumers;
import gatehouse.spi.Secret;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// What a million consumers cost, each with an API key, a username with password, a signing secret,
/// a token secret and two groups: memory, and the CPU time of a look-up beside that among a
/// thousand. The work is the same; what grows is the memory it touches, so that a thousand lie in
/// the processor's caches and a million do not. Ends with 1 when a look-up takes more than five
/// microseconds.
public final class ConsumerScale {
  private static final int FEW = 1_000;
  private static final int MANY = 1_000_000;
  private static final int ROUNDS = 21;
  private static final int LOOKUPS = 1 << 15;
  private static final double BOUND_NANOS = 5_000;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long found;

  private ConsumerScale() {}

  /// Measures and prints two tables.
  public static void main(String[] args) {
    ConsumerScale scale = new ConsumerScale();
    Consumers few = new ConsumerIndex(snapshot(FEW));
    long before = used();
    Snapshot snapshot = snapshot(MANY);
    long entities = used() - before;
    long begun = scale.cpu();
    Consumers many = new ConsumerIndex(snapshot);
    long indexed = scale.cpu() - begun;
    long index = used() - before - entities;
    System.out.printf(
        Locale.ROOT,
        "%d consumers: entities %d MiB, index %d MiB, indexed in %.1f s of CPU time%n%n",
        snapshot.consumers().size(),
        entities >> 20,
        index >> 20,
        indexed / 1e9);
    System.out.println("| look-up of | among 1 000: ns | among 1 000 000: ns | ratio |");
    System.out.println("| --- | --- | --- | --- |");
    boolean holds = true;
    for (String kind : List.of("key", "username", "signer", "token", "consumer", "groups")) {
      holds &= scale.measure(kind, few, many) <= BOUND_NANOS;
    }
    System.out.println(scale.found + " look-ups found what they looked for");
    System.exit(holds ? 0 : 1);
  }

  private double measure(String kind, Consumers few, Consumers many) {
    double[] fewTimes = new double[ROUNDS];
    double[] manyTimes = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      fewTimes[round] = time(kind, few, FEW);
      manyTimes[round] = time(kind, many, MANY);
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.0f | %.1f |%n",
        kind,
        median(fewTimes),
        median(manyTimes),
        median(manyTimes) / median(fewTimes));
    return median(manyTimes);
  }

  private double time(String kind, Consumers consumers, int count) {
    String[] texts = new String[LOOKUPS];
    for (int i = 0; i < LOOKUPS; i++) {
      // Multiplying by a prime visits the entries in no order that a cache could foresee.
      int n = (int) (i * 7_919L % count);
      texts[i] = kind.equals("consumer") || kind.equals("groups") ? id("consumer", n) : kind + n;
    }
    long begun = cpu();
    for (String text : texts) {
      found += isThere(kind, consumers, text) ? 1 : 0;
    }
    return (double) (cpu() - begun) / LOOKUPS;
  }

  private static boolean isThere(String kind, Consumers consumers, String text) {
    return switch (kind) {
      case "key" -> consumers.credential(KeyAuthCredential.class, text) != null;
      case "username" -> consumers.credential(BasicAuthCredential.class, text) != null;
      case "signer" -> consumers.credential(HmacAuthCredential.class, text) != null;
      case "token" -> consumers.credential(JwtCredential.class, text) != null;
      case "consumer" -> consumers.byId(text) != null;
      default -> {
        Consumer consumer = consumers.byId(text);
        yield consumer != null && consumers.groups(consumer).size() == 2;
      }
    };
  }

  private long cpu() {
    return threads.getCurrentThreadCpuTime();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static String id(String kind, int n) {
    return new UUID(kind.hashCode(), n).toString();
  }

  private static Snapshot snapshot(int count) {
    List<Consumer> consumers = new ArrayList<>(count);
    List<Credential> credentials = new ArrayList<>(4 * count);
    List<AclGroup> acls = new ArrayList<>(2 * count);
    for (int n = 0; n < count; n++) {
      String consumer = id("consumer", n);
      consumers.add(new Consumer(consumer, "user" + n, null, List.of(), List.of()));
      credentials.add(
          new KeyAuthCredential(id("key", n), consumer, new Secret("key" + n), null, 0, List.of()));
      credentials.add(
          new BasicAuthCredential(
              id("basic", n), consumer, "username" + n, new Secret("pw" + n), false, List.of()));
      credentials.add(
          new HmacAuthCredential(
              id("hmac", n), consumer, "signer" + n, new Secret("secret" + n), List.of()));
      credentials.add(
          new JwtCredential(
              id("jwt", n),
              consumer,
              "token" + n,
              new Secret("secret" + n),
              null,
              "HS256",
              List.of()));
      acls.add(new AclGroup(id("a", n), consumer, "staff", List.of()));
      acls.add(new AclGroup(id("b", n), consumer, "group" + n % 100, List.of()));
    }
    return new Snapshot(
        List.of(),
        List.of(),
        consumers,
        List.of(),
        credentials,
        acls,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "");
  }
}
