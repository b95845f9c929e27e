package gatehouse.plugin.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void reads_one_value() {
    assertThat(StrictJson.read(utf8(" {\"a\": [1, null]} "))).isNotNull();
    assertThat(StrictJson.object(utf8("{\"a\": [1, null]}"))).containsOnlyKeys("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\":1,\"a\":2}",
        "{} x",
        "{}{}",
        "{a:1}",
        "{\"a\":1,}",
        "{'a':1}"
      })
  void what_two_readers_might_take_for_different_values_is_none(String json) {
    assertThat(StrictJson.read(utf8(json))).isNull();
    assertThat(StrictJson.object(utf8(json))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
  void only_utf_8_is_json(String charset) {
    byte[] json = "{\"a\":1}".getBytes(Charset.forName(charset));
    assertThat(StrictJson.read(json)).isNull();
    assertThat(StrictJson.object(json)).isNull();
  }

  @Test
  void the_bounds_of_tokens_are_narrower() {
    String deep = "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}";
    assertThat(StrictJson.read(utf8(deep))).isNotNull();
    assertThat(StrictJson.object(utf8(deep))).isNull();
    assertThat(StrictJson.read(utf8("[".repeat(101) + "]".repeat(101)))).isNull();
    assertThat(StrictJson.object(utf8("{\"a\":1e999}"))).isNull();
  }
}
