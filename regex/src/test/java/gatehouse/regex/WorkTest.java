package gatehouse.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a match may cost at most, in counted work, on patterns and texts made to cost much.
class WorkTest {

  private static final int LENGTH = 50_000;

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static String drawn(int length) {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(random.nextBoolean() ? 'a' : 'b');
    }
    return text.toString();
  }

  private static long spent(Regex regex, byte[] text) {
    Budget budget = Budget.of(1L << 50);
    assertThat(regex.find(text, 0, text.length, budget)).isNotEqualTo(Outcome.EXHAUSTED);
    return (1L << 50) - budget.left();
  }

  /// Catastrophic for a backtracking matcher: here the automaton soon knows all its states, and the
  /// rest of the text costs no work at all.
  @ParameterizedTest
  @CsvSource({
    "(a+)+$, a, b",
    "(a|aa)+$, a, b",
    "(a*)*b, a, c",
    "(x+x+)+y, x, z",
    "(.*a){12}b, a, c",
    "(?:a?){30}a{30}b, a, c",
    "'(?:[\"\\x5c]*u[\"\\x5c]*n[\"\\x5c]*)+!', 'u\"\\n\"', c",
    "'^(([a-z])+.)+[A-Z]([a-z])+$', aaaa, '1'",
    "'(?:\\s*\\w+\\s*=\\s*)*;$', 'a = ', '-'",
    "'\\b(?:\\w+\\b\\W*)+#', 'ab ', '.'"
  })
  void spends_a_constant_on_backtracking_bait(String pattern, String pump, String end)
      throws RegexFault {
    Regex regex = Regex.compile(pattern, RegexOptions.SECLANG);
    byte[] text = bytes(pump.repeat(LENGTH / pump.length()) + end);

    long spent = spent(regex, text);

    long size = regex.instructions();
    assertThat(spent).isLessThan(20 * size * (size + 20));
  }

  /// A thread for each instruction at each byte would cost a hundred times as much.
  @Test
  void finds_groups_in_a_long_text_about_where_they_are() throws RegexFault {
    Regex regex = Regex.compile("(?:one|two|three|four)+ (five|six)", RegexOptions.SECLANG);
    byte[] text = bytes("one two three, ".repeat(LENGTH / 15) + "four six");
    Match match = regex.newMatch();
    Budget budget = Budget.of(LENGTH / 10);

    assertThat(regex.find(text, 0, text.length, 0, match, budget)).isEqualTo(Outcome.MATCH);
    assertThat(match.start(1)).isEqualTo(text.length - 3);
    assertThat(match.start(0)).isEqualTo(text.length - 8);
  }

  /// From the first place to the last, with dozens of instructions live all the way.
  @Test
  void finds_a_match_that_goes_on_to_the_end_of_the_text_by_states() throws RegexFault {
    Regex regex =
        Regex.compile(
            "(?i)select(?:[^;]*?(?:from|into|where|union|x{2,9})[^;]*)+", RegexOptions.SECLANG);
    byte[] text = bytes("a select " + "of words from where, into a union ".repeat(LENGTH / 34));
    Match match = regex.newMatch();
    Budget budget = Budget.of(LENGTH / 5);

    assertThat(regex.find(text, 0, text.length, 0, match, budget)).isEqualTo(Outcome.MATCH);
    assertThat(match.start()).isEqualTo(2);
    assertThat(match.end()).isEqualTo(text.length);
  }

  /// Nearly all of the text needs few states, a word now and then needs others: the table is kept,
  /// and the rare states are walked through.
  @Test
  void keeps_a_full_table_that_serves_nearly_all_of_a_text() throws RegexFault {
    Regex regex =
        Regex.compile(
            "[ab]{0,8}(?:a.{7}x|b.{6}y)[ab]z", RegexOptions.SECLANG.withTable(60, 1 << 20));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LENGTH / 500; i++) {
      text.append("c".repeat(490)).append(drawn(10 + i % 3));
    }

    assertThat(spent(regex, bytes(text.toString()))).isLessThan(4L * LENGTH);
  }

  /// A level of recursion and a copy for each letter in common would end in a stack overflow.
  @Test
  void compiles_words_that_have_thousands_of_letters_in_common() throws RegexFault {
    String common = "a".repeat(9_000);
    Regex regex = Regex.compile(common + "b|" + common + "c", RegexOptions.SECLANG);
    byte[] text = bytes("a" + common + "c");

    assertThat(regex.find(text, 0, text.length)).isTrue();
    assertThat(regex.find(text, 0, text.length - 1)).isFalse();
  }

  /// The automaton of such a pattern has 2^20 states: the table is given up and the set of live
  /// items stepped instead, which is linear in the text and in the pattern.
  @Test
  void stays_linear_where_states_explode() throws RegexFault {
    Regex regex = Regex.compile("a.{20}c", RegexOptions.SECLANG.withTable(500, 1 << 20));
    String text = drawn(LENGTH);

    long spent = spent(regex, bytes(text));

    assertThat(spent).isLessThan(4L * regex.instructions() * LENGTH);
    assertThat(regex.states()).isLessThanOrEqualTo(500);
    assertThat(regex.find(bytes(text + "c"), 0, LENGTH + 1))
        .isEqualTo(text.charAt(LENGTH - 21) == 'a');
  }

  @Test
  void says_when_the_budget_runs_out() throws RegexFault {
    Regex regex = Regex.compile("(?:a|b)*a.{12}c", RegexOptions.SECLANG.withTable(100, 1 << 20));
    byte[] text = bytes(drawn(5_000) + "a" + "b".repeat(12) + "c");
    RegexSet set = RegexSet.of(List.of(regex), 100, 1 << 20);
    Budget budget = Budget.of(2_000);

    assertThat(regex.find(text, 0, text.length, budget)).isEqualTo(Outcome.EXHAUSTED);
    assertThat(budget.isExhausted()).isTrue();
    assertThat(budget.left()).isZero();
    assertThat(regex.find(text, 0, text.length, 0, regex.newMatch(), Budget.of(0)))
        .isEqualTo(Outcome.EXHAUSTED);
    assertThat(set.find(text, 0, text.length, new long[1], Budget.of(2_000)))
        .isEqualTo(Outcome.EXHAUSTED);
    assertThat(regex.find(text, 0, text.length, Budget.of(1L << 40))).isEqualTo(Outcome.MATCH);
  }

  @Test
  void bounds_the_search_for_groups_too() throws RegexFault {
    Regex regex = Regex.compile("(a*)*(a*)*(b)", RegexOptions.SECLANG);
    byte[] text = bytes("a".repeat(LENGTH) + "b");
    Budget budget = Budget.of(60L * regex.instructions() * LENGTH);

    assertThat(regex.find(text, 0, text.length, 0, regex.newMatch(), budget))
        .isEqualTo(Outcome.MATCH);
    assertThat(regex.find(text, 0, text.length, 0, regex.newMatch(), Budget.of(LENGTH)))
        .isEqualTo(Outcome.EXHAUSTED);
  }

  @Test
  void costs_no_work_once_the_states_are_known() throws RegexFault {
    Regex regex = Regex.compile("(?i)union\\s+(?:all\\s+)?select", RegexOptions.SECLANG);
    byte[] text = bytes("the union of all selected unions  all".repeat(10));
    boolean unused = regex.find(text, 0, text.length);

    assertThat(unused).isFalse();
    assertThat(spent(regex, text)).isZero();
  }

  /// Four threads fill, overflow and replace one small table at the same time.
  @Test
  void gives_the_same_answers_to_all_threads() throws Exception {
    Regex regex =
        Regex.compile("a.{5}b|\\bc[^d]*\\d$", RegexOptions.SECLANG.withTable(60, 1 << 20));
    SplittableRandom random = new SplittableRandom(9);
    List<byte[]> texts = new ArrayList<>();
    List<Boolean> expected = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(30); j >= 0; j--) {
        text.append("abcd 1".charAt(random.nextInt(6)));
      }
      texts.add(bytes(text.toString()));
      expected.add(new Meaning(texts.get(i)).find(regex.tree()));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<Boolean>>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        answers.add(
            threads.submit(
                () -> texts.stream().map(text -> regex.find(text, 0, text.length)).toList()));
      }
      for (Future<List<Boolean>> answer : answers) {
        assertThat(answer.get()).isEqualTo(expected);
      }
    }
  }
}
