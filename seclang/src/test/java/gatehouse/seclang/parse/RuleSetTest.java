package gatehouse.seclang.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.seclang.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whole published rule sets.
class RuleSetTest {
  private final Faults faults = new Faults();
  private final Parser parser = new Parser(RuleFiles.ofDisk(), faults);

  private long count(Class<? extends Directive> kind) {
    return parser.script().directives().stream().filter(kind::isInstance).count();
  }

  @Test
  void reads_all_of_the_core_rule_set() {
    Path crs = SharedData.path("crs");
    List<Path> rules = SharedData.files("crs/rules", ".conf");
    parser.readFile(crs.resolve("crs-setup.conf.example").toString());
    parser.readFile(crs.resolve("rules/*.conf").toString());

    assertThat(faults.toList()).isEmpty();
    assertThat(rules).hasSize(27);
    assertThat(count(Directive.Rule.class)).isEqualTo(695 + 7 + 1);
    assertThat(count(Directive.UpdateTargets.class)).isEqualTo(55);
    assertThat(count(Directive.Marker.class)).isEqualTo(30);
    assertThat(count(Directive.DefaultAction.class)).isEqualTo(5);
  }

  @Test
  void reads_debians_rule_set() {
    Path rules = Path.of("/usr/share/modsecurity-crs/rules");
    assumeTrue(Files.isDirectory(rules), "the package modsecurity-crs is not installed");
    parser.readFile("/etc/modsecurity/crs/crs-setup.conf").readFile(rules + "/*.conf");

    assertThat(faults.toList()).isEmpty();
    assertThat(count(Directive.Rule.class)).isGreaterThan(400);
  }
}
