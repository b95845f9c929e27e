package gatehouse.plugin.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.plugin.mask.MaskRule.Action;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The masker of JSON on whole texts, and on texts cut at every place.
final class JsonMaskerTest {
  private static final Rules CARDS = Rules.none().detect(Action.MASK, 0, 4, "credit_card");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"a":1,"Password":"x","b":2}        | {"a":1,"b":2}
          {"password":"x","b":2}              | {"b":2}
          {"a":1 , "password":{"x":[1,{}]}}   | {"a":1 }
          {"password":null}                   | {}
          { "pass\\u0077ord" : "x" , "b":2}   | {  "b":2}
          [{"password":1},{"b":[{"PASSWORD":1}]}] | [{},{"b":[{}]}]
          {"passwords":1}                     | {"passwords":1}
          """)
  void takes_members_away(String in, String out) {
    assertThat(Rules.none().field(Action.REMOVE, 0, 0, "password").json(in)).isEqualTo(out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"pin":"123456"}       | {"pin":"1***56"}
          {"pin":123456}         | {"pin":"1***56"}
          {"pin":"123"}          | {"pin":"***"}
          {"pin":""}             | {"pin":""}
          {"pin":"äöüßäöü"}      | {"pin":"\\u00e4****\\u00f6\\u00fc"}
          {"pin":"\\u0031\\n3456"} | {"pin":"1***56"}
          {"pin":"\\ud83d\\ude00abc\\ud83d\\ude00d"} | {"pin":"\\ud83d\\ude00***\\ud83d\\ude00d"}
          {"pin":true}           | {"pin":"[masked]"}
          {"pin":false}          | {"pin":"[masked]"}
          {"pin":null}           | {"pin":null}
          {"pin":{"a":"12345","b":[12345]}} | {"pin":{"a":"1**45","b":["1**45"]}}
          """)
  void covers_members(String in, String out) {
    assertThat(Rules.none().field(Action.MASK, 1, 2, "pin").json(in)).isEqualTo(out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"pin":"123456","a":1}  | {"pin":"[masked]","a":1}
          {"pin":{"a":"b"},"a":1} | {"pin":"[masked]","a":1}
          {"pin":null}            | {"pin":"[masked]"}
          {"pin":[]}              | {"pin":"[masked]"}
          {"pin":-1.5e3}          | {"pin":"[masked]"}
          """)
  void replaces_members(String in, String out) {
    assertThat(Rules.none().field(Action.REPLACE, 0, 0, "pin").json(in)).isEqualTo(out);
  }

  @Test
  void hashes_members() {
    // printf 1234 | openssl dgst -sha256 -hmac key
    String hashed =
        "{\"pin\":\"280ed91eee6eb96a2b1cf598843c1308e84623d14e4208d96c20f7e2de81315e\"}";
    Rules rules = Rules.none().field(Action.HASH, 0, 0, "pin");

    assertThat(rules.json("{\"pin\":\"1234\"}")).isEqualTo(hashed);
    assertThat(rules.json("{\"pin\":\"12\\u00334\"}")).isEqualTo(hashed);
    assertThat(rules.json("{\"pin\":1234}")).isEqualTo(hashed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"a":"4111111111111111"}                   | {"a":"************1111"}
          {"a":4111111111111111}                     | {"a":"************1111"}
          {"a":4.111111111111111E15}                 | {"a":"************1111"}
          {"a":4111111111111111.0}                   | {"a":"************1111"}
          {"a":4111111111111112}                     | {"a":4111111111111112}
          {"a":"4111-1111 1111-1111"}                | {"a":"****-**** ****-1111"}
          {"a":"\\u0034111111111111111"}             | {"a":"************1111"}
          {"a":"41111111\\u00311111111"}            | {"a":"************1111"}
          {"a":"x\\n4111111111111111\\"<é"}          | {"a":"x\\n************1111\\"\\u003c\\u00e9"}
          {"4111111111111111":[1]}                   | {"************1111":[1]}
          ["4111111111111111",["5555555555554444"]]  | ["************1111",["************4444"]]
          "4111111111111111"                         | "************1111"
          4111111111111111                           | "************1111"
          {"a":"\\u00e9 \\/ 4111111111111112"}       | {"a":"\\u00e9 \\/ 4111111111111112"}
          """)
  void finds_card_numbers(String in, String out) {
    assertThat(CARDS.json(in)).isEqualTo(out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          $.cards[*].number     | {"cards":[{"number":1,"x":2},{"number":"3"}],"number":4} | {"cards":[{"x":2},{}],"number":4}
          $..number             | {"cards":[{"number":1,"x":2}],"number":4}                | {"cards":[{"x":2}]}
          $.cards[0]            | {"cards":[1,2,3]}                                        | {"cards":[2,3]}
          $.cards[1]            | {"cards":[1,2 ,3]}                                       | {"cards":[1 ,3]}
          $[2]                  | [1,2, 3]                                                 | [1,2]
          $[*]                  | [ 1, 2, 3 ]                                              | [ ]
          $['full name']        | {"full name":1,"a":2}                                     | {"a":2}
          $.*.x                 | {"a":{"x":1},"b":[{"x":2}]}                              | {"a":{},"b":[{"x":2}]}
          $                     | {"a":1}                                                  | null
          $.Cards               | {"cards":1}                                              | {"cards":1}
          """)
  void follows_paths(String path, String in, String out) {
    assertThat(Rules.none().path(Action.REMOVE, path).json(in)).isEqualTo(out);
  }

  @Test
  void the_first_rule_that_names_a_value_has_it() {
    Rules rules =
        Rules.none()
            .field(Action.REPLACE, 0, 0, "a")
            .path(Action.REMOVE, "$.a")
            .path(Action.REMOVE, "$.b");

    assertThat(rules.json("{\"a\":1,\"b\":2}")).isEqualTo("{\"a\":\"[masked]\"}");
  }

  @Test
  void patterns_see_texts_and_numbers_whole() {
    Rules rules = Rules.none().pattern(Action.REPLACE, "^K-[0-9]+$").pattern(Action.MASK, "77+");

    assertThat(rules.json("[\"K-12\",\"xK-12\",1977,\"a77b777\"]"))
        .isEqualTo("[\"[masked]\",\"xK-12\",\"19**\",\"a**b***\"]");
  }

  @Test
  void what_nothing_is_found_in_goes_on_as_it_came() {
    String text =
        " {\"a\" :\t\"\\u00e9\\/\\ud83d <é>\", \"b\":[1.50, -0, 1e+5,true , false,null,{} ,["
            + " ]]}\r\n";

    assertThat(CARDS.json(text)).isEqualTo(text);
    assertThat(Rules.none().field(Action.REMOVE, 0, 0, "x").json(text)).isEqualTo(text);
  }

  @Test
  void a_long_text_is_covered_too() {
    String filler = "é<a \\\" ".repeat(20_000);

    String masked = CARDS.json("[\"" + filler + "4111111111111111" + filler + "\"]");

    assertThat(masked)
        .contains("\\u00e9\\u003ca \\\" ************1111\\u00e9")
        .doesNotContain("41111");
  }

  @Test
  void every_cut_gives_the_same() {
    String text =
        "{\"password\":{\"a\":[1,\"}\"]},\"n\":4111111111111111, \"t\":\"x 5555 5555 5555 4444"
            + " \\u0034111111111111111 \\ud83d\\ude00\",\"pin\":\"12345\""
            + " ,\"m\":[true,null,4012888888881881]}";
    Rules rules =
        Rules.none()
            .field(Action.REMOVE, 0, 0, "password")
            .field(Action.MASK, 1, 1, "pin")
            .detect(Action.MASK, 0, 4, "credit_card")
            .pattern(Action.HASH, "zz");
    String expected =
        "{\"n\":\"************1111\", \"t\":\"x **** **** **** 4444 ************1111"
            + " \\ud83d\\ude00\",\"pin\":\"1***5\" ,\"m\":[true,null,\"************1881\"]}";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    RuleSet set = rules.set();

    for (int cut = 0; cut <= bytes.length; cut++) {
      for (int second = cut; second <= bytes.length; second += 7) {
        JsonMasker masker = new JsonMasker(set, set.all(), Rules.STRICT, false);
        assertThat(new String(Rules.filtered(masker, bytes, cut, second), StandardCharsets.UTF_8))
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[1",
        "{\"a\":",
        "{\"a\"",
        "\"a",
        "[1,]",
        "{\"a\":1,}",
        "{,}",
        "[,1]",
        "{\"a\" 1}",
        "{a:1}",
        "[1}",
        "{\"a\":1]",
        "nul",
        "nulL",
        "01",
        "1.",
        "-",
        "1e",
        "+1",
        ".5",
        "[1 2]",
        "1 2",
        "{}x",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "\u00ef\u00bb1",
        "[\"a\"\"b\"]",
        "'a'",
        "tru",
        "1e5.5"
      })
  void what_is_no_json_is_refused(String text) {
    assertThatThrownBy(() -> CARDS.json(text))
        .isInstanceOf(BodyRefused.class)
        .hasMessageContaining("no JSON");
  }

  @Test
  void depth_is_bounded() {
    String deep = "[".repeat(1000) + "]".repeat(1000);

    assertThat(CARDS.json(deep)).isEqualTo(deep);
    assertThatThrownBy(() -> CARDS.json("[" + deep + "]")).isInstanceOf(BodyRefused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "\uFEFF{}", "\uFEFF 4"})
  void nothing_and_a_mark_of_order_are_let_through(String text) {
    assertThat(CARDS.json(text)).isEqualTo(text);
  }

  @Test
  void several_texts_may_follow_each_other() {
    RuleSet set = CARDS.set();
    JsonMasker masker = new JsonMasker(set, set.all(), Rules.STRICT, true);

    assertThat(
            Rules.filtered(
                masker, "{\"a\":4111111111111111}\n\u001e[\"4111111111111111\"]\n1\n2\n"))
        .isEqualTo("{\"a\":\"************1111\"}\n\u001e[\"************1111\"]\n1\n2\n");
  }

  @Test
  void where_broken_bodies_pass_the_rest_is_searched_as_text() {
    RuleSet set = CARDS.set();
    Handling lenient = Rules.handling(1 << 20, true, false);
    byte[] text =
        "{\"a\":4111111111111111, oops 5555555555554444, \"x".getBytes(StandardCharsets.UTF_8);

    for (int cut = 0; cut <= text.length; cut++) {
      JsonMasker masker = new JsonMasker(set, set.all(), lenient, false);
      assertThat(new String(Rules.filtered(masker, text, cut), StandardCharsets.UTF_8))
          .isEqualTo("{\"a\":\"************1111\", oops ************4444, \"x");
    }
  }
}
