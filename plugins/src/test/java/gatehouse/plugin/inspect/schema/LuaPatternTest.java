package gatehouse.plugin.inspect.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LuaPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ^%a+$        | abc       | true
          ^%a+$        | ab1       | false
          %d%d         | a12b      | true
          ^[%w_.-]+$   | a-b_c.1   | true
          ^[^%s]+$     | a b       | false
          ^%u%l*$      | Word      | true
          ^a-b$        | aaab      | true
          ^a.c$        | abc       | true
          a$b          | a$b       | true
          ^$           | ''        | true
          ^[]]$        | ]         | true
          ^[a-]$       | -         | true
          ^%x+$        | 0aF       | true
          ^%%$         | %         | true
          ^(a)(b)?$    | a         | false
          ^(ab)c$      | abc       | true
          ^%S+$        | ab        | true
          ^%p$         | !         | true
          ^[%[%]]$     | [         | true
          ^a+?$        | a?        | true
          """)
  void finds_what_lua_finds(String pattern, String text, boolean matches) {
    assertThat(LinearPattern.of(LuaPattern.toEcma(pattern)).matches(text)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%b()", "%f[a]", "(a)%1", "%", "[a", "[%S]"})
  void refuses_what_is_malformed_or_not_linear(String pattern) {
    assertThatThrownBy(() -> LuaPattern.toEcma(pattern))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
