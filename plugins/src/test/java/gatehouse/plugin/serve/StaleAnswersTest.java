package gatehouse.plugin.serve;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.HeaderName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaleAnswersTest {
  private final FakeWorkshop workshop = new FakeWorkshop();
  private final ProxyCache cache =
      new ProxyCache(
          new ProxyCache.Config(
              "memory",
              new ProxyCache.Memory("d"),
              List.of(200),
              List.of("GET"),
              List.of("text/plain"),
              300,
              1000,
              true,
              false,
              null,
              null,
              Map.of()),
          workshop);

  /// Seconds after the answer, which was good for 10, a client asks again.
  @ParameterizedTest
  @CsvSource({
    "'max-age=10', 9, '', Hit",
    "'max-age=10', 11, '', Refresh",
    "'max-age=10', 15, 'max-stale=5', Hit",
    "'max-age=10', 16, 'max-stale=5', Refresh",
    "'max-age=10', 900, 'max-stale', Hit",
    "'max-age=10', 11, 'max-stale=x', Refresh",
    "'max-age=10, must-revalidate', 11, 'max-stale', Refresh",
    "'max-age=10, proxy-revalidate', 11, 'max-stale', Refresh",
    "'s-maxage=10', 11, 'max-stale', Refresh",
    "'max-age=10, must-revalidate', 9, 'max-stale', Hit"
  })
  void are_for_those_who_take_them_if_the_service_lets_them_be(
      String told, int seconds, String asked, String status) {
    send("", told);
    workshop.clock.advance(Duration.ofSeconds(seconds));

    assertThat(send(asked, told).answered("X-Cache-Status")).isEqualTo(status);
  }

  @Test
  void end_with_the_time_that_they_are_stored() {
    send("", "max-age=10");
    workshop.clock.advance(Duration.ofSeconds(1000));

    assertThat(send("max-stale", "max-age=10").answered("X-Cache-Status")).isEqualTo("Miss");
  }

  private FakeExchange send(String asked, String told) {
    FakeExchange x = FakeExchange.get("/a").at(workshop.clock.instant());
    if (!asked.isEmpty()) {
      x.header("Cache-Control", asked);
    }
    return new FakeChain(cache)
        .send(
            x,
            200,
            head -> {
              head.set(HeaderName.of("Content-Type"), "text/plain");
              head.set(HeaderName.of("Cache-Control"), told);
            },
            "text");
  }
}
