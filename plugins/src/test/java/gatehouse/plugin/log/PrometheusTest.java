package gatehouse.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.TrafficMetrics.Families;
import org.junit.jupiter.api.Test;

class PrometheusTest {
  private final FakeWorkshop workshop = new FakeWorkshop();

  @Test
  void asks_for_the_families_of_its_configuration() {
    send(new Prometheus.Config(false, true, false, true, false, false, false));
    send(new Prometheus.Config(true, false, true, false, true, false, false));

    assertThat(workshop.counted)
        .containsExactly(
            new Families(true, false, true, false).toString(),
            new Families(false, true, false, true) + " consumer");
  }

  private void send(Prometheus.Config config) {
    new FakeChain(new Prometheus(config, workshop)).send(FakeExchange.get("/"));
  }
}
