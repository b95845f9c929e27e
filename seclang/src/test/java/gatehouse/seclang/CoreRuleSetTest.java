package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rule set's own regression tests, run against the engine without a server.
class CoreRuleSetTest {
  /// Tests whose answer is a front end's: 920181-1 and 920620-1 depend on refusing or joining
  /// repeated fields, 920640-5 on refusing a body without a length. CRS overrides the first two for
  /// nginx.
  private static final Set<String> OF_THE_FRONT_END =
      Set.of("920181-1 has 920181", "920620-1 has 920620", "920640-5 has 920640");

  private static FtwRunner runner;

  @BeforeAll
  static void load() throws SecLangException {
    runner = new FtwRunner(CoreRuleSet.load());
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(SharedData.path("crs-ftw/tests"))) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void answers_as_the_rule_sets_own_tests_demand(Path file) {
    Map<String, Object> cases = Json.object(Json.read(file));
    List<String> failures = new ArrayList<>();
    for (Map<String, Object> test : Json.objects(Json.get(cases, "tests"))) {
      for (String failure : runner.failures(test)) {
        failures.add(Json.get(cases, "rule_id") + "-" + Json.get(test, "test_id") + " " + failure);
      }
    }
    failures.removeAll(OF_THE_FRONT_END);
    assertThat(failures).isEmpty();
  }
}
