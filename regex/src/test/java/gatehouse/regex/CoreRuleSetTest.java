package gatehouse.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every pattern of the Core Rule Set on strings of its regression tests, mutants of them and
/// random bytes.
class CoreRuleSetTest {

  private static final int TEXTS = 400;

  private static List<Regex> regexes = List.of();
  private static List<byte[]> texts = List.of();

  @BeforeAll
  static void load() throws Exception {
    assumeTrue(!CoreRuleSet.patterns().isEmpty(), () -> "no rule set under " + CoreRuleSet.data());
    List<Regex> compiled = new ArrayList<>();
    for (String pattern : CoreRuleSet.patterns()) {
      compiled.add(Regex.compile(pattern, RegexOptions.SECLANG));
    }
    regexes = compiled;
    texts = sample();
  }

  private static List<byte[]> sample() throws IOException {
    Random random = new Random(42);
    List<byte[]> drawn = new ArrayList<>(CoreRuleSet.texts());
    Collections.shuffle(drawn, random);
    drawn = new ArrayList<>(drawn.subList(0, Math.min(TEXTS, drawn.size())));
    drawn.addAll(CoreRuleSet.mutants(drawn.subList(0, Math.min(TEXTS / 2, drawn.size())), random));
    for (int i = 0; i < TEXTS / 8; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      drawn.add(bytes);
    }
    for (int value = 0; value < 256; value++) {
      drawn.add(new byte[] {(byte) value});
    }
    drawn.add(new byte[0]);
    return drawn;
  }

  @Test
  void compiles_every_pattern() {
    assertThat(regexes).hasSizeGreaterThan(250);
    assertThat(regexes).allSatisfy(regex -> assertThat(regex.instructions()).isLessThan(10_000));
  }

  @Test
  void agrees_with_java_util_regex_groups_included() {
    int matches = 0;
    int given = 0;
    for (Regex regex : regexes) {
      Oracle oracle = new Oracle(regex.pattern(), RegexOptions.SECLANG);
      Match match = regex.newMatch();
      for (byte[] text : texts) {
        int[] expected = oracle.find(text);
        if (expected == null) {
          continue;
        }
        given++;
        boolean found = regex.find(text, 0, text.length, match);
        matches += found ? 1 : 0;
        if (found != expected.length > 0 || (found && !Arrays.equals(match.slots, expected))) {
          assertThat(found ? match.slots : new int[0])
              .as("%s on %s", regex, DifferentialTest.printable(text))
              .isEqualTo(expected);
        }
      }
    }
    assertThat(matches).isGreaterThan(5_000);
    assertThat(given).isGreaterThan(texts.size() * regexes.size() * 99 / 100);
  }

  /// Where a match lies in a long text is found over tables of states; a thread for each
  /// instruction finds the same.
  @Test
  void finds_matches_in_long_texts_where_threads_find_them() {
    Random random = new Random(8);
    int matches = 0;
    for (Regex regex : regexes) {
      Threads threads = new Threads(ProgramBuilder.withSlots(regex.tree(), regex.groupCount()));
      Match match = regex.newMatch();
      for (int i = 0; i < 12; i++) {
        byte[] text = longText(random);
        int[] slots = new int[match.slots.length];
        if (regex.find(text, 0, text.length, match)) {
          Outcome plain =
              threads.run(text, 0, text.length, 0, false, text.length, slots, Budget.of(1L << 40));
          assertThat(plain).isEqualTo(Outcome.MATCH);
          if (!Arrays.equals(match.slots, slots)) {
            assertThat(match.slots)
                .as("%s on %s", regex, DifferentialTest.printable(text))
                .isEqualTo(slots);
          }
          matches++;
        }
      }
    }
    assertThat(matches).isGreaterThan(200);
  }

  private static byte[] longText(Random random) {
    java.io.ByteArrayOutputStream text = new java.io.ByteArrayOutputStream();
    while (text.size() < 1_000) {
      text.writeBytes(texts.get(random.nextInt(texts.size())));
      text.write(" \n;'\"=".charAt(random.nextInt(6)));
    }
    return text.toByteArray();
  }

  @Test
  void never_loses_a_match_to_the_sieve() {
    Literals literals =
        Literals.of(regexes.stream().map(regex -> regex.facts().literals()).toList());
    int dropped = 0;
    for (byte[] text : texts) {
      long[] found = new long[literals.words()];
      long[] every = new long[literals.words()];
      Arrays.fill(every, -1);
      literals.scan(text, 0, text.length, every, found);
      long presence = ByteGroups.presence(text, 0, text.length);
      for (int i = 0; i < regexes.size(); i++) {
        Regex regex = regexes.get(i);
        boolean passes = regex.facts().literals().isEmpty() || (found[i >> 6] >>> i & 1) != 0;
        if (!passes || !regex.facts().allow(text.length, presence)) {
          dropped++;
          if (regex.find(text, 0, text.length)) {
            assertThat(text).as("%s loses %s", regex, DifferentialTest.printable(text)).isEmpty();
          }
        }
      }
    }
    assertThat(dropped).isGreaterThan(texts.size() * regexes.size() / 2);
  }

  /// 32 KiB of one text again and again costs a constant, 32 KiB of random printable bytes at most
  /// a few visits a byte for each item that can be live.
  @Test
  void spends_little_on_long_texts() {
    Random random = new Random(4);
    List<byte[]> longTexts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String pump = new String(texts.get(random.nextInt(TEXTS)), ISO_8859_1) + " ";
      longTexts.add(pump.repeat(32_768 / pump.length()).getBytes(ISO_8859_1));
    }
    byte[] printable = new byte[32_768];
    for (int i = 0; i < printable.length; i++) {
      printable[i] = (byte) (' ' + random.nextInt(95));
    }
    longTexts.add(printable);
    for (Regex regex : regexes) {
      for (byte[] text : longTexts) {
        Budget budget = Budget.of(1L << 40);
        Outcome outcome = regex.find(text, 0, text.length, budget);
        long spent = (1L << 40) - budget.left();
        assertThat(outcome).isNotEqualTo(Outcome.EXHAUSTED);
        assertThat(spent).as("work of %s", regex).isLessThan(1_500_000);
      }
    }
  }
}
