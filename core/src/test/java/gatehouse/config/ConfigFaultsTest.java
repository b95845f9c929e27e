package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs `cases/config-faults/*.yaml`: a configuration, then what must be said about it, line by
/// line and nothing else. `#! LINE:COL: …` is a fault, `#? LINE:COL: …` a warning.
final class ConfigFaultsTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SECRET", "hidden", "ACCOUNT", "{\"user\":\"alice\",\"age\":7}", "TEAM_TOKEN", "t0k3n");

  static Stream<Path> cases() throws IOException {
    try (Stream<Path> files = Files.list(Cases.folder("config-faults"))) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void says_exactly_what_is_wrong(Path file) throws IOException {
    String text = Files.readString(file);
    ConfigLoader loader = new ConfigLoader(TestPlugins.CATALOGUE, ENVIRONMENT);

    Loaded loaded = loader.loadText("x", text.getBytes(StandardCharsets.UTF_8));

    List<Fault> faults =
        switch (loaded) {
          case Loaded.Valid _ -> List.of();
          case Loaded.Invalid invalid -> invalid.faults();
        };
    List<Fault> warnings =
        switch (loaded) {
          case Loaded.Valid valid -> valid.warnings();
          case Loaded.Invalid invalid -> invalid.warnings();
        };
    Stream<String> said =
        Stream.concat(
            faults.stream().map(f -> "#! " + f.toString().substring(2)),
            warnings.stream().map(w -> "#? " + w.toString().substring(2)));
    List<String> expected =
        text.lines().filter(l -> l.startsWith("#! ") || l.startsWith("#? ")).toList();
    assertThat(said).containsExactlyElementsOf(expected);
  }
}
