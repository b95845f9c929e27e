package gatehouse.plugin.inspect.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EcmaPatternTest {
  private static final List<String> ITEMS =
      List.of(
          ".",
          "a",
          "é",
          "€",
          "😀",
          "[a-z]",
          "[^a-z]",
          "[à-ü]",
          "[^à-ü€]",
          "[α-ω😀-😎]",
          "\\d",
          "\\D",
          "\\w",
          "\\W",
          "[\\d.]",
          "\\.",
          "\\u00e9",
          "[\\u0370-\\u03ff]",
          "\\p{L}",
          "\\P{L}",
          "\\p{Lu}",
          "[^\\p{N}]",
          "\\p{IsGreek}",
          "(?:ab|é)",
          "-",
          "#",
          " ");
  private static final List<String> QUANTIFIERS =
      List.of("", "", "", "*", "+", "?", "{2}", "{1,3}");
  private static final List<String> LETTERS =
      List.of(
          "a", "b", "z", "A", "é", "ü", "€", "α", "Ω", "😀", "😅", "1", "٣", ".", "-", "#", " ",
          "\t", "_");

  /// Both read these items alike, apart from the name of a script.
  @Test
  void agrees_with_a_backtracking_engine_on_characters() {
    Random random = new Random(7);
    for (int i = 0; i < 600; i++) {
      StringBuilder pattern = new StringBuilder(random.nextBoolean() ? "^" : "");
      for (int n = random.nextInt(1, 5); n > 0; n--) {
        pattern.append(pick(ITEMS, random)).append(pick(QUANTIFIERS, random));
      }
      pattern.append(random.nextBoolean() ? "$" : "");
      LinearPattern ours =
          LinearPattern.of(pattern.toString().replace("\\p{IsGreek}", "\\p{Script=Greek}"));
      Pattern theirs = Pattern.compile(pattern.toString());
      for (int t = 0; t < 10; t++) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
          text.append(pick(LETTERS, random));
        }
        assertThat(ours.matches(text.toString()))
            .as("%s on %s", pattern, text)
            .isEqualTo(theirs.matcher(text).find());
      }
    }
  }

  private static String pick(List<String> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ^\\cJ$                  | \\n           | false
          ^a\\/b$                 | a/b           | true
          ^[\\w-.]+$              | a-b.c         | true
          ^\\u{1F600}$            | 😀            | true
          ^\\ud83d\\ude00$        | 😀            | true
          ^(?<year>\\d{4})-\\d$   | 2024-1        | true
          ^\\p{Letter}+$          | Größe         | true
          ^\\p{sc=Cyrillic}+$     | привет        | true
          ^\\p{ASCII}+$           | é             | false
          \\bcat\\b               | a cat.        | true
          ^\\+?[0-9]{10,15}$      | +491711234567 | true
          ^.{0,255}$              | ok            | true
          """)
  void reads_what_others_do_not(String pattern, String text, boolean matches) {
    assertThat(LinearPattern.of(pattern).matches(text)).isEqualTo(matches);
  }

  @Test
  void knows_the_blanks_and_line_ends_of_unicode() {
    assertThat(LinearPattern.of("^\\S+$").matches("a\u00a0b")).isFalse();
    assertThat(LinearPattern.of("^\\s$").matches("\ufeff")).isTrue();
    assertThat(LinearPattern.of("^.$").matches("\u2028")).isFalse();
    assertThat(LinearPattern.of("^.$").matches("\u2027")).isTrue();
    assertThat(LinearPattern.of("^[^x]$").matches("\u2028")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?=a)b",
        "(?<!a)b",
        "(a)\\1",
        "(?<n>a)\\k<n>",
        "[z-a]",
        "[a",
        "\\",
        "\\u{110000",
        "\\u12",
        "\\p{Nope}",
        "\\p",
        "a**",
        "(",
        "\\Aa",
        "a\\z",
        "(?i)a",
        "(?P<n>a)",
        "(?#a)",
        "(a{1,60000}){1,60000}"
      })
  void refuses_what_is_invalid_or_not_linear(String pattern) {
    assertThatThrownBy(() -> LinearPattern.of(pattern))
        .isInstanceOf(LinearPattern.BadPattern.class);
  }

  @Test
  void stays_linear_where_others_explode() {
    LinearPattern pattern = LinearPattern.of("^(([a-z])+.)+[A-Z]([a-z])+$");
    assertThat(pattern.matches("a".repeat(100_000))).isFalse();
  }

  @Test
  void half_a_pair_is_one_character() {
    assertThat(LinearPattern.of("^.$").matches("\ud800")).isTrue();
    assertThat(LinearPattern.of("^[?]$").matches("\ud800")).isFalse();
  }
}
