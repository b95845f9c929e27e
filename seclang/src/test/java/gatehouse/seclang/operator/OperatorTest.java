package gatehouse.seclang.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.regex.Budget;
import gatehouse.seclang.SharedData;
import gatehouse.seclang.Vector;
import gatehouse.seclang.text.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorTest {
  private static final Operators OPERATORS =
      new Operators(v -> v.indexOf(Bytes.of("' or"), 0) >= 0 ? Bytes.of("s&1") : null, v -> null);

  private final Probe probe = new Probe(Budget.of(1_000_000));
  private final List<String> warnings = new ArrayList<>();

  private Operator operator(String name, Bytes parameter) throws OperatorFault {
    return OPERATORS.create(
        Objects.requireNonNull(OperatorName.of(name), name), parameter, warnings);
  }

  private boolean matches(String name, String parameter, String value) throws OperatorFault {
    return operator(name, Bytes.of(parameter)).matches(Bytes.of(value), probe.begin(true));
  }

  static Stream<Vector> vectors() {
    return Vector.all("operators").filter(v -> !v.name().startsWith("detect"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void does_what_the_published_vector_says(Vector vector) throws OperatorFault, IOException {
    Bytes parameter = Bytes.utf8(vector.param());
    if (vector.name().endsWith("FromFile")) {
      parameter =
          Bytes.of(
              Files.readAllBytes(
                  SharedData.path("secrules-language-tests/operators/" + vector.param())));
    }
    Operator operator = operator(vector.name(), parameter);

    assertThat(operator.matches(vector.input(), probe)).isEqualTo(vector.matches());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '¦',
      value = {
        "rx ¦ ^ok$ ¦ ok ¦ true",
        "rx ¦ (?i)ab.c ¦ xAB/Cx ¦ true",
        "rx ¦ \\xe9$ ¦ é ¦ true",
        "pm ¦ foo |42 41|r ¦ xbArx ¦ true",
        "pm ¦ foo bar ¦ fo ba ¦ false",
        "within ¦ GET HEAD ¦ GE ¦ true",
        "containsWord ¦ b ¦ ab ¦ false",
        "containsWord ¦ b ¦ ab.b1 ¦ true",
        "streq ¦ a ¦ A ¦ false",
        "eq ¦ 12 ¦ ` +12abc` ¦ true",
        "gt ¦ 9223372036854775807 ¦ 99999999999999999999 ¦ false",
        "ipMatch ¦ 10.0.0.0/8,::1 ¦ 10.1.2.3 ¦ true",
        "ipMatch ¦ 10.0.0.0/8,::1 ¦ 0:0::1 ¦ true",
        "ipMatch ¦ 10.0.0.0/8,::1 ¦ 10.1.2 ¦ false",
        "ipMatch ¦ 0.0.0.0/0 ¦ ::1 ¦ false",
        "ipMatch ¦ ::/0 ¦ 1.2.3.4 ¦ false",
        "ipMatch ¦ 10.0.0.0/8,10.1.0.0/16,9.0.0.0/8 ¦ 10.200.0.1 ¦ true",
        "validateByteRange ¦ 9,10,13,32-126 ¦ a~ ¦ false",
        "validateByteRange ¦ 32-126 ¦ aé ¦ true",
        "validateUrlEncoding ¦ ¦ a%2 ¦ true",
        "verifyCC ¦ \\d{13,16} ¦ x4111111111111111 ¦ true",
        "verifyCC ¦ ^\\d{16}$ ¦ 4111111111111112 ¦ false",
        "detectSQLi ¦ ¦ a' or 1 ¦ true",
      })
  void matches_as_the_language_says(String name, String parameter, String value, boolean expected)
      throws OperatorFault {
    assertThat(matches(name, parameter == null ? "" : parameter, value)).isEqualTo(expected);
  }

  @Test
  void does_not_take_a_line_end_for_the_end_of_a_value() throws OperatorFault {
    assertThat(matches("rx", "^ok$", "ok\n")).isFalse();
    assertThat(matches("rx", "^ok$", "ok\nattack")).isFalse();
  }

  @Test
  void captures_groups_and_leaves_those_without_part_empty() throws OperatorFault {
    assertThat(matches("rx", "(a)(x)?(b)", "..ab")).isTrue();

    assertThat(probe.captureCount()).isEqualTo(4);
    assertThat(probe.captured(0)).hasToString("ab");
    assertThat(probe.captured(2)).isEqualTo(Bytes.EMPTY);
    assertThat(probe.captured(3)).hasToString("b");
  }

  @Test
  void captures_all_matches_of_a_global_pattern() throws OperatorFault {
    assertThat(matches("rxGlobal", "[a-z](\\d)", "a1 b2")).isTrue();

    assertThat(probe.captureCount()).isEqualTo(4);
    assertThat(probe.captured(2)).hasToString("b2");
    assertThat(probe.captured(3)).hasToString("2");
  }

  @Test
  void captures_the_phrase_as_the_rule_wrote_it() throws OperatorFault {
    assertThat(matches("pm", "x FooBar oba", "xfOOBAr")).isTrue();
    assertThat(probe.captured(0)).hasToString("x");
    assertThat(matches("pm", "FooBar oba", "fOOBAr")).isTrue();
    assertThat(probe.captured(0)).hasToString("oba");
  }

  @Test
  void captures_what_a_detector_recognised() throws OperatorFault {
    assertThat(matches("detectSQLi", "", "' or")).isTrue();
    assertThat(probe.captured(0)).hasToString("s&1");
  }

  @Test
  void warns_of_a_pattern_that_backtracks_and_bounds_it() throws OperatorFault {
    Operator operator = operator("rx", Bytes.of("(?=a)(.*a){12}c?$"));

    assertThat(warnings).singleElement().asString().contains("linear time");
    assertThat(operator.matches(Bytes.of("a".repeat(12)), probe)).isTrue();
    assertThat(operator.matches(Bytes.of("a".repeat(40) + "!"), probe)).isFalse();
    assertThat(probe.isExhausted()).isTrue();
  }

  @Test
  void bounds_backtracking_over_many_values_together() throws OperatorFault {
    Operator operator = operator("rx", Bytes.of("(?=a)(.*a){12}c?$"));
    Probe shared = new Probe(Budget.of(500_000));
    int decided = 0;
    while (!shared.isExhausted()) {
      boolean matches = operator.matches(Bytes.of("a".repeat(12)), shared);
      decided += matches ? 1 : 0;
    }

    assertThat(decided).isBetween(1, 1_000);
  }

  /// java.util.regex would take a minute to compile it.
  @Test
  void refuses_a_pattern_that_is_too_large() {
    assertThatThrownBy(() -> operator("rx", Bytes.of("a".repeat(200_000))))
        .isInstanceOf(OperatorFault.class)
        .hasMessageContaining("instructions")
        .hasMessageContaining("@pmFromFile");
    assertThatThrownBy(() -> operator("rx", Bytes.of("(?=b)" + "a".repeat(200_000))))
        .isInstanceOf(OperatorFault.class);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '¦',
      value = {
        "a++[[x]b ¦ a[b ¦ true",
        "a++[^[x]$ ¦ a[ ¦ false",
        "a++[]x]b ¦ a]b ¦ true",
        "a++[x&&y]b ¦ a&b ¦ true",
        "a++[[:digit:]_]b ¦ a7b ¦ true",
        "a++[$]b ¦ a$b ¦ true",
      })
  void reads_a_pattern_that_backtracks_in_pcres_syntax(
      String pattern, String value, boolean expected) throws OperatorFault {
    assertThat(matches("rx", pattern, value)).isEqualTo(expected);
  }

  @Test
  void reports_an_automaton_that_runs_out_of_its_budget() throws OperatorFault {
    Probe poor = new Probe(Budget.of(3));

    assertThat(operator("rx", Bytes.of("(a|b)+c")).matches(Bytes.of("abababab"), poor)).isFalse();
    assertThat(poor.isExhausted()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"rx, (a", "ipMatch, 1.2.3", "ipMatch, 1.2.3.4/33", "pm, a|4|"})
  void refuses_a_parameter_without_sense(String name, String parameter) {
    assertThatThrownBy(() -> operator(name, Bytes.of(parameter))).isInstanceOf(OperatorFault.class);
  }
}
