package gatehouse.route;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.model.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpsDemandTest {

  @ParameterizedTest
  @CsvSource({
    "https, true",
    "'https,http', false",
    "http, false",
    "grpcs, false",
    "'grpc,grpcs', false",
  })
  void only_a_route_without_http_demands_https(String protocols, boolean demands) {
    Route route = TestRoute.named("r").protocols(protocols.split(",")).build();

    assertThat(HttpsDemand.isMadeBy(route)).isEqualTo(demands);
  }

  @Test
  void asks_for_an_upgrade_by_default() {
    Route route = TestRoute.named("r").protocols("https").build();

    assertThat(HttpsDemand.of(route, "h.test", "/a?b")).isEqualTo(new HttpsDemand(426, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void redirects_to_the_target_as_sent(int status) {
    Route route = TestRoute.named("r").protocols("https").redirect(status).build();

    assertThat(HttpsDemand.of(route, "h.test", "/a//%7e?b=%20"))
        .isEqualTo(new HttpsDemand(status, "https://h.test/a//%7e?b=%20"));
  }
}
