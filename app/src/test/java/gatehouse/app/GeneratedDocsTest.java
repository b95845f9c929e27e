package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.Schemas;
import gatehouse.spi.Catalogue;
import gatehouse.spi.PluginType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The pages of `docs/` that are made from the code are what the code says; `./dev golden` rewrites
/// them.
final class GeneratedDocsTest {
  private static final Path DOCS = Path.of("../docs");
  private static final boolean REWRITE = "write".equals(System.getProperty("golden"));

  @Test
  void settings_page_lists_every_setting() throws IOException {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Settings

        <!-- Made from gatehouse.app.Setting by ./dev golden; edit there. -->

        What is fixed from start to stop: `--set KEY=VALUE`, or the environment variable `GATEHOUSE_<KEY>` with the key in capitals (the
        command line wins). Names are Kong's where Kong has one. A duration is a number of seconds, or has a unit: `1500ms`, `90s`, `5m`,
        `1h`; a size is a number of bytes, or has a unit: `32k`, `8m`, `1g`. A key that does not exist is bad usage, as is a value out of
        bounds.

        | key | default | accepts | is |
        | --- | --- | --- | --- |
        """);
    for (Setting setting : Setting.values()) {
      page.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(setting.key(), standard(setting), setting.accepted(), setting.doc));
    }
    compare(DOCS.resolve("settings.md"), page.toString());
  }

  @Test
  void each_plugin_has_its_page() throws IOException {
    Catalogue catalogue = Instance.catalogue();
    Schemas schemas = new Schemas(catalogue);
    for (PluginType plugin : catalogue.all()) {
      String page = page(schemas, plugin.name());
      compare(DOCS.resolve("plugins/" + plugin.name() + ".md"), page);
    }
  }

  /// What the record says, what somebody wrote about it, and the example that `cases` runs.
  private static String page(Schemas schemas, String name) throws IOException {
    return schemas.page(name)
        + "\n"
        + Files.readString(DOCS.resolve("parts/" + name + ".md"))
        + "\n## Example\n\n```yaml\n"
        + Files.readString(Path.of("../examples/plugins/" + name + ".yml"))
        + "```\n";
  }

  @Test
  void there_is_no_page_of_a_plugin_that_is_not_there() throws IOException {
    try (Stream<Path> pages = Files.list(DOCS.resolve("plugins"))) {
      assertThat(pages.map(page -> page.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Instance.catalogue().all().stream().map(type -> type.name() + ".md").toList());
    }
  }

  private static String standard(Setting setting) {
    return setting.standard.isEmpty() ? "" : "`" + setting.standard + "`";
  }

  private static void compare(Path page, String text) throws IOException {
    if (REWRITE) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, text);
    }
    assertThat(page).content().isEqualTo(text);
  }
}
