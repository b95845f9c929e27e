package gatehouse.decode;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.decode.RequestTarget.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "b=2&a=1&b=1", "q=%7e%20x%2By+z", "next=/../a//b", "%00", "%zz", "a\\;?{|}"})
  void keeps_the_query_byte_for_byte(String query) {
    RequestTarget target = RequestTarget.parse("/a//b?" + query);

    assertThat(target.fault()).isNull();
    assertThat(target.query()).isEqualTo(query);
    assertThat(target.rawPath()).isEqualTo("/a//b");
    assertThat(target.path().value()).isEqualTo("/a/b");
    assertThat(target.path().fault(false, false)).isNull();
    assertThat(target.origin()).isEqualTo("/a//b?" + query);
  }

  @Test
  void has_no_query_without_a_question_mark() {
    assertThat(RequestTarget.parse("/a").query()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "http://Example.com:81/a?b, http, example.com, 81, /a?b",
    "HTTP://example.com, http, example.com, -1, /",
    "https://example.com?b, https, example.com, -1, /?b",
    "http://[::1]/x, http, [::1], -1, /x",
  })
  void takes_an_absolute_target_apart(
      String text, String scheme, String host, int port, String origin) {
    RequestTarget target = RequestTarget.parse(text);

    assertThat(target.fault()).isNull();
    assertThat(target.form()).isEqualTo(Form.ABSOLUTE);
    assertThat(target.scheme()).isEqualTo(scheme);
    assertThat(target.authority()).isEqualTo(new Authority(host, port));
    assertThat(target.origin()).isEqualTo(origin);
  }

  @Test
  void knows_the_target_of_options() {
    RequestTarget target = RequestTarget.parse("*");

    assertThat(target.form()).isEqualTo(Form.ASTERISK);
    assertThat(target.path().escaped()).isEqualTo("*");
    assertThat(target.fault()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "a, FORM",
    "'', FORM",
    "?a, FORM",
    "**, FORM",
    "*?a, FORM",
    "example.com:80, FORM",
    "ftp://a/b, FORM",
    "http:/a, FORM",
    "javascript:alert(1), FORM",
    "http://u@a/, USERINFO",
    "http://u:p@a/, USERINFO",
    "http://a@b@c/, USERINFO",
    "http:///a, AUTHORITY",
    "http://, AUTHORITY",
    "http://a:b/, AUTHORITY",
    "http://a\\b/, AUTHORITY",
    "http://a#b/, FRAGMENT",
    "/a#b, FRAGMENT",
    "/a?b#c, FRAGMENT",
    "/#/../admin, FRAGMENT",
    "'/a b', CHARACTER",
    "'/a\u0000', CHARACTER",
    "'/a\r\nX: y', CHARACTER",
    "'/a?\t', CHARACTER",
    "/\u007F, CHARACTER",
    "/\u00E9, CHARACTER",
    "/?\u00E9, CHARACTER",
  })
  void refuses_a_breach_of_the_grammar_at_once(String text, BadTarget fault) {
    RequestTarget target = RequestTarget.parse(text);

    assertThat(target.fault()).isEqualTo(fault).matches(BadTarget::isGrammar);
    assertThat(target.path().fault()).isEqualTo(fault);
  }

  @Test
  void leaves_a_bad_path_to_the_path() {
    RequestTarget target = RequestTarget.parse("/../etc?x");

    assertThat(target.fault()).isNull();
    assertThat(target.path().fault()).isEqualTo(BadTarget.ABOVE_ROOT);
    assertThat(BadTarget.ABOVE_ROOT.isGrammar()).isFalse();
  }
}
