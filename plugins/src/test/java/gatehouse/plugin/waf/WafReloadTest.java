package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/// Rule sets come and go with configurations: nothing of them may stay behind, nothing may be lost
/// meanwhile, and equal ones are one.
class WafReloadTest {
  private static final int RELOADS = 500;
  private static final int ROUTES = 200;

  private static String yaml(Origin origin, String directives) {
    return """
    services:
    - {name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/], strip_path: false}]}
    plugins:
    - {name: waf, config: {directives: '%s'}}
    """
        .formatted(origin.port(), directives);
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\nUser-Agent: b\r\n\r\n";
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static String rule(int round) {
    return "SecRule ARGS:round \"@streq " + round + "\" \"id:1,phase:1,deny,status:418\"";
  }

  @Test
  void reloads_under_traffic_lose_nothing_and_leave_nothing() throws Exception {
    try (Origin origin = new Origin(_ -> Origin.OK);
        TestGate gate = TestGate.with(Plugins.CATALOGUE_CLASSES, yaml(origin, rule(0)))) {
      Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
      AtomicBoolean over = new AtomicBoolean();
      CountDownLatch ended = new CountDownLatch(2);
      for (int i = 0; i < 2; i++) {
        Thread.ofVirtual().start(() -> traffic(gate, origin, answers, over, ended));
      }
      long before = 0;
      int threads = 0;
      for (int round = 1; round <= RELOADS; round++) {
        gate.swap(yaml(origin, rule(round)));
        if (round == RELOADS / 10) {
          before = heap();
          threads = Thread.activeCount();
        }
      }
      over.set(true);
      ended.await();

      assertThat(answers.keySet()).containsOnly(200, 403);
      try (RawHttp client = gate.connect()) {
        assertThat(client.send(get("/?round=" + RELOADS)).read().status()).isEqualTo(418);
      }
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 4);
      long start = before;
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(heap()).isLessThan(start + start / 20 + (2 << 20)));
    }
  }

  private static void traffic(
      TestGate gate,
      Origin origin,
      Map<Integer, LongAdder> answers,
      AtomicBoolean over,
      CountDownLatch ended) {
    try (RawHttp client = gate.connect()) {
      while (!over.get()) {
        for (String query : new String[] {"q=hello", "q=%3b+cat+%2fetc%2fpasswd"}) {
          int status = client.send(get("/?" + query)).read().status();
          answers.computeIfAbsent(status, _ -> new LongAdder()).increment();
          if (status == 200) {
            origin.next();
          }
        }
      }
    } catch (Exception e) {
      answers.computeIfAbsent(0, _ -> new LongAdder()).increment();
    } finally {
      ended.countDown();
    }
  }

  /// With the Core Rule Set where it lies beside the project, otherwise with the baseline.
  @Test
  void many_routes_with_exclusions_of_their_own_share_one_rule_set() throws Exception {
    Path beside = Path.of("../../shared/data/crs").toAbsolutePath().normalize();
    String crs = Files.exists(beside.resolve("rules")) ? beside.toString() : "baseline";
    try (Origin origin = Origin.answering(Origin.OK)) {
      long one;
      try (TestGate gate = TestGate.with(Plugins.CATALOGUE_CLASSES, routes(origin, 1, crs))) {
        assertThat(status(gate, 0)).isEqualTo(200);
        one = heap();
      }
      try (TestGate gate = TestGate.with(Plugins.CATALOGUE_CLASSES, routes(origin, ROUTES, crs))) {
        for (int i = 0; i < ROUTES; i++) {
          assertThat(status(gate, i)).as("route %d", i).isEqualTo(200);
        }
        long each = (heap() - one) / ROUTES;
        System.out.printf("%d routes with %s: %d bytes more for each%n", ROUTES, crs, each);
        assertThat(each).isLessThan(100_000);
      }
    }
  }

  private static String routes(Origin origin, int count, String crs) {
    StringBuilder yaml = new StringBuilder("services:\n- name: s\n");
    yaml.append("  url: http://127.0.0.1:").append(origin.port()).append("\n  routes:\n");
    for (int i = 0; i < count; i++) {
      yaml.append(
          """
            - {name: r%d, paths: [/r%d/], strip_path: false, plugins: [{name: waf, config: \
          {crs: "%s", exclusions: [{rules: ["8000000-8000999", "900000-999999"], \
          paths: [/r%d/**], arguments: [a%d]}]}}]}
          """
              .formatted(i, i, crs, i, i));
    }
    return yaml.toString();
  }

  /// Each route lets an attack in its own argument pass.
  private static int status(TestGate gate, int route) throws Exception {
    try (RawHttp client = gate.connect()) {
      String target = "/r" + route + "/x?a" + route + "=%3b+cat+%2fetc%2fpasswd";
      client.send("GET " + target + " HTTP/1.1\r\nHost: a.example\r\nUser-Agent: b\r\n");
      return client.send("Accept: */*\r\n\r\n").read().status();
    }
  }
}
