package gatehouse.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralStartTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '\0',
      value = {
        "/users/\\d+ /users/",
        "^/users/ /users/",
        "/a\\.b/x$ /a.b/x",
        "/a(b|c)/d /a",
        "/a[|(]b /a",
        "/a[^]|]b /a",
        "/ab?c /a",
        "/ab* /a",
        "/ab{0,2} /a",
        "/ab+ /ab",
        "/a.b /a",
        "/a(?:b|c) /a",
        "/a(?<n>b|c) /a",
        "/\uD83D\uDD11? /",
        "/caf\u00e9/x /caf\u00e9/x",
      })
  void is_what_every_match_begins_with(String pattern, String start) {
    assertThat(LiteralStart.of(pattern)).isEqualTo(start);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      delimiter = ' ',
      value = {
        "/a|/b",
        "(/a)|/b",
        "[/a]|b",
        "\\Q/a(\\E|/b",
        "/a(?#()|/b",
        "(?i)/a",
        "/a[[:alpha:]]|b",
        "/a[",
        "(?x)/a#(",
      })
  void is_empty_in_doubt(String pattern) {
    assertThat(LiteralStart.of(pattern)).isEmpty();
  }
}
