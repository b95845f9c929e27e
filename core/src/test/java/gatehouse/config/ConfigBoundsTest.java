package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.Catalogue;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a configuration may hold at most, and what is said where it holds more.
final class ConfigBoundsTest {
  private static final ConfigLoader LOADER = new ConfigLoader(TestPlugins.CATALOGUE, Map.of());

  @TempDir private Path folder;

  private static List<String> faults(Loaded loaded) {
    return switch (loaded) {
      case Loaded.Valid _ -> List.of();
      case Loaded.Invalid invalid -> invalid.faults().stream().map(Fault::toString).toList();
    };
  }

  @Test
  void refuses_a_text_that_is_too_large_without_reading_it() throws IOException {
    Path large = folder.resolve("large.yaml");
    try (var file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(100 << 20);
    }

    assertThat(faults(LOADER.load(List.of(large))))
        .containsExactly(
            large
                + ":1:1: larger than 64 MiB: spread it over several files of a folder, or raise"
                + " config_max_size");
    assertThat(faults(LOADER.loadText("x", new byte[(64 << 20) + 1])))
        .containsExactly("x:1:1: larger than 64 MiB");
  }

  @Test
  void reads_texts_as_large_as_it_was_asked_for() throws IOException {
    String much = "_format_version: '3.0'\n# " + "x".repeat(2 << 20) + "\n";
    byte[] text = much.getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("much.yaml"), text);
    Catalogue none = new Catalogue(List.of());
    for (int largest : new int[] {1 << 20, text.length - 1}) {
      ConfigLoader loader = new ConfigLoader(none, Map.of(), largest);
      assertThat(loader.loadText("x", text)).isInstanceOf(Loaded.Invalid.class);
      assertThat(loader.load(List.of(file))).isInstanceOf(Loaded.Invalid.class);
    }
    ConfigLoader loader = new ConfigLoader(none, Map.of(), text.length);
    assertThat(loader.loadText("x", text)).isInstanceOf(Loaded.Valid.class);
    assertThat(loader.load(List.of(file))).isInstanceOf(Loaded.Valid.class);
  }

  @Test
  void refuses_aliases_that_multiply() {
    StringBuilder text = new StringBuilder("_format_version: '3.0'\nplugins:\n- &a [x, x, x, x]\n");
    for (char c = 'b'; c < 'm'; c++) {
      text.append("- &%c [*%c, *%c, *%c, *%c]\n".formatted(c, c - 1, c - 1, c - 1, c - 1));
    }

    assertThat(faults(LOADER.loadText("x", text.toString().getBytes(StandardCharsets.UTF_8))))
        .containsExactly("x:10:15: aliases stand for more than 100000 nodes");
  }

  @Test
  void refuses_more_than_fifty_aliases() {
    String text = "a: &a 1\nb: [" + "*a, ".repeat(51) + "]";

    assertThat(faults(LOADER.loadText("x", text.getBytes(StandardCharsets.UTF_8))))
        .containsExactly("x:2:205: more than 50 aliases");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void refuses_deep_nesting(String level) {
    String text = level.repeat(100_000);

    assertThat(faults(LOADER.loadText("x", text.getBytes(StandardCharsets.UTF_8))))
        .singleElement()
        .asString()
        .contains("nested deeper than 100 levels");
  }

  @Test
  void refuses_bytes_that_are_not_utf_8_where_they_are() {
    byte[] text = "a: b\nc: \u00e9".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(faults(LOADER.loadText("x", text))).containsExactly("x:2:4: not UTF-8");
  }

  @Test
  void stops_telling_faults_after_a_thousand() {
    StringBuilder text = new StringBuilder("_format_version: '3.0'\nservices:\n");
    for (int i = 0; i < 1500; i++) {
      text.append("- {host: x.test, wrong: 1}\n");
    }

    assertThat(faults(LOADER.loadText("x", text.toString().getBytes(StandardCharsets.UTF_8))))
        .hasSize(1001)
        .last()
        .asString()
        .endsWith("500 more faults");
  }
}
