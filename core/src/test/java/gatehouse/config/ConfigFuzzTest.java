package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Breaks good and bad documents at random places: loading must answer, quickly, and never throw.
final class ConfigFuzzTest {
  private static final ConfigLoader LOADER = new ConfigLoader(TestPlugins.CATALOGUE, Map.of());
  private static final int ROUNDS = 150;
  private static final String[] SNIPPETS = {
    "*a",
    "&a ",
    "<<: ",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "? ",
    "|\n",
    ">\n",
    "\"",
    "'",
    "#",
    "%",
    "@",
    "!!int ",
    "!x ",
    "\t",
    "\n",
    "\r",
    "\0",
    "\uFEFF",
    "---\n",
    "...\n",
    "null",
    "1e999",
    "0x",
    "\u2028",
    "%YAML 9.9\n",
    "{vault://",
    "\"\\0\"",
    "\"\\ud800\"",
    "\ud83d",
    "99999999999999999999999"
  };

  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void answers_whatever_the_text_is(long seed) throws IOException {
    Random random = new Random(seed);
    List<String> texts = texts();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] text = broken(texts.get(random.nextInt(texts.size())), random);

      Loaded loaded =
          Assertions.assertTimeoutPreemptively(
              Duration.ofSeconds(20), () -> LOADER.loadText("x", text));

      if (loaded instanceof Loaded.Invalid invalid) {
        assertThat(invalid.faults())
            .isNotEmpty()
            .allMatch(f -> f.line() > 0 && f.column() > 0 && !f.message().isEmpty());
      }
    }
  }

  private static List<String> texts() throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(Cases.folder("config-faults"))) {
      for (Path file : files.sorted().toList()) {
        texts.add(Files.readString(file));
      }
    }
    return texts;
  }

  private static byte[] broken(String text, Random random) {
    StringBuilder broken = new StringBuilder(text);
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(broken.length() + 1);
      int end = Math.min(broken.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> broken.delete(at, end);
        case 1 -> broken.insert(at, SNIPPETS[random.nextInt(SNIPPETS.length)]);
        case 2 -> broken.insert(at, broken.substring(at, end));
        default -> broken.replace(at, end, String.valueOf((char) random.nextInt(0x3000)));
      }
    }
    byte[] bytes = broken.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0 && random.nextInt(8) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
