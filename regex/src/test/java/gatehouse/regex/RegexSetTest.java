package gatehouse.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexSetTest {

  /// With 3 states every text leads beyond the table, so each pattern's own automaton decides.
  @ParameterizedTest
  @ValueSource(ints = {3, 40, 100_000})
  void agrees_with_each_pattern_alone(int maxStates) throws RegexFault {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 60; round++) {
      PatternMaker maker = new PatternMaker(random);
      List<Regex> members = new ArrayList<>();
      int count = 1 + random.nextInt(70);
      for (int i = 0; i < count; i++) {
        members.add(Regex.compile(maker.pattern(), RegexOptions.SECLANG));
      }
      RegexSet set = RegexSet.of(members, maxStates, 1 << 20);
      for (int i = 0; i < 60; i++) {
        assertSame(set, maker.text());
      }
    }
  }

  private static void assertSame(RegexSet set, byte[] text) {
    long[] found = new long[set.words()];
    Outcome outcome = set.find(text, 0, text.length, found, Budget.of(1_000_000_000));
    boolean any = false;
    for (int i = 0; i < set.members().size(); i++) {
      boolean alone = set.members().get(i).find(text, 0, text.length);
      any |= alone;
      assertThat((found[i >> 6] >>> i & 1) != 0)
          .as("%s on %s", set.members().get(i), DifferentialTest.printable(text))
          .isEqualTo(alone);
    }
    assertThat(outcome).isEqualTo(any ? Outcome.MATCH : Outcome.MISS);
  }

  @Test
  void keeps_apart_what_explodes_together() throws RegexFault {
    List<Regex> patterns = new ArrayList<>();
    for (String pattern : List.of("foo", "bar+", "a.{9}b", "b.{9}a", "qu?ux")) {
      patterns.add(Regex.compile(pattern, RegexOptions.SECLANG));
    }
    SplittableRandom random = new SplittableRandom(3);
    List<byte[]> sample = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < 40; j++) {
        text.append("abfoqux".charAt(random.nextInt(7)));
      }
      sample.add(text.toString().getBytes(ISO_8859_1));
    }

    List<RegexSet> sets = Grouping.of(patterns, sample, 16, 900, 1 << 20);

    assertThat(sets).hasSizeGreaterThan(1);
    assertThat(sets).allSatisfy(set -> assertThat(set.members()).isNotEmpty());
    assertThat(sets.stream().mapToInt(set -> set.members().size()).sum()).isEqualTo(5);
    for (byte[] text : sample) {
      sets.forEach(set -> assertSame(set, text));
    }
  }
}
