package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.seclang.parse.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Debian's package `modsecurity-crs`, an older release that keeps setup and rules apart.
class InstalledRuleSetTest {
  @Test
  void the_rule_set_of_the_usual_places_loads_and_refuses() {
    assumeTrue(
        Files.exists(Path.of("/usr/share/modsecurity-crs/rules")),
        "the package modsecurity-crs is not installed");
    RuleSetText text =
        new RuleSetText(
            "block", "installed", null, null, null, null, null, null, null, null, null, null, null);

    RuleSet set = RuleSets.SHARED.get(text);

    assertThat(set.faults()).noneMatch(Fault::isError);
    assertThat(RuleSets.SHARED.get(text)).isSameAs(set);
    assertThat(Objects.requireNonNull(set.waf()).waits(1, 2, 3, 4, 5))
        .as("its @rbl asks nobody without a key")
        .isFalse();
    WafPlugin.Config config = config();
    assertThat(Trial.of(config).explain(request("/?q=hello"), "127.0.0.1", null))
        .contains("verdict: passes");
    assertThat(Trial.of(config).explain(request("/?q=%27+OR+1%3D1--"), "127.0.0.1", null))
        .contains("rule 942100")
        .contains("verdict: refused with 403");
  }

  private static WafPlugin.Config config() {
    return new WafPlugin.Config(
        "block",
        "installed",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        java.util.List.of(),
        403,
        "Request blocked by the firewall",
        null);
  }

  private static byte[] request(String target) {
    return ("GET "
            + target
            + " HTTP/1.1\r\nHost: a.example\r\nUser-Agent: test\r\nAccept: */*\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
