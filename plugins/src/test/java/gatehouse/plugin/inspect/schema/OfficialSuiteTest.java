package gatehouse.plugin.inspect.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The official JSON Schema Test Suite, which is not part of this project: it is looked for in
/// `../shared/data/json-schema-test-suite` and in the folder that the system property
/// `json-schema-test-suite` names. `docs/json-schema.md` has the figures.
final class OfficialSuiteTest {
  private static final JsonMapper JSON = new JsonMapper();

  /// Where the suite's own server would be, if anything were fetched.
  private static final String REMOTE = "http://localhost:1234/";

  /// How many tests fail at most, by file; the docs say why.
  private static final Map<String, Integer> KNOWN =
      Map.of(
          "optional/format/ecmascript-regex.json", 2,
          "optional/format/hostname.json", 23,
          "optional/format/idn-hostname.json", 25);

  private int passed;
  private int all;
  private int remote;
  private int annotations;

  private static Path suite() {
    // Tests run in their module's folder.
    Path beside = Path.of("../../shared/data/json-schema-test-suite");
    String named = System.getProperty("json-schema-test-suite");
    Path suite = (named == null ? beside : Path.of(named)).resolve("tests");
    assumeTrue(
        Files.isDirectory(suite),
        "the official suite is absent: ../shared/data/json-schema-test-suite");
    return suite;
  }

  @ParameterizedTest
  @CsvSource({
    "DRAFT_4, draft4",
    "DRAFT_6, draft6",
    "DRAFT_7, draft7",
    "DRAFT_2019_09, draft2019-09",
    "DRAFT_2020_12, draft2020-12"
  })
  void agrees_with_the_official_suite(Draft draft, String name) throws IOException {
    Path folder = suite().resolve(name);
    Map<String, Integer> failed = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    for (Path file : files) {
      String place = folder.relativize(file).toString();
      for (JsonNode group : JSON.readTree(Files.readAllBytes(file))) {
        int failures = failures(group, draft, place);
        if (failures > 0) {
          failed.merge(place, failures, Integer::sum);
        }
      }
    }
    System.out.printf(
        "official suite, %s: %d of %d pass; %d need another server, %d want formats unchecked;"
            + " %s%n",
        name, passed, all, remote, annotations, failed);
    assertThat(all).isGreaterThan(800);
    assertThat(failed)
        .allSatisfy((file, count) ->
            assertThat(count).as(file).isLessThanOrEqualTo(KNOWN.getOrDefault(file, 0)));
  }

  private int failures(JsonNode group, Draft draft, String place) {
    JsonSchema schema = compiled(group.get("schema"), draft, place);
    int failures = 0;
    for (JsonNode test : group.get("tests")) {
      all++;
      boolean valid = test.get("valid").asBoolean();
      boolean accepted = schema != null && schema.accepts(test.get("data"));
      if (schema != null && accepted == valid) {
        passed++;
      } else if (schema == null) {
        remote++;
      } else if (place.equals("format.json") && valid) {
        // Only of that file: formats are asserted here, which the drafts leave to the reader.
        annotations++;
      } else {
        failures++;
      }
    }
    return failures;
  }

  /// Null for a schema that needs one of another place, which must be a fault.
  private static @Nullable JsonSchema compiled(JsonNode schema, Draft draft, String place) {
    try {
      return JsonSchema.compile(schema, draft);
    } catch (SchemaFault fault) {
      assertThat(schema.toString()).as("%s: %s", place, fault.getMessage()).contains(REMOTE);
      return null;
    }
  }
}
