package gatehouse.plugin.cases;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.ConfigLoader;
import gatehouse.config.Fault;
import gatehouse.config.Loaded;
import gatehouse.model.Snapshot;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.cases.CaseFile.Document;
import gatehouse.plugin.cases.CaseFile.Expected;
import gatehouse.plugin.cases.CaseFile.Refused;
import gatehouse.spi.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;

/// Each case file of `cases/plugins`, and the examples of the documentation.
class PluginCasesTest {
  static final Path ROOT = root();

  private final Catalogue catalogue = new Catalogue(Plugins.CATALOGUE_CLASSES);
  private final ConfigLoader loader = new ConfigLoader(catalogue, Map.of());

  @TestFactory
  Stream<DynamicNode> cases() {
    return Stream.of("cases/plugins", "cases/examples")
        .flatMap(folder -> files(ROOT.resolve(folder), ".yaml").stream())
        .map(file ->
            DynamicContainer.dynamicContainer(
                file.getFileName().toString(), CaseFile.read(file).stream().flatMap(this::tests)));
  }

  @TestFactory
  Stream<DynamicNode> every_plugin_has_cases_and_an_example_that_loads() {
    return catalogue.all().stream()
        .map(type ->
            DynamicTest.dynamicTest(
                type.name(),
                () -> {
                  assertThat(ROOT.resolve("cases/plugins/" + type.name() + ".yaml")).exists();
                  Path example = ROOT.resolve("examples/plugins/" + type.name() + ".yml");
                  Snapshot snapshot = valid(loader.load(List.of(example)));
                  assertThat(snapshot.plugins())
                      .anyMatch(plugin -> plugin.name().equals(type.name()));
                }));
  }

  @TestFactory
  Stream<DynamicNode> examples_of_kongs_users_load() {
    return files(ROOT.resolve("examples/kong"), ".yml").stream()
        .map(file ->
            DynamicTest.dynamicTest(
                file.getFileName().toString(), () -> valid(loader.load(List.of(file)))));
  }

  private Stream<DynamicNode> tests(Document document) {
    List<DynamicNode> tests = new ArrayList<>();
    document
        .cases()
        .forEach((name, steps) ->
            tests.add(DynamicTest.dynamicTest(name, () -> run(document.config(), steps))));
    document
        .faults()
        .forEach((name, fault) -> tests.add(DynamicTest.dynamicTest(name, () -> refuse(fault))));
    return tests.stream();
  }

  private static void run(@Nullable Object config, List<CaseFile.Step> steps) throws Exception {
    try (LiveGate gate = new LiveGate(Objects.requireNonNull(config, "no config"))) {
      for (CaseFile.Step step : steps) {
        for (int i = 0; i < step.times(); i++) {
          verify(step.expected(), gate.send(step.request()));
        }
      }
    }
  }

  private static void verify(Expected expected, Outcome outcome) {
    if (expected.status() != null) {
      assertThat(outcome.status()).as("status").isEqualTo(expected.status());
    }
    if (expected.message() != null) {
      assertThat(outcome.message()).as("message").isEqualTo(expected.message());
    }
    if (expected.body() != null) {
      verifyText("text", expected.body(), outcome.body());
    }
    verifyHeaders(expected.headers(), outcome.header());
    if (expected.reached() != null) {
      assertThat(outcome.upstream() != null).as("reached").isEqualTo(expected.reached());
    }
    Outcome.Received received = outcome.upstream();
    if (received != null) {
      verifyHeaders(expected.upstreamHeaders(), received.header());
      if (expected.method() != null) {
        assertThat(received.method()).as("upstream method").isEqualTo(expected.method());
      }
      if (expected.target() != null) {
        assertThat(received.target()).as("upstream target").isEqualTo(expected.target());
      }
      if (expected.upstreamBody() != null) {
        assertThat(received.body()).as("upstream body").isEqualTo(expected.upstreamBody());
      }
    }
  }

  private static void verifyHeaders(
      Map<String, @Nullable String> expected, Function<String, @Nullable String> actual) {
    expected.forEach((name, value) -> {
      String found = actual.apply(name);
      if (value != null && value.startsWith("~")) {
        assertThat(found).as(name).matches(value.substring(1));
      } else {
        assertThat(found).as(name).isEqualTo(value);
      }
    });
  }

  private static void verifyText(String name, @Nullable String expected, @Nullable String actual) {
    if (expected != null && expected.startsWith("~")) {
      assertThat(actual).as(name).matches(expected.substring(1));
    } else {
      assertThat(actual).as(name).isEqualTo(expected);
    }
  }

  private void refuse(Refused fault) {
    Loaded loaded =
        load(
            Map.of(
                "_format_version",
                "3.0",
                "plugins",
                List.of(Map.of("name", fault.plugin(), "config", fault.config()))));

    assertThat(loaded).isInstanceOf(Loaded.Invalid.class);
    List<Fault> faults = ((Loaded.Invalid) loaded).faults();
    assertThat(faults)
        .as("%s", faults)
        .anyMatch(f -> fault.field().equals(f.field()) && f.message().contains(fault.says()));
  }

  private Loaded load(Object document) {
    return loader.loadText("case", new JsonMapper().writeValueAsBytes(document));
  }

  private static Snapshot valid(Loaded loaded) {
    return switch (loaded) {
      case Loaded.Valid(Snapshot snapshot, _) -> snapshot;
      case Loaded.Invalid(List<Fault> faults, _) -> throw new AssertionError(faults.toString());
    };
  }

  private static List<Path> files(Path folder, String end) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// The project's root: Maven runs tests in the module's folder.
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("cases"))) {
      folder = Objects.requireNonNull(folder.getParent(), "no folder `cases` above the module");
    }
    return folder;
  }
}
