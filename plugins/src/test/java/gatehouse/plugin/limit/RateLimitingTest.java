package gatehouse.plugin.limit;

import static gatehouse.spi.FakeEntities.consumer;
import static gatehouse.spi.FakeEntities.route;
import static gatehouse.spi.FakeEntities.service;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.Answer;
import gatehouse.spi.Decision;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.Identity;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitingTest {
  private final FakeWorkshop workshop = new FakeWorkshop();

  @Test
  void lets_exactly_the_limit_pass_in_each_window() {
    RateLimiting plugin = minute(3);

    for (int window = 0; window < 3; window++) {
      Instant time = Instant.parse("2026-01-31T12:00:00Z").plusSeconds(60L * window);
      assertThat(passed(plugin, FakeExchange.get("/").at(time))).isTrue();
      assertThat(passed(plugin, FakeExchange.get("/").at(time.plusSeconds(30)))).isTrue();
      assertThat(passed(plugin, FakeExchange.get("/").at(time.plusMillis(59_999)))).isTrue();
      assertThat(passed(plugin, FakeExchange.get("/").at(time.plusMillis(59_999)))).isFalse();
    }
  }

  @Test
  void refuses_with_kongs_text_and_headers() {
    RateLimiting plugin = minute(1);
    send(plugin, FakeExchange.get("/"));

    FakeExchange x = send(plugin, FakeExchange.get("/").at(Instant.parse("2026-01-31T12:00:17Z")));

    assertThat(x.answer()).isEqualTo(Answer.error(429, "API rate limit exceeded"));
    assertThat(x.answered("Retry-After")).isEqualTo("43");
    assertThat(x.answered("RateLimit-Reset")).isEqualTo("43");
    assertThat(x.answered("RateLimit-Limit")).isEqualTo("1");
    assertThat(x.answered("RateLimit-Remaining")).isEqualTo("0");
    assertThat(x.answered("X-RateLimit-Limit-Minute")).isEqualTo("1");
    assertThat(x.answered("X-RateLimit-Remaining-Minute")).isEqualTo("0");
    assertThat(x.decisions())
        .extracting(Decision::rule, Decision::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("minute", "the limit of 1 a minute is used up"));
  }

  @Test
  void tells_every_period_and_the_tightest_one() {
    FakeExchange x =
        send(
            new RateLimiting(wish().minute(2).hour(100).config(), workshop), FakeExchange.get("/"));

    assertThat(x.answer()).isNull();
    assertThat(x.answered("X-RateLimit-Limit-Minute")).isEqualTo("2");
    assertThat(x.answered("X-RateLimit-Remaining-Minute")).isEqualTo("1");
    assertThat(x.answered("X-RateLimit-Limit-Hour")).isEqualTo("100");
    assertThat(x.answered("X-RateLimit-Remaining-Hour")).isEqualTo("99");
    assertThat(x.answered("RateLimit-Limit")).isEqualTo("2");
    assertThat(x.answered("RateLimit-Remaining")).isEqualTo("1");
    assertThat(x.answered("RateLimit-Reset")).isEqualTo("60");
    assertThat(x.answered("Retry-After")).isNull();
  }

  @Test
  void of_two_equally_tight_periods_it_tells_the_longer() {
    FakeExchange x =
        send(new RateLimiting(wish().minute(5).hour(5).config(), workshop), FakeExchange.get("/"));

    assertThat(x.answered("RateLimit-Reset")).isEqualTo("3600");
  }

  @Test
  void the_last_day_of_a_long_month_resets_in_one_second() {
    RateLimiting plugin = new RateLimiting(wish().month(5).config(), workshop);

    FakeExchange x = send(plugin, FakeExchange.get("/").at(Instant.parse("2026-01-31T12:00:00Z")));

    assertThat(x.answered("RateLimit-Reset")).isEqualTo("1");
  }

  @Test
  void a_refused_request_counts_in_no_period() {
    RateLimiting plugin = new RateLimiting(wish().minute(1).hour(2).config(), workshop);
    for (int i = 0; i < 5; i++) {
      send(plugin, FakeExchange.get("/"));
    }

    FakeExchange next =
        send(plugin, FakeExchange.get("/").at(Instant.parse("2026-01-31T12:01:00Z")));

    assertThat(next.answer()).isNull();
    assertThat(next.answered("X-RateLimit-Remaining-Hour")).isEqualTo("0");
  }

  @Test
  void on_refusal_only_the_exhausted_period_shows_this_request() {
    RateLimiting plugin = new RateLimiting(wish().minute(1).hour(10).config(), workshop);
    send(plugin, FakeExchange.get("/"));

    FakeExchange x = send(plugin, FakeExchange.get("/"));

    assertThat(x.answered("X-RateLimit-Remaining-Minute")).isEqualTo("0");
    assertThat(x.answered("X-RateLimit-Remaining-Hour")).isEqualTo("9");
  }

  @Test
  void the_hour_still_holds_when_the_minute_is_over() {
    RateLimiting plugin = new RateLimiting(wish().minute(2).hour(3).config(), workshop);
    send(plugin, FakeExchange.get("/"));
    send(plugin, FakeExchange.get("/"));

    Instant later = Instant.parse("2026-01-31T12:01:00Z");
    assertThat(passed(plugin, FakeExchange.get("/").at(later))).isTrue();
    FakeExchange x = send(plugin, FakeExchange.get("/").at(later));
    assertThat(x.decisions()).extracting(Decision::rule).containsExactly("hour");
  }

  @Test
  void can_hide_all_its_headers() {
    RateLimiting plugin = new RateLimiting(wish().minute(1).hiding().config(), workshop);

    for (int i = 0; i < 2; i++) {
      FakeExchange x = send(plugin, FakeExchange.get("/"));
      assertThat(x.answered("X-RateLimit-Limit-Minute")).isNull();
      assertThat(x.answered("RateLimit-Limit")).isNull();
      assertThat(x.answered("Retry-After")).isNull();
    }
  }

  @Test
  void refuses_with_its_own_status_and_text() {
    RateLimiting plugin =
        new RateLimiting(wish().minute(1).error(503, "slow down").config(), workshop);
    send(plugin, FakeExchange.get("/"));

    assertThat(send(plugin, FakeExchange.get("/")).answer())
        .isEqualTo(Answer.error(503, "slow down"));
  }

  @Test
  void a_fraction_lets_the_next_whole_number_pass() {
    RateLimiting plugin = minute(1.5);

    assertThat(passed(plugin, FakeExchange.get("/"))).isTrue();
    assertThat(passed(plugin, FakeExchange.get("/"))).isTrue();
    assertThat(passed(plugin, FakeExchange.get("/"))).isFalse();
  }

  /// Each row: how the first request looks, how the second does, whether they share a counter.
  @ParameterizedTest(name = "{0}: {1} and {2} together: {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        "consumer, alice,        alice,          true",
        "consumer, alice,        bob,            false",
        "consumer, alice k-1,    alice k-2,      true",
        "consumer, - k-1,        - k-1,          true",
        "consumer, - k-1,        - k-2,          false",
        "consumer, ip=10.0.0.1,  ip=10.0.0.1,    true",
        "consumer, ip=10.0.0.1,  ip=10.0.0.2,    false",
        "credential, alice k-1,  alice k-2,      false",
        "credential, alice,      bob,            true",
        "ip, alice,              bob,            true",
        "ip, ip=10.0.0.1,        ip=10.0.0.2,    false",
        "ip, ip=2001:db8::1,     ip=2001:db8::2, true",
        "ip, ip=2001:db8::1,     ip=2001:db8:1::1, false",
        "ip, ip=127.0.0.1,       ip=::ffff:127.0.0.1, true",
        "service, ip=10.0.0.1,   ip=10.0.0.2,    true",
        "service, service=s-1,   service=s-2,    false",
        "service, service=- ip=10.0.0.1, service=- ip=10.0.0.2, false",
        "header, h=a ip=10.0.0.1, h=a ip=10.0.0.2, true",
        "header, h=a,            h=b,            false",
        "header, h=127.0.0.1,    -,              false",
        "header, ip=10.0.0.1,    ip=10.0.0.2,    false",
        "path, /p ip=10.0.0.1,   /p?x ip=10.0.0.2, true",
        "path, /p ip=10.0.0.1,   /q ip=10.0.0.1, false",
        "path, /q ip=10.0.0.1,   /p/ ip=10.0.0.1, true",
      })
  void counts_by(String by, @Nullable String first, @Nullable String second, boolean together) {
    RateLimiting plugin = new RateLimiting(wish().minute(1).by(by).config(), workshop);

    assertThat(passed(plugin, exchange(first))).isTrue();
    assertThat(passed(plugin, exchange(second))).isEqualTo(!together);
  }

  @Test
  void long_header_values_are_told_apart_too() {
    RateLimiting plugin = new RateLimiting(wish().minute(1).by("header").config(), workshop);
    String value = "x".repeat(5_000);

    assertThat(passed(plugin, FakeExchange.get("/").header("h", value + "1"))).isTrue();
    assertThat(passed(plugin, FakeExchange.get("/").header("h", value + "2"))).isTrue();
    assertThat(passed(plugin, FakeExchange.get("/").header("h", value + "1"))).isFalse();
  }

  @Test
  void the_scope_of_the_instance_decides_what_is_counted_together() {
    RateLimiting.Config config = wish().minute(1).config();
    RateLimiting global = new RateLimiting(config, workshop);
    RateLimiting reloaded = new RateLimiting(config, workshop);
    RateLimiting onRoute = new RateLimiting(config, workshop.onRoute("r-1"));
    RateLimiting onService = new RateLimiting(config, workshop.onService("r-1"));

    assertThat(passed(global, FakeExchange.get("/"))).isTrue();
    assertThat(passed(onRoute, FakeExchange.get("/"))).isTrue();
    assertThat(passed(onService, FakeExchange.get("/"))).isTrue();
    assertThat(passed(onService, FakeExchange.get("/").route(route("r-9", "s-1")))).isFalse();
    assertThat(passed(reloaded, FakeExchange.get("/"))).isFalse();
  }

  @Test
  void loops_at_once_never_pass_more_or_less_than_the_limit() throws Exception {
    int threads = 8;
    RateLimiting plugin = new RateLimiting(wish().minute(500).hour(700).config(), workshop);
    AtomicInteger passed = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService loops = Executors.newFixedThreadPool(threads)) {
      for (int t = 0; t < threads; t++) {
        loops.execute(() -> {
          await(start);
          for (int i = 0; i < 200; i++) {
            passed.addAndGet(passed(plugin, FakeExchange.get("/")) ? 1 : 0);
          }
        });
      }
      start.countDown();
    }

    assertThat(passed).hasValue(500);
    assertThat(workshop.counters.total()).isEqualTo(2 * 500);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private RateLimiting minute(double limit) {
    return new RateLimiting(wish().minute(limit).config(), workshop);
  }

  private static boolean passed(RateLimiting plugin, FakeExchange x) {
    return send(plugin, x).answer() == null;
  }

  private static FakeExchange send(RateLimiting plugin, FakeExchange x) {
    return new FakeChain(plugin).send(x);
  }

  /// A request from words: a path, `ip=`, `h=`, `service=`, a consumer's name, a credential `k-…`.
  private static FakeExchange exchange(@Nullable String words) {
    List<String> parts = words == null ? List.of() : List.of(words.split(" "));
    FakeExchange x =
        FakeExchange.get(
            parts.stream().filter(p -> p.startsWith("/")).findFirst().orElse("/other"));
    String name = null;
    String credential = null;
    for (String part : parts) {
      String value = part.substring(part.indexOf('=') + 1);
      if (part.startsWith("ip=")) {
        x.from(value);
      } else if (part.startsWith("h=")) {
        x.header("h", value);
      } else if (part.startsWith("service=")) {
        x.service(value.equals("-") ? null : service(value));
      } else if (part.startsWith("k-")) {
        credential = part;
      } else if (!part.equals("-") && !part.startsWith("/")) {
        name = part;
      }
    }
    if (name != null || credential != null) {
      x.identify(
          new Identity(
              name == null ? null : consumer("id-of-" + name, name, null),
              credential == null ? null : new Identity.ProvenCredential(credential, credential),
              List.of(),
              "key-auth"));
    }
    return x;
  }

  private static Wish wish() {
    return new Wish();
  }

  /// A configuration with Kong's defaults, changed field by field.
  private static final class Wish {
    private @Nullable Double minute;
    private @Nullable Double hour;
    private @Nullable Double month;
    private String by = "consumer";
    private boolean hiding;
    private int status = 429;
    private String message = "API rate limit exceeded";

    Wish minute(double limit) {
      minute = limit;
      return this;
    }

    Wish hour(double limit) {
      hour = limit;
      return this;
    }

    Wish month(double limit) {
      month = limit;
      return this;
    }

    Wish by(String what) {
      by = what;
      return this;
    }

    Wish hiding() {
      hiding = true;
      return this;
    }

    Wish error(int code, String text) {
      status = code;
      message = text;
      return this;
    }

    RateLimiting.Config config() {
      Redis redis = new Redis(null, 6379, 2000, null, null, 0, false, false, null);
      return new RateLimiting.Config(
          null, minute, hour, null, month, null, by, "h", "/p", "local", true, redis, hiding,
          status, message, -1);
    }
  }
}
