package gatehouse.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Laws that hold for every path, tried on random ones made of the pieces attacks are made of.
class CanonicalPathLawsTest {
  private static final int ROUNDS = 20_000;

  private static final List<String> PIECES =
      List.of(
          "/", "/", "/", "/", "a", "b", "Z", "0", ".", ".", "..", "...", "%2e", "%2E", "%2f", "%2F",
          ";", "%3b", "=", "%", "%25", "%252e", "%2541", "%5c", "\\", "%00", "%20", "%41", "%7e",
          "~", "%C3%A9", "%c0%ae", "%0a", "\"", "|", "%3F", "%23", "?", "*", "%2A", "x;y", "..;");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void what_is_forwarded_means_the_same_path_again(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      String raw = randomPath(random);
      CanonicalPath path = CanonicalPath.of(raw);
      if (path.fault() != null) {
        continue;
      }

      CanonicalPath again = CanonicalPath.of(path.escaped());

      assertThat(again.fault()).as(raw).isNull();
      assertThat(again.value()).as(raw).isEqualTo(path.value());
      assertThat(again.escaped()).as(raw).isEqualTo(path.escaped());
      assertThat(CanonicalPath.escape(path.value())).as(raw).isEqualTo(path.escaped());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void no_server_finds_a_dot_segment_or_a_doubled_slash(long seed) {
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String raw = randomPath(random);
      CanonicalPath path = CanonicalPath.of(raw);
      if (path.fault() != null) {
        continue;
      }
      accepted++;

      String sent = path.escaped();

      assertThat(sent).as(raw).matches("/[!-~]*").doesNotContain("//", "\\", "#", "?");
      for (String segment : sent.split("/|%2F", -1)) {
        assertThat(segment.split(";|%3B", -1)[0]).as(raw).isNotIn(".", "..");
      }
      if (path.fault(false, false) == null) {
        assertThat(sent).as(raw).doesNotContain("%2F", ";", "%3B");
      }
    }
    assertThat(accepted).isGreaterThan(ROUNDS / 20);
  }

  private static String randomPath(Random random) {
    StringBuilder text = new StringBuilder("/");
    int pieces = random.nextInt(9);
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
