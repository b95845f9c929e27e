package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.geo.Mmdb;
import gatehouse.seclang.parse.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `@geoLookup` in the gateway: the database is a file of the configuration like any other.
class WafGeoTest {
  private static final String RULES =
      """
      SecRule REMOTE_ADDR "@geoLookup" "id:1,phase:1,deny,status:418,chain"
        SecRule GEO:COUNTRY_CODE "@streq CH"
      """;

  @TempDir private Path folder;

  private static String yaml(Origin origin, String rules) {
    return """
    services:
    - {name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/]}]}
    plugins:
    - name: waf
      config:
        crs: none
        directives: |
          SecRuleEngine On
    %s
    """
        .formatted(origin.port(), rules.indent(10));
  }

  private static int get(TestGate gate, String address) throws Exception {
    try (RawHttp client = gate.connect()) {
      String head = "GET / HTTP/1.1\r\nHost: a\r\nX-Real-IP: " + address + "\r\n\r\n";
      return client.send(head).read().status();
    }
  }

  @Test
  void a_new_database_counts_from_the_next_load_on() throws Exception {
    Path file = Files.write(folder.resolve("geo.mmdb"), Mmdb.ofCities().bytes());
    try (Origin origin = Origin.answering(Origin.OK)) {
      String yaml = yaml(origin, "SecGeoLookupDb " + file + "\n" + RULES);
      try (TestGate gate =
          TestGate.with(Plugins.CATALOGUE_CLASSES, yaml, TestGate::trustingLoopback)) {
        assertThat(get(gate, "198.51.100.70")).isEqualTo(418);
        assertThat(get(gate, "2001:db8:1::1")).isEqualTo(418);
        assertThat(get(gate, "192.0.2.1")).isEqualTo(200);
        Mmdb moved = new Mmdb(6, 24).put("192.0.2.0/24", country("CH"));
        Path next = Files.write(folder.resolve("next"), moved.bytes());
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(get(gate, "198.51.100.70")).isEqualTo(418);
        gate.swap(yaml);
        assertThat(get(gate, "198.51.100.70")).isEqualTo(200);
        assertThat(get(gate, "192.0.2.1")).isEqualTo(418);
        Files.writeString(file, "broken");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> gate.swap(yaml))
            .withMessageContaining("test.yml:9:")
            .withMessageContaining(file + ": not a MaxMind database (.mmdb), or a damaged one");
        assertThat(get(gate, "192.0.2.1")).isEqualTo(418);
        Files.delete(file);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> gate.swap(yaml))
            .withMessageContaining("no file " + file);
      }
    }
  }

  private static Map<String, Object> country(String code) {
    return Map.of("country", Map.of("iso_code", code));
  }

  /// As `gatehouse waf check` does it; the database lies beside the rules.
  @Test
  void files_of_rules_are_linted_with_their_database() throws Exception {
    Files.write(folder.resolve("geo.mmdb"), Mmdb.ofCities().bytes());
    Path rules = Files.writeString(folder.resolve("r.conf"), "SecGeoLookupDb geo.mmdb\n" + RULES);
    assertThat(RuleSets.SHARED.lint(List.of(rules.toString()))).isEmpty();
    Files.writeString(folder.resolve("geo.mmdb"), "broken");
    assertThat(RuleSets.SHARED.lint(List.of(rules.toString())))
        .singleElement()
        .satisfies(fault -> assertThat(fault.isError()).isTrue())
        .extracting(Fault::toString)
        .asString()
        .startsWith(rules + ":1:16: geo.mmdb: not a MaxMind database");
  }
}
