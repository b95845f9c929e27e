package gatehouse.plugin.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {
  private static final String MULTIPART = "multipart/form-data; boundary=b";
  private static final String PART =
      "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '`',
      textBlock =
          """
          multipart/form-data; boundary=b                | 1
          multipart/form-data; boundary="b"              | 1
          multipart/form-data;boundary=b;charset=utf-8   | 1
          Multipart/Form-Data; BOUNDARY=b                | 1
          multipart/form-data                            | -
          multipart/form-data; boundary=                 | -
          multipart/form-data; boundary="b               | -
          multipart/form-data; boundary="b"x             | -
          multipart/form-data; boundary=b; boundary=c    | -
          multipart/form-data; boundary=c                | -
          multipart/form-data; x                         | -
          multipart/mixed; boundary=b                    | -
          """)
  void takes_the_boundary_only_where_it_is_unambiguous(String type, @Nullable String value) {
    assertThat(text(type, PART + "--b--\r\n")).isEqualTo(value);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '`',
      textBlock =
          """
          Content-Disposition: form-data; name="a"                | 1
          content-disposition: form-data; name=a                  | 1
          Content-Disposition: form-data; filename="f"; name="a"  | 1
          Content-Disposition: form-data; name="\\a"              | 1
          Content-Disposition: form-data; name="a"; name="b"      | -
          Content-Disposition: form-data                          | -
          Content-Disposition: attachment; name="a"               | -
          Content-Type: text/plain                                | -
          Content-Disposition: form-data; name="a"\\r\\nContent-Disposition: form-data; name="c" | -
          """)
  void takes_a_parts_name_only_where_it_is_unambiguous(String head, @Nullable String value) {
    String lines = head.replace("\\r\\n", "\r\n").replace("\\\\", "\\");

    assertThat(text(MULTIPART, "--b\r\n" + lines + "\r\n\r\n1\r\n--b--")).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "x",
    "--b",
    "--b--x",
    "'x\r\n--b\r\n\r\n\r\n--b--'",
    "'--b\r\nContent-Disposition: form-data; name=a\r\n--b--'",
    "'--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n'",
    "'--b\nContent-Disposition: form-data; name=a\n\n1\n--b--'",
  })
  void reads_no_broken_multipart_body(String body) {
    assertThat(text(MULTIPART, body)).isNull();
  }

  @Test
  void reads_no_body_with_too_many_fields() {
    assertThat(read("application/x-www-form-urlencoded", "a=1&".repeat(1000))).isNotNull();
    assertThat(read("application/x-www-form-urlencoded", "a=1&".repeat(1001))).isNull();
    assertThat(read(MULTIPART, PART.repeat(1000) + "--b--")).isNotNull();
    assertThat(read(MULTIPART, PART.repeat(1001) + "--b--")).isNull();
  }

  @Test
  void reads_no_json_that_is_too_deep() {
    assertThat(read("application/json", "{\"a\":" + "[".repeat(99) + "]".repeat(99) + "}"))
        .isNotNull();
    assertThat(read("application/json", "{\"a\":" + "[".repeat(101) + "]".repeat(101) + "}"))
        .isNull();
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          a=1       | 1
          %61=%31   | 1
          a=%       | %
          a=%4      | %4
          a=%zz     | %zz
          a=%C3%BC  | ü
          a=+       | ' '
          a==       | =
          a=        | ''
          a         | -
          &&a=1&    | 1
          A=1       | -
          """)
  void decodes_a_form_once(String body, @Nullable String value) {
    assertThat(text("application/x-www-form-urlencoded", body)).isEqualTo(value);
  }

  private static @Nullable String text(String type, String body) {
    Fields fields = read(type, body);
    return fields == null ? null : Objects.requireNonNull(fields).text("a");
  }

  private static @Nullable Fields read(String type, String body) {
    return Fields.read(type, body.getBytes(StandardCharsets.UTF_8));
  }
}
