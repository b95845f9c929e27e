package gatehouse.plugin.transform;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrelationIdTest {
  private static final String UUID =
      "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

  private final FakeWorkshop workshop = new FakeWorkshop();

  @ParameterizedTest
  @CsvSource({
    "uuid, " + UUID,
    "uuid#counter, " + UUID + "#1",
    "tracker, 10\\.0\\.0\\.1-8000-[0-9]+-7-3-1769860800\\.007"
  })
  void makes_ids_of_each_kind(String generator, String form) {
    FakeExchange x = FakeExchange.get("/").at(Instant.parse("2026-01-31T12:00:00Z").plusMillis(7));

    send(plugin("X-Id", generator, false), x);

    assertThat(x.upstreamHeader("X-Id")).matches(form);
    assertThat(x.logFields).containsEntry("correlation_id", x.upstreamHeader("X-Id"));
    assertThat(x.answered("X-Id")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"uuid", "uuid#counter"})
  void never_makes_an_id_twice(String generator) {
    CorrelationId first = plugin("X-Id", generator, false);
    CorrelationId second = plugin("X-Id", generator, false);
    Set<String> ids = new HashSet<>();

    for (int i = 0; i < 100; i++) {
      ids.add(Objects.requireNonNull(send(first, FakeExchange.get("/")).upstreamHeader("X-Id")));
      ids.add(Objects.requireNonNull(send(second, FakeExchange.get("/")).upstreamHeader("X-Id")));
    }

    assertThat(ids).hasSize(200);
  }

  @Test
  void keeps_the_clients_id_and_echoes_it() {
    FakeExchange x =
        send(plugin("X-Id", "uuid", true), FakeExchange.get("/").header("x-id", "mine"));

    assertThat(x.upstreamHeader("X-Id")).isEqualTo("mine");
    assertThat(x.answered("X-Id")).isEqualTo("mine");
    assertThat(x.logFields).containsEntry("correlation_id", "mine");
  }

  @Test
  void replaces_an_empty_id_of_the_client() {
    FakeExchange x = send(plugin("X-Id", "uuid", true), FakeExchange.get("/").header("X-Id", ""));

    assertThat(x.upstreamHeader("X-Id")).matches(UUID);
    assertThat(x.answered("X-Id")).isEqualTo(x.upstreamHeader("X-Id"));
  }

  @Test
  void replaces_the_services_own_header() {
    FakeExchange x =
        new FakeChain(plugin("X-Id", "uuid", true))
            .send(
                FakeExchange.get("/").header("X-Id", "mine"),
                200,
                headers -> headers.add(gatehouse.spi.HeaderName.of("X-Id"), "other"));

    assertThat(x.answered("X-Id")).isEqualTo("mine");
  }

  private CorrelationId plugin(String header, String generator, boolean echo) {
    return new CorrelationId(new CorrelationId.Config(header, generator, echo), workshop);
  }

  private static FakeExchange send(CorrelationId plugin, FakeExchange x) {
    return new FakeChain(plugin).send(x);
  }
}
