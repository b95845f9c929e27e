package gatehouse.plugin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserPasswordTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "'Basic YTpi', a, b",
    "'basic YTpi', a, b",
    "'  BASIC   YTpi  ', a, b",
    "'BasicYTpi', a, b",
    "'Basic YTpiOmM=', a, b:c",
    "'Basic YTpiOmM', a, b:c",
    "'Basic YTo=', a, ''",
    "'Basic w7w6w6Q=', ü, ä",
  })
  void reads_what_kong_reads(String field, String user, String password) {
    assertThat(UserPassword.read(field, "Basic")).isEqualTo(new UserPassword(user, password));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "Basic",
        "Basic ",
        "Bearer YTpi",
        "Basi YTpi",
        "Basic YTpi YTpi",
        "Basic YTpi,",
        "Basic YTp-",
        "Basic Y",
        "Basic ====",
        "Basic YWI=",
        "Basic OmI=",
        "Basic Og==",
        "Basic YQA6Yg==",
        "Basic YTpiAA==",
        "Basic /zpi",
        "Basic wyg6Yg==",
        "Basic YTpi\u0000",
        "Basic \u00c3",
      })
  void reads_nothing_else(String field) {
    assertThat(UserPassword.read(field, "Basic")).isNull();
  }

  @Test
  void does_not_look_at_what_is_too_long() {
    String pair = "a:" + "b".repeat(8 << 10);
    String field =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));

    assertThat(UserPassword.read(field, "Basic")).isNull();
    assertThat(UserPassword.read(null, "Basic")).isNull();
  }

  @Test
  void does_not_show_the_password() {
    assertThat(new UserPassword("a", "secret").toString()).doesNotContain("secret");
  }
}
