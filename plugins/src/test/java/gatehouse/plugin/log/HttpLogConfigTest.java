package gatehouse.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.ConfigLoader;
import gatehouse.config.Loaded;
import gatehouse.plugin.Plugins;
import gatehouse.spi.Catalogue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpLogConfigTest {
  @Test
  void endpoint_and_headers_may_come_from_a_vault() {
    ConfigLoader loader =
        new ConfigLoader(
            new Catalogue(Plugins.CATALOGUE_CLASSES),
            Map.of("COLLECTOR", "http://c.test/log", "COLLECTOR_TOKEN", "hidden"));
    String yaml =
        """
        _format_version: "3.0"
        plugins:
        - name: http-log
          config:
            http_endpoint: "{vault://env/collector}"
            headers: {X-Token: "{vault://env/collector-token}"}
        """;

    Loaded loaded = loader.loadText("kong.yml", yaml.getBytes(StandardCharsets.UTF_8));

    assertThat(loaded).isInstanceOf(Loaded.Valid.class);
    HttpLog.Config config =
        (HttpLog.Config) ((Loaded.Valid) loaded).snapshot().plugins().getFirst().config();
    assertThat(config.httpEndpoint()).isEqualTo("http://c.test/log");
    assertThat(config.headers()).containsEntry("X-Token", "hidden");
  }

  @ParameterizedTest
  @CsvSource({
    "Grüße, value",
    "'a\u007f', value",
    "plain, ",
  })
  void a_header_that_could_not_be_sent_is_a_fault(String value, @Nullable String faulty) {
    ConfigLoader loader = new ConfigLoader(new Catalogue(Plugins.CATALOGUE_CLASSES), Map.of());
    String yaml =
        """
        _format_version: "3.0"
        plugins:
        - name: http-log
          config:
            http_endpoint: http://c.test/
            headers: {X-Name: "%s"}
        """
            .formatted(value);

    Loaded loaded = loader.loadText("kong.yml", yaml.getBytes(StandardCharsets.UTF_8));

    if (faulty == null) {
      assertThat(loaded).isInstanceOf(Loaded.Valid.class);
    } else {
      assertThat(((Loaded.Invalid) loaded).faults())
          .singleElement()
          .asString()
          .contains("headers.X-Name", "its value printable ASCII");
    }
  }
}
