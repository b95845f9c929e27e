package gatehouse.seclang.transform;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.SharedData;
import gatehouse.seclang.text.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Transformations one after the other, with steps left out that the bytes prove to change nothing,
/// and with every step run: the same bytes must come out. Over the rule set's own tests, mutants of
/// them and noise, of all lengths; every step by itself, and chains of up to six drawn at random.
class ChainTest {
  private static final int CHAINS = 400;
  private static final int MOST_BYTES = 3_000;

  /// Bytes that steps turn on.
  private static final String TURNS =
      "%+&#;\\/*-<>!.'\"^ \t\n\r"
          + "\u000b\f,(){}[]0xXuU1aAfFzZ_\0\u007f\u00a0\u00c2\u00c3\u00a9\u00ff=$";

  private final Random random = new Random(20_261_127);

  @Test
  void leaves_out_only_what_changes_nothing() {
    List<Bytes> values = values();
    List<List<Transformation>> chains = chains();
    int skipped = 0;
    for (List<Transformation> chain : chains) {
      for (int i = 0; i < values.size(); i += chain.size() == 1 ? 1 : 7) {
        Bytes value = values.get(i);
        Bytes planned = value;
        Bytes whole = value;
        for (Transformation step : chain) {
          skipped += step.changesNothing(planned) ? 1 : 0;
          planned = step.apply(planned);
          whole = step.run(whole);
        }
        if (!planned.equals(whole)) {
          assertThat(planned)
              .as("%s of «%s»", chain.stream().map(Transformation::name).toList(), value)
              .isEqualTo(whole);
        }
      }
    }
    System.out.printf(
        "transformations: %d chains over %d values, %d steps left out, no difference%n",
        chains.size(), values.size(), skipped);
    assertThat(skipped).isPositive();
  }

  private List<List<Transformation>> chains() {
    List<List<Transformation>> chains = new ArrayList<>();
    TransformationName[] names = TransformationName.values();
    for (TransformationName name : names) {
      chains.add(List.of(Transformation.of(name, UnicodeMap.builtIn())));
    }
    for (int i = 0; i < CHAINS; i++) {
      List<Transformation> chain = new ArrayList<>();
      for (int steps = 2 + random.nextInt(5); steps > 0; steps--) {
        chain.add(Transformation.of(names[random.nextInt(names.length)], UnicodeMap.builtIn()));
      }
      chains.add(chain);
    }
    return chains;
  }

  private List<Bytes> values() {
    List<Bytes> values = new ArrayList<>(List.of(Bytes.EMPTY));
    for (int c = 0; c < 256; c++) {
      values.add(Bytes.of(new byte[] {(byte) c}));
    }
    for (byte[] text : corpus()) {
      values.add(Bytes.of(text));
      values.add(Bytes.of(mutant(text)));
    }
    for (int i = 0; i < 3_000; i++) {
      byte[] noise = new byte[random.nextInt(i % 50 == 0 ? MOST_BYTES : 40)];
      for (int at = 0; at < noise.length; at++) {
        noise[at] = turn();
      }
      values.add(Bytes.of(noise));
    }
    return values;
  }

  private byte turn() {
    return random.nextInt(4) == 0
        ? (byte) random.nextInt(256)
        : (byte) TURNS.charAt(random.nextInt(TURNS.length()));
  }

  private byte[] mutant(byte[] text) {
    byte[] mutant = text.clone();
    for (int i = 0; mutant.length > 0 && i <= mutant.length / 20; i++) {
      mutant[random.nextInt(mutant.length)] = turn();
    }
    return mutant;
  }

  /// Every line of the rule set's tests, cut to a bound; none where they are not beside the
  /// project.
  private static List<byte[]> corpus() {
    List<byte[]> texts = new ArrayList<>();
    Path tests = SharedData.root().resolveSibling("shared").resolve("data/crs-ftw/tests");
    if (!Files.exists(tests)) {
      System.out.println("the rule set's tests are not beside the project: noise only");
      return texts;
    }
    try (Stream<Path> files = Files.walk(tests)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        for (String line : Files.readString(file).split("\n", -1)) {
          String text = line.strip();
          int colon = text.indexOf(": ");
          byte[] bytes =
              text.substring(colon < 0 ? 0 : colon + 2)
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8);
          if (bytes.length > 8 && (text.startsWith("uri") || text.startsWith("data"))) {
            texts.add(Arrays.copyOf(bytes, Math.min(bytes.length, MOST_BYTES)));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }
}
