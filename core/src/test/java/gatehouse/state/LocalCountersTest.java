package gatehouse.state;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.Counters.Counter;
import gatehouse.spi.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LocalCountersTest {
  private final FakeClock clock = new FakeClock("2026-01-31T12:00:00Z");

  @Test
  void counts_each_key_apart() {
    try (var counters = new LocalCounters(clock)) {
      counters.counter("a", in(60)).add(2);
      counters.counter("b", in(60)).add(1);

      assertThat(counters.counter("a", in(60)).add(3)).isEqualTo(5);
      assertThat(counters.counter("b", in(60)).get()).isEqualTo(1);
    }
  }

  @Test
  void gives_every_number_exactly_once_to_many_threads() throws Exception {
    int threads = 8;
    int each = 20_000;
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    try (var counters = new LocalCounters(clock);
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        work.add(() -> {
          for (int i = 0; i < each; i++) {
            seen.add(counters.counter("k", in(60)).add(1));
            if (i % 5_000 == 0) {
              counters.sweep();
            }
          }
          return null;
        });
      }
      for (Future<Void> done : pool.invokeAll(work)) {
        done.get();
      }
      assertThat(counters.counter("k", in(60)).get()).isEqualTo((long) threads * each);
    }
    assertThat(seen).hasSize(threads * each);
  }

  @Test
  void forgets_a_window_some_seconds_after_its_end() {
    try (var counters = new LocalCounters(clock)) {
      counters.counter("k", in(60)).add(7);

      clock.advance(Duration.ofSeconds(61));
      counters.sweep();
      assertThat(counters.counter("k", in(0)).get()).isEqualTo(7);

      clock.advance(Duration.ofSeconds(10));
      counters.sweep();
      assertThat(counters.size()).isZero();
    }
  }

  @Test
  void forgets_the_windows_that_end_first_when_there_are_too_many_keys() {
    try (var counters = new LocalCounters(clock, 1000)) {
      Counter year = counters.counter("year", in(31_536_000));
      year.add(5);
      for (int i = 0; i < 1050; i++) {
        counters.counter("minute " + i, in(60)).add(1);
      }
      counters.sweep();

      assertThat(counters.size()).isLessThan(1000);
      assertThat(counters.counter("year", in(31_536_000)).get()).isEqualTo(5);
    }
  }

  @Test
  void never_keeps_more_than_an_eighth_above_the_bound_and_then_counts_strangers_together() {
    var counters = new LocalCounters(clock, 80);
    counters.close(); // no sweep comes between
    for (int i = 0; i < 90; i++) {
      counters.counter("key " + i, in(60)).add(1);
    }
    counters.counter("stranger", in(60)).add(1);
    assertThat(counters.counter("another", in(60)).add(1)).isEqualTo(2);
    assertThat(counters.size()).isEqualTo(90);
    assertThat(counters.counter("key 3", in(60)).get()).isEqualTo(1);
  }

  private long in(int seconds) {
    return clock.millis() + seconds * 1000L;
  }
}
