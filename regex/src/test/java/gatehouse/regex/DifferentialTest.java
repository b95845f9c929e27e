package gatehouse.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Drawn patterns on drawn texts, against java.util.regex.
class DifferentialTest {

  private static final int PATTERNS = 500;
  private static final int TEXTS = 25;

  static List<RegexOptions> readings() {
    return List.of(
        RegexOptions.ROUTER,
        RegexOptions.PCRE,
        RegexOptions.SECLANG,
        RegexOptions.PCRE.withMultiLine(true).withDotAll(true),
        RegexOptions.PCRE.withIgnoreCase(true),
        RegexOptions.SECLANG.withTable(2, 1));
  }

  @ParameterizedTest
  @MethodSource("readings")
  void agrees_with_java_util_regex_on_drawn_patterns(RegexOptions options) throws RegexFault {
    SplittableRandom random = new SplittableRandom(20_261_122);
    int matches = 0;
    for (int i = 0; i < PATTERNS; i++) {
      PatternMaker maker = new PatternMaker(random);
      String pattern = maker.pattern();
      Regex regex = Regex.compile(pattern, options);
      Oracle oracle = new Oracle(pattern, options);
      for (int j = 0; j < TEXTS; j++) {
        matches += compare(regex, oracle, maker.text());
      }
    }
    assertThat(matches).isGreaterThan(PATTERNS * TEXTS / 10);
  }

  /// Long texts are narrowed down before groups are looked for; what is found must not change.
  @ParameterizedTest
  @MethodSource("readings")
  void finds_the_same_groups_in_long_texts_as_without_narrowing(RegexOptions options)
      throws RegexFault {
    SplittableRandom random = new SplittableRandom(20_261_127);
    int matches = 0;
    for (int i = 0; i < PATTERNS; i++) {
      PatternMaker maker = new PatternMaker(random);
      Regex regex = Regex.compile(maker.pattern(), options);
      Threads threads = new Threads(ProgramBuilder.withSlots(regex.tree(), regex.groupCount()));
      for (int j = 0; j < 4; j++) {
        byte[] text = longText(maker, random);
        Match match = regex.newMatch();
        boolean found = regex.find(text, 0, text.length, match);
        int[] slots = new int[match.slots.length];
        Outcome plain =
            threads.run(text, 0, text.length, 0, false, text.length, slots, Budget.UNLIMITED);
        assertThat(found).as(regex.pattern()).isEqualTo(plain == Outcome.MATCH);
        if (found) {
          assertThat(match.slots).as(regex + " on " + printable(text)).isEqualTo(slots);
          matches++;
        }
      }
    }
    assertThat(matches).isGreaterThan(PATTERNS / 2);
  }

  private static byte[] longText(PatternMaker maker, SplittableRandom random) {
    byte[] filling = new byte[513 + random.nextInt(200)];
    Arrays.fill(filling, (byte) random.nextInt(' ', 127));
    java.io.ByteArrayOutputStream text = new java.io.ByteArrayOutputStream();
    text.writeBytes(maker.text());
    text.writeBytes(filling);
    while (random.nextInt(12) > 0) {
      text.writeBytes(maker.text());
    }
    return text.toByteArray();
  }

  /// In loops whose body may match nothing our threads differ from a backtracking matcher, as RE2's
  /// and Rust's do: an empty turn never ends the loop. Whether there is a match is not touched by
  /// it.
  private static boolean hasEmptyLoop(Node node) {
    return switch (node) {
      case Node.Empty _, Node.Bytes _, Node.Assertion _ -> false;
      case Node.Group group -> hasEmptyLoop(group.body());
      case Node.Repeat repeat ->
          (repeat.max() > 1 && Requirements.of(repeat.body()).minLength() == 0)
              || hasEmptyLoop(repeat.body());
      case Node.Concat concat -> concat.parts().stream().anyMatch(DifferentialTest::hasEmptyLoop);
      case Node.Either either ->
          either.branches().stream().anyMatch(DifferentialTest::hasEmptyLoop);
    };
  }

  private static int compare(Regex regex, Oracle oracle, byte[] text) {
    String place = regex.pattern() + " on " + printable(text);
    Meaning meaning = new Meaning(text);
    Match match = regex.newMatch();
    boolean found = regex.find(text, 0, text.length, match);
    assertThat(found).as(place).isEqualTo(meaning.find(regex.tree()));
    assertThat(regex.prefix(text, 0, text.length))
        .as("prefix " + place)
        .isEqualTo(meaning.prefix(regex.tree()));
    assertThat(regex.matches(text, 0, text.length))
        .as("whole " + place)
        .isEqualTo(meaning.matches(regex.tree()));
    if (found) {
      assertThat(regex.facts().allow(text.length, ByteGroups.presence(text, 0, text.length)))
          .as("facts of " + place)
          .isTrue();
      assertThat(hasLiteral(regex, text)).as("literals of " + place).isTrue();
    }
    // java.util.regex alone never lets ^ match at the start of an empty text in line mode
    if (text.length > 0 && !hasEmptyLoop(regex.tree())) {
      int[] expected = oracle.find(text);
      if (expected != null) {
        assertSame(place, slots(found, match), expected, regex);
      }
      int[] prefix = oracle.prefix(text);
      if (prefix != null) {
        boolean begins = regex.prefix(text, 0, text.length, match);
        assertSame("prefix " + place, slots(begins, match), prefix, regex);
      }
    }
    return found ? 1 : 0;
  }

  /// java.util.regex keeps what a group inside a repeated group took in a turn it took back; there
  /// only the bounds are compared.
  private static void assertSame(String place, int[] slots, int[] expected, Regex regex) {
    boolean leaks = leaksGroups(regex.tree(), false);
    assertThat(leaks ? Arrays.copyOf(slots, Math.min(slots.length, 2)) : slots)
        .as(place)
        .isEqualTo(leaks ? Arrays.copyOf(expected, Math.min(expected.length, 2)) : expected);
  }

  private static boolean leaksGroups(Node node, boolean inLoop) {
    return switch (node) {
      case Node.Empty _, Node.Bytes _, Node.Assertion _ -> false;
      case Node.Group group -> inLoop || leaksGroups(group.body(), false);
      case Node.Repeat repeat ->
          repeat.body() instanceof Node.Group group
              ? leaksGroups(group.body(), true)
              : leaksGroups(repeat.body(), true);
      case Node.Concat concat ->
          concat.parts().stream().anyMatch(part -> leaksGroups(part, inLoop));
      case Node.Either either ->
          either.branches().stream().anyMatch(part -> leaksGroups(part, inLoop));
    };
  }

  private static boolean hasLiteral(Regex regex, byte[] text) {
    List<byte[]> literals = regex.facts().literals();
    String lower = new String(text, ISO_8859_1).toLowerCase(Locale.ROOT);
    return literals.isEmpty()
        || literals.stream().anyMatch(each -> lower.contains(new String(each, ISO_8859_1)));
  }

  private static int[] slots(boolean found, Match match) {
    return found ? Oracle.slots(match) : new int[0];
  }

  static String printable(byte[] text) {
    StringBuilder shown = new StringBuilder("\"");
    for (char c : new String(text, ISO_8859_1).toCharArray()) {
      shown.append(c >= ' ' && c < 127 ? String.valueOf(c) : String.format("\\x%02x", (int) c));
    }
    return shown.append('"').toString();
  }
}
