package gatehouse.seclang.transform;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.Fuzz;
import gatehouse.seclang.text.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Laws that hold for every input, and the cost of the worst ones.
class TransformationFuzzTest {
  private static final int ROUNDS = 5_000;
  private static final String[] SNIPPETS = Fuzz.units().toArray(String[]::new);

  private static Bytes apply(TransformationName name, Bytes value) {
    return Transformation.of(name, UnicodeMap.builtIn()).run(value);
  }

  private interface Law {
    void holds(Bytes value);
  }

  private static void always(Law law) {
    Random random = new Random(63);
    for (int round = 0; round < ROUNDS; round++) {
      law.holds(Bytes.of(Fuzz.drawn(SNIPPETS, 24, random)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "LOWERCASE",
        "UPPERCASE",
        "TRIM",
        "TRIM_LEFT",
        "TRIM_RIGHT",
        "COMPRESS_WHITESPACE",
        "REMOVE_NULLS",
        "REPLACE_NULLS",
        "REMOVE_WHITESPACE",
        "REPLACE_COMMENTS",
        "PARITY_EVEN_7BIT",
        "PARITY_ODD_7BIT",
        "PARITY_ZERO_7BIT",
        "NORMALISE_PATH",
        "NORMALISE_PATH_WIN",
      })
  void does_nothing_more_when_done_twice(TransformationName name) {
    always(value -> {
      Bytes once = apply(name, value);
      assertThat(apply(name, once)).as("%s of «%s»", name, value).isEqualTo(once);
    });
  }

  /// Only what encodes may make a value longer.
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {
        "BASE64_ENCODE",
        "HEX_ENCODE",
        "URL_ENCODE",
        "UTF8_TO_UNICODE",
        "LENGTH",
        "MD5",
        "SHA1",
        "REMOVE_COMMENTS",
      })
  void never_makes_a_value_longer(TransformationName name) {
    always(value ->
        assertThat(apply(name, value).length())
            .as("%s of «%s»", name, value)
            .isLessThanOrEqualTo(value.length()));
  }

  /// By what is known of a result before the step runs, steps are left out.
  @ParameterizedTest
  @EnumSource
  void stays_within_what_is_known_before(TransformationName name) {
    Transformation step = Transformation.of(name, UnicodeMap.builtIn());
    always(value -> {
      Bytes result = step.apply(value);
      assertThat(result.length()).isLessThanOrEqualTo(step.mostBytes(value));
      assertThat(result.groups() & ~(value.groups() | step.addedGroups()))
          .as("%s of «%s»", name, value)
          .isZero();
    });
  }

  @Test
  void lowers_the_case_of_a_command_line_at_the_end_as_well() {
    Transformation whole = Transformation.of(TransformationName.CMD_LINE, UnicodeMap.builtIn());
    always(value ->
        assertThat(whole.keepingCase().apply(value).lower()).isEqualTo(whole.apply(value)));
  }

  @Test
  void what_was_encoded_is_decoded_again() {
    always(value -> {
      assertThat(apply(TransformationName.HEX_DECODE, apply(TransformationName.HEX_ENCODE, value)))
          .isEqualTo(value);
      Bytes base64 = apply(TransformationName.BASE64_ENCODE, value);
      assertThat(apply(TransformationName.BASE64_DECODE, base64)).isEqualTo(value);
      assertThat(apply(TransformationName.BASE64_DECODE_EXT, base64)).isEqualTo(value);
      Bytes url = apply(TransformationName.URL_ENCODE, value);
      assertThat(apply(TransformationName.URL_DECODE, url)).isEqualTo(value);
      assertThat(apply(TransformationName.URL_DECODE_UNI, url)).isEqualTo(value);
    });
  }

  @Test
  void what_is_to_go_is_gone() {
    always(value -> {
      assertThat(apply(TransformationName.REMOVE_NULLS, value).indexOf(0, 0)).isNegative();
      assertThat(apply(TransformationName.REPLACE_NULLS, value).indexOf(0, 0)).isNegative();
      assertThat(apply(TransformationName.COMPRESS_WHITESPACE, value).toString())
          .doesNotContain("  ")
          .doesNotContain("\t")
          .doesNotContain("\n");
      assertThat(apply(TransformationName.REMOVE_WHITESPACE, value).toString())
          .doesNotContain(" ", "\t", "\n", "\r", "\f", "\u000b", "\u00a0", "\u00c2");
      assertThat(apply(TransformationName.CMD_LINE, value).toString())
          .doesNotContain("\"", "'", "\\", "^", ",", ";", " /", " (", "  ");
      assertThat(apply(TransformationName.REPLACE_COMMENTS, value).toString()).doesNotContain("/*");
      assertThat(apply(TransformationName.LENGTH, value).number()).isEqualTo(value.length());
    });
  }

  @ParameterizedTest
  @EnumSource(TransformationName.class)
  void takes_time_by_the_length_of_the_value_only(TransformationName name) {
    for (String unit : SNIPPETS) {
      Bytes value = Fuzz.repeated(unit);
      Fuzz.staysLinear(name + " of " + unit, () -> apply(name, value));
    }
  }
}
