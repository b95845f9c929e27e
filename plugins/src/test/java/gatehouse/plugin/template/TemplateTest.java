package gatehouse.plugin.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.spi.FakeExchange;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          plain                                                    | plain
          a $ b $$ c                                               | a $ b $$ c
          $(headers['x-one'])                                      | 1
          $(headers.X_One)                                         | 1
          <$(headers.x_one)>                                       | <1>
          <$(headers.none)>                                        | <>
          $(headers.none or 'else')                                | else
          $(headers["none"] or query_params.none or "else")        | else
          $(headers.x_one and 'yes' or 'no')                       | yes
          $(headers.x_two)                                         | a,b
          $(headers.x_two[2])                                      | b
          <$(headers.x_two[3])>                                    | <>
          $(#headers.x_two)                                        | 2
          $(type(headers.x_two))                                   | table
          $(type(headers.x_one))                                   | string
          $(type(headers.none))                                    | nil
          $(type(1) .. type(true) .. type(nil))                    | numberbooleannil
          $(query_params.q)                                        | v w
          $(query_params.flag)                                     | true
          $(type(query_params.flag))                               | boolean
          $(query_params.twice[1])$(query_params.twice[2])         | xy
          $(headers.x_one + 1)                                     | 2
          $(10 * headers.x_one - 4 / 2)                            | 8
          $(7 % 3) $(2 ^ 3) $(-headers.x_one) $(1 / 4)             | 1 8 -1 0.25
          $(1 / 3)                                                 | 0.33333333333333
          $(1 + 2 .. 3 * 4)                                        | 312
          $(1 < 2) <$(2 <= 1)> $('a' < 'b') $(1 ~= 2) $(not nil)   | true <> true true true
          $(tostring(2 <= 1))                                      | false
          $(headers.x_one == '1')                                  | true
          $(tostring(nil))                                         | nil
          $(tonumber('12') + 1)                                    | 13
          $('$(x)')                                                | $(x)
          $(')' .. "'" .. '\\'')                                   | )''
          $((headers.none or headers.x_one))                       | 1
          <$(uri_captures.none)$(uri_captures[0])$(shared.any)>    | <>
          $(#'abc')                                                | 3
          """)
  void computes_as_lua_does(String template, String text) throws TemplateFault {
    assertThat(render(template, exchange())).isEqualTo(text);
  }

  private static FakeExchange exchange() {
    return FakeExchange.get("/?q=v+w&flag&twice=x&twice=y")
        .header("X-One", "1")
        .header("X-Two", "a")
        .header("X-Two", "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$(10 * headers.x_two)",
        "$(10 * 'foo')",
        "$(headers.none.further)",
        "$('a' .. headers.none)",
        "$(1 < 'a')",
        "$(headers)",
        "$(#headers.none)"
      })
  void fails_where_lua_fails(String template) {
    assertThatExceptionOfType(RenderFailure.class).isThrownBy(() -> render(template, exchange()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$(",
        "$()",
        "$(headers.x",
        "$(headers.)",
        "$(os.execute('id'))",
        "$(io.popen('id'))",
        "$(_G.x)",
        "$(require 'ffi')",
        "$(kong.request.get_method())",
        "$(headers.x:upper())",
        "$(headers['x']())",
        "$((function() return 1 end)())",
        "$(load('return 1'))",
        "$(string.rep('x', 1e9))",
        "$(x = 1)",
        "$(1; 2)",
        "$({})",
        "$(T(java.lang.Runtime).getRuntime())",
        "$(#{7*7})",
        "$(headers.class.forName('x'))",
        "$(\"unclosed)",
        "$('\\x41')",
        "$(1..2..)",
        "$(1 2)"
      })
  void refuses_whatever_is_no_expression(String template) {
    assertThatExceptionOfType(TemplateFault.class).isThrownBy(() -> Template.parse(template));
  }

  @Test
  void refuses_expressions_that_are_too_deep_or_too_long() {
    assertThatExceptionOfType(TemplateFault.class)
        .isThrownBy(() -> Template.parse("$(" + "(".repeat(1000) + "1"));
    assertThatExceptionOfType(TemplateFault.class)
        .isThrownBy(() -> Template.parse("$(" + "-".repeat(1000) + "1)"));
    assertThatExceptionOfType(TemplateFault.class)
        .isThrownBy(() -> Template.parse("$(1" + "+1".repeat(1000) + ")"));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '`',
      textBlock =
          """
          $(jwt.sub)                        | u-1
          $(jwt.roles)                      | admin,editor
          $(jwt.none)                       | -
          user-$(jwt.none)                  | -
          $(jwt.none.deeper.still)          | -
          $(jwt['realm_access']['roles'])   | r1
          $(jwt.realm_access.roles[1])      | r1
          $(jwt.realm_access.roles[9])      | -
          $('u:' .. jwt.none)               | -
          $(jwt.none or 'nobody')           | nobody
          $(jwt.none == nil)                | true
          $(jwt.exp)                        | 1700000000
          $(jwt.big)                        | 9223372036854775807
          $(jwt.on)                         | true
          $(jwt.empty)                      | -
          <$(jwt.noroles)>                  | <>
          $(consumer.username)              | -
          $(credential.id)                  | -
          """)
  void a_claim_that_is_missing_makes_no_value(String template, @Nullable String text)
      throws TemplateFault {
    Map<String, @Nullable Object> claims = new HashMap<>();
    claims.put("sub", "u-1");
    claims.put("roles", List.of("admin", "editor"));
    claims.put("realm_access", Map.of("roles", List.of("r1")));
    claims.put("exp", 1700000000L);
    claims.put("big", Long.MAX_VALUE);
    claims.put("on", true);
    claims.put("empty", null);
    claims.put("noroles", List.of());
    FakeExchange x = FakeExchange.get("/");
    x.put(VerifiedClaims.KEY, new VerifiedClaims(claims));

    assertThat(render(template, x)).isEqualTo(text);
  }

  @Test
  void without_a_token_every_claim_is_missing() throws TemplateFault {
    assertThat(render("$(jwt.sub)", FakeExchange.get("/"))).isNull();
  }

  @Test
  void an_object_is_no_text() {
    FakeExchange x = FakeExchange.get("/");
    x.put(VerifiedClaims.KEY, new VerifiedClaims(Map.of("address", Map.of("city", "Ulm"))));

    assertThatExceptionOfType(RenderFailure.class).isThrownBy(() -> render("$(jwt.address)", x));
  }

  @Test
  void texts_are_utf_8() throws TemplateFault {
    FakeExchange x = FakeExchange.get("/?q=%C3%A9").header("X", "\u00c3\u00a9");
    x.put(VerifiedClaims.KEY, new VerifiedClaims(Map.of("name", "é", "names", Arrays.asList("é"))));

    for (String template :
        List.of(
            "é", "$(query_params.q)", "$(headers.x)", "$(jwt.name)", "$(jwt.names)", "$('é')")) {
      assertThat(render(template, x)).as(template).isEqualTo("\u00c3\u00a9");
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      textBlock =
          """
          $(jwt.sub),                          true
          a $(consumer.id),                    true
          $(credential.identifier),            true
          $(headers['X-Consumer-Username']),   true
          $(headers.x_user_id),                true
          $(headers[query_params.h]),          true
          $(headers.accept),                   false
          $(query_params.jwt),                 false
          """)
  void tells_whether_it_reads_who_the_caller_is(String template, boolean reads)
      throws TemplateFault {
    assertThat(Template.parse(template).readsCaller()).isEqualTo(reads);
  }

  private static @Nullable String render(String template, FakeExchange x) throws TemplateFault {
    return Template.parse(template).render(Scopes.of(x));
  }
}
