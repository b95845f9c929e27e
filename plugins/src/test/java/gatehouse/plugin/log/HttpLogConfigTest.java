package gatehouse.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.ConfigLoader;
import gatehouse.config.Loaded;
import gatehouse.plugin.Plugins;
import gatehouse.spi.Catalogue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
