package gatehouse.regex;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', true",
    "'', a, false",
    "*, '', true",
    "*, a/b, true",
    "a*, a, true",
    "a*c, abc, true",
    "a*c, abcd, false",
    "a*b*c, aXbYbZc, true",
    "*.jpg, a.jpg.png, false",
    "**, x, true",
    "a, A, false",
    "a*?, a, false",
    "a?, ab, true",
    "???, ab, false",
    "?*, a, true",
  })
  void takes_a_star_for_any_run_and_a_question_mark_for_one(
      String pattern, String text, boolean fits) {
    assertThat(Glob.matches(pattern, true, text)).isEqualTo(fits);
  }

  @Test
  void takes_a_question_mark_for_itself() {
    assertThat(Glob.matches("a?", false, "ab")).isFalse();
    assertThat(Glob.matches("a?*", false, "a?b")).isTrue();
  }
}
