package gatehouse.decode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalPathTest {

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a", "/a/b/", "/a.b/c..d", "/~x/!$&'()*+,:=@-_"})
  void a_plain_path_is_taken_as_it_is_without_copying(String raw) {
    CanonicalPath path = CanonicalPath.of(raw);

    assertThat(path.value()).isSameAs(raw);
    assertThat(path.escaped()).isSameAs(raw);
    assertThat(path.fault(false, false)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/%61bc, /abc",
    "/a%2Db%2dc, /a-b-c",
    "/a%20b, '/a b'",
    "/%21%2a%40, /%21%2A%40",
    "/caf%C3%A9, /café",
    "/%F0%9F%94%91, /🔑",
    "/100%25, /100%25",
    "/100%2525, /100%2525",
    "/%25%34%31, /%2541",
    "/a//b///c, /a/b/c",
    "//, /",
    "/a/./b, /a/b",
    "/a/%2e/b, /a/b",
    "/a/../b, /b",
    "/a/%2E%2e/b, /b",
    "/a/.%2e/b, /b",
    "/a//../b, /b",
    "/a/b/.., /a/",
    "/a/., /a/",
    "/a/.., /",
    "/a/..//, /",
    "/.well-known/x, /.well-known/x",
    "/..., /...",
    "/a/..b/c, /a/..b/c",
  })
  void resolves_to_one_meaning(String raw, String canonical) {
    CanonicalPath path = CanonicalPath.of(raw);

    assertThat(path.fault(false, false)).isNull();
    assertThat(path.value()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "/%, MALFORMED_ESCAPE",
    "/%4, MALFORMED_ESCAPE",
    "/%zz, MALFORMED_ESCAPE",
    "/%u002e, MALFORMED_ESCAPE",
    "/%%32%65, MALFORMED_ESCAPE",
    "/%80, MALFORMED_ESCAPE",
    "/%E9, MALFORMED_ESCAPE",
    "/%C3x, MALFORMED_ESCAPE",
    "/%C3%28, MALFORMED_ESCAPE",
    "/%E2%82, MALFORMED_ESCAPE",
    "/%ED%A0%80, MALFORMED_ESCAPE",
    "/%F4%90%80%80, MALFORMED_ESCAPE",
    "/%F8%88%80%80%80, MALFORMED_ESCAPE",
    "/%FF, MALFORMED_ESCAPE",
    "/%C0%AF, OVERLONG_ESCAPE",
    "/%C0%AE%C0%AE/, OVERLONG_ESCAPE",
    "/%c1%9c, OVERLONG_ESCAPE",
    "/%E0%80%AF, OVERLONG_ESCAPE",
    "/%F0%80%80%AF, OVERLONG_ESCAPE",
    "/a%00, NUL",
    "/a%5Cb, BACKSLASH",
    "/a%5cb, BACKSLASH",
    "/a\\b, BACKSLASH",
    "/a%252eb, DOUBLE_ESCAPE",
    "/a%252Fb, DOUBLE_ESCAPE",
    "/a%255cb, DOUBLE_ESCAPE",
    "/a%2500, DOUBLE_ESCAPE",
    "/a%25%32%65, DOUBLE_ESCAPE",
    "/a%25252f, DOUBLE_ESCAPE",
    "/.., ABOVE_ROOT",
    "/../a, ABOVE_ROOT",
    "/a/../../b, ABOVE_ROOT",
    "/./../a, ABOVE_ROOT",
    "//../a, ABOVE_ROOT",
    "/%2e%2e/a, ABOVE_ROOT",
    "/a/..;/b, HIDDEN_SEGMENT",
    "/a/..;x=1/b, HIDDEN_SEGMENT",
    "/a/.;/b, HIDDEN_SEGMENT",
    "/a/;x/b, HIDDEN_SEGMENT",
    "/a/..%3B/b, HIDDEN_SEGMENT",
    "/a/%2e%2e%3b/b, HIDDEN_SEGMENT",
    "/a/..%2Fb, HIDDEN_SEGMENT",
    "/a%2F../b, HIDDEN_SEGMENT",
    "/a%2f..%2fb, HIDDEN_SEGMENT",
    "/a%2F., HIDDEN_SEGMENT",
    "/a%2F..;x/b, HIDDEN_SEGMENT",
    "'/a b', CHARACTER",
    "/a\u007F, CHARACTER",
    "/caf\u00E9, CHARACTER",
    "/a#b, FRAGMENT",
    "a, FORM",
    "'', FORM",
  })
  void refuses_on_every_route(String raw, BadTarget fault) {
    CanonicalPath path = CanonicalPath.of(raw);

    assertThat(path.fault(true, true)).isEqualTo(fault);
    assertThat(path.fault()).isEqualTo(fault);
  }

  @ParameterizedTest
  @CsvSource({
    "/a%2fb, /a%2Fb, ENCODED_SLASH",
    "/%2F/q, /%2F/q, ENCODED_SLASH",
    "/http%3A%2F%2Fx, /http%3A%2F%2Fx, ENCODED_SLASH",
    "/a;x=1/b, /a;x=1/b, PATH_PARAMETERS",
    "/a%3bx, /a%3Bx, PATH_PARAMETERS",
    "/a;../b, /a;../b, PATH_PARAMETERS",
    "/a;x/../b, /b, PATH_PARAMETERS",
    "/a;b%2Fc, /a;b%2Fc, ENCODED_SLASH",
  })
  void needs_an_opening_of_the_route(String raw, String canonical, BadTarget otherwise) {
    CanonicalPath path = CanonicalPath.of(raw);

    assertThat(path.fault(false, false)).isEqualTo(otherwise);
    assertThat(path.fault(true, true)).isNull();
    assertThat(path.fault()).isNull();
    assertThat(path.value()).isEqualTo(canonical);
  }

  @Test
  void each_opening_opens_only_its_own_character() {
    assertThat(CanonicalPath.of("/a%2Fb").fault(false, true)).isEqualTo(BadTarget.ENCODED_SLASH);
    assertThat(CanonicalPath.of("/a%2Fb").fault(true, false)).isNull();
    assertThat(CanonicalPath.of("/a;b").fault(true, false)).isEqualTo(BadTarget.PATH_PARAMETERS);
    assertThat(CanonicalPath.of("/a;b").fault(false, true)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "/a b | /a%20b",
        "/café | /caf%C3%A9",
        "/🔑 | /%F0%9F%94%91",
        "/a\"<>^`{} | /a%22%3C%3E%5E%60%7B%7D",
        "/%2A!$&'()*+,:;=?@[]~ | /%2A!$&'()*+,:;=?@[]~",
      })
  void escapes_what_may_not_stand_in_a_path(String canonical, String escaped) {
    assertThat(CanonicalPath.escape(canonical)).isEqualTo(escaped);
  }

  @Test
  void keeps_escaped_controls_escaped() {
    CanonicalPath path = CanonicalPath.of("/a%0D%0Ab");

    assertThat(path.value()).isEqualTo("/a\r\nb");
    assertThat(path.escaped()).isEqualTo("/a%0D%0Ab");
  }
}
