package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.variable.VariableName;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultipartTest {
  private static final String LIST =
      """
      SecRule ARGS|FILES|FILES_SIZES|MULTIPART_PART_HEADERS "@unconditionalMatch" \
        "id:3,phase:2,nolog,pass,setvar:'tx.all=%{tx.all}%{MATCHED_VAR_NAME}=%{MATCHED_VAR};'"
      """;

  private static Exchange post(String type, String body) throws SecLangException {
    return Exchange.with(LIST.replace("\\\n", "")).post(type, body).run();
  }

  /// `~` stands for CRLF, and the boundary is `B`.
  private static Exchange form(String body) throws SecLangException {
    return post("multipart/form-data; boundary=B", body.replace("~", "\r\n"));
  }

  @Test
  void reads_fields_and_files() throws SecLangException {
    Exchange exchange =
        form(
            "--B~Content-Disposition: form-data; name=\"a\"~~1~2~"
                + "--B~content-disposition: form-data; name=f; filename=\"x\\\".png\"~"
                + "Content-Type: image/png~~DATA~--B--~");

    assertThat(exchange.tx("all"))
        .isEqualTo(
            "ARGS:a=1\r\n2;FILES:f=x\".png;FILES_SIZES:f=4;"
                + "MULTIPART_PART_HEADERS:a=Content-Disposition: form-data; name=\"a\";"
                + "MULTIPART_PART_HEADERS:f=content-disposition: form-data; name=f;"
                + " filename=\"x\\\".png\";MULTIPART_PART_HEADERS:f=Content-Type: image/png;");
    assertThat(exchange.variable(VariableName.MULTIPART_STRICT_ERROR)).isEqualTo("0");
    assertThat(exchange.variable(VariableName.FILES_COMBINED_SIZE)).isEqualTo("4");
  }

  @Test
  void looks_at_both_names_of_a_file() throws SecLangException {
    Exchange exchange =
        form(
            "--B~Content-Disposition: form-data; name=a; filename=x;"
                + " filename*=utf-8''%41.php~~1~--B--~");

    assertThat(exchange.tx("all")).startsWith("FILES:a=x;FILES:a=A.php;FILES_SIZES:a=1;");
  }

  @Test
  void takes_a_part_with_an_empty_file_name_for_a_file_and_a_field() throws SecLangException {
    Exchange exchange = form("--B~Content-Disposition: form-data; name=a; filename=\"\"~~1~--B--~");

    assertThat(exchange.tx("all")).startsWith("ARGS:a=1;FILES:a=;FILES_SIZES:a=1;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "multipart/form-data; boundary=B ¦ ``",
        "multipart/form-data; boundary=\"B\" ¦ BOUNDARY_QUOTED",
        "multipart/form-data; boundary =B ¦ BOUNDARY_WHITESPACE",
        "multipart/form-data boundary=B ¦ MISSING_SEMICOLON",
        "multipart/form-data; boundary=B;charset=x ¦ ``",
        "multipart/form-data; Boundary=B ¦ error",
        "multipart/form-data; boundary=B; boundary=C ¦ error",
        "multipart/form-data; x=y; boundary=B ¦ error",
        "multipart/form-data; boundary=\"B ¦ error",
        "multipart/form-data; boundary= ¦ error",
        "multipart/form-data ¦ error",
      })
  void judges_the_content_type(String type, String flag) throws SecLangException {
    String body = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B--\r\n";

    check(post(type, body), flag);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "--B~Content-Disposition: form-data; name=\"a\"~~1~--B-- ¦ ``",
        "x~--B~Content-Disposition: form-data; name=\"a\"~~1~--B--~ ¦ DATA_BEFORE",
        "--B~Content-Disposition: form-data; name=\"a\"~~1~--B--~x~ ¦ DATA_AFTER",
        "--B~Content-Disposition: form-data;~ name=\"a\"~~1~--B--~ ¦ HEADER_FOLDING",
        "--B~Content-Disposition: form-data; name='a'~~1~--B--~ ¦ INVALID_QUOTING",
        "--B~Content-Disposition: form-data; name=\"a\"~~--B~x~--B--~ ¦ INVALID_PART",
        "--B~Content-Disposition: form-data; name=\"a\"~~1~ ¦ error",
        "--Bx~Content-Disposition: form-data; name=\"a\"~~1~--B--~ ¦ error",
        "--B~Content-Disposition: form-data; name=\"a\"; name=\"b\"~~1~--B--~ ¦ error",
        "--B~Content-Disposition: form-data~~1~--B--~ ¦ error",
        "--B~Content-Disposition: attachment; name=\"a\"~~1~--B--~ ¦ error",
        "--B~X: y~~1~--B--~ ¦ error",
        "--B~Content-Disposition: form-data; name=\"a\"; x=y~~1~--B--~ ¦ error",
        "--B~Content-Disposition: form-data; name=\"a\"~no colon~~1~--B--~ ¦ error",
        "--B~Content-Disposition: form-data; name=\"a\"~A: b~a: c~~1~--B--~ ¦ error",
        "--B~Content-Disposition: form-data; name=\"a\"; filename*=utf-8''x~~1~--B--~ ¦ error",
        "--B~Content-Disposition: form-data; name=\"a\"; filename=x; filename*=utf-8''x~~1~--B--~ ¦"
            + " ``",
        "--B~Content-Disposition: form-data; name=\"a\"~~1~--B--~--B--~ ¦ error",
      })
  void judges_the_body(String body, String flag) throws SecLangException {
    check(form(body), flag);
  }

  private static void check(Exchange exchange, String flag) {
    String strict = exchange.variable(VariableName.MULTIPART_STRICT_ERROR);
    boolean error = exchange.variable(VariableName.REQBODY_ERROR).equals("1");
    String raised =
        Arrays.stream(VariableName.values())
            .filter(v -> v.name().startsWith("MULTIPART_"))
            .filter(v -> v != VariableName.MULTIPART_STRICT_ERROR)
            .filter(v -> exchange.variable(v).equals("1"))
            .map(v -> v.name().substring("MULTIPART_".length()))
            .findFirst()
            .orElse("");
    assertThat(error ? "error" : raised).isEqualTo(flag);
    assertThat(strict).isEqualTo(flag.isEmpty() ? "0" : "1");
  }

  @Test
  void notes_line_ends_of_both_kinds() throws SecLangException {
    Exchange exchange =
        form(
            "--B\nContent-Disposition: form-data; name=\"a\"\n\n1\n--B~".replace("--B~", "--B--~"));

    assertThat(exchange.variable(VariableName.MULTIPART_LF_LINE)).isEqualTo("1");
    assertThat(exchange.variable(VariableName.MULTIPART_CRLF_LF_LINES)).isEqualTo("1");
  }

  @Test
  void takes_line_ends_within_a_file_for_its_data() throws SecLangException {
    String file = "--B~Content-Disposition: form-data; name=f; filename=x.png~~\n\u0089PNG~\n\r\n";

    Exchange upload = form(file + "~--B--~");
    assertThat(upload.variable(VariableName.MULTIPART_LF_LINE)).isEqualTo("0");
    assertThat(upload.variable(VariableName.MULTIPART_CRLF_LF_LINES)).isEqualTo("0");
    assertThat(upload.variable(VariableName.MULTIPART_STRICT_ERROR)).isEqualTo("0");

    assertThat(form(file + "\n--B--~").variable(VariableName.MULTIPART_LF_LINE)).isEqualTo("1");
  }

  @Test
  void tells_odd_lines_from_data_by_what_follows() throws SecLangException {
    String part = "--B~Content-Disposition: form-data; name=\"a\"~~1~--x~";

    assertThat(form(part).variable(VariableName.MULTIPART_UNMATCHED_BOUNDARY)).isEqualTo("1");
    assertThat(form(part + "--B--~").variable(VariableName.MULTIPART_UNMATCHED_BOUNDARY))
        .isEqualTo("2");
  }

  @Test
  void keeps_parts_that_came_before_an_error() throws SecLangException {
    Exchange exchange =
        form("--B~Content-Disposition: form-data; name=\"a\"~~1~--B~nonsense~~evil~--B--~");

    assertThat(exchange.tx("all")).contains("ARGS:a=1;").contains("evil");
    assertThat(exchange.variable(VariableName.REQBODY_ERROR)).isEqualTo("1");
  }
}
