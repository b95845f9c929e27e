package gatehouse.seclang.injection;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.injection.MarkupLexer.State;
import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkupInjectionTest {
  private static final List<State> PLACES =
      List.of(
          State.DATA,
          State.BEFORE_NAME,
          State.SINGLE_QUOTED,
          State.DOUBLE_QUOTED,
          State.BACK_QUOTED);

  private final MarkupInjection detector = new MarkupInjection();

  static Stream<Published.UnitCase> tokens() {
    return Published.cases("html5");
  }

  static Stream<Published.Payload> payloads() {
    return Published.payloads("detectXSS");
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void reads_tokens(Published.UnitCase unit) {
    MarkupLexer lexer = new MarkupLexer();
    lexer.begin(unit.input(), State.DATA);
    List<String> lines = new ArrayList<>();
    while (lexer.next()) {
      Bytes text = unit.input().slice(lexer.from(), lexer.to());
      lines.add(name(lexer.token()) + "," + text.length() + "," + text);
    }

    assertThat(String.join("\n", lines).stripTrailing()).isEqualTo(unit.expected());
  }

  private static String name(MarkupLexer.Token token) {
    return switch (token) {
      case TEXT -> "DATA_TEXT";
      case TAG_OPEN -> "TAG_NAME_OPEN";
      case TAG_CLOSE -> "TAG_CLOSE";
      case TAG_END -> "TAG_NAME_CLOSE";
      case SELF_CLOSE -> "TAG_NAME_SELFCLOSE";
      case NAME -> "ATTR_NAME";
      case VALUE -> "ATTR_VALUE";
      case COMMENT -> "TAG_COMMENT";
      case DOCTYPE -> "DOCTYPE";
    };
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void judges_published_payloads(Published.Payload payload) {
    assertThat(detector.detect(payload.input()) != null).isEqualTo(payload.injection());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//a.example/x.js>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svgx",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=' jav&#x61;script:alert(1)'>x</a>",
        "<a href=&#106;&#97;&#10;vascript:x>",
        "<a href=\"\u0001vbscript:x\">",
        "<a href=view-source:x>",
        "<form action=data:text/html,x>",
        "<p style='x:expression(1)'>",
        "<set attributename=onclick to=x>",
        "<animate attributeName=href values=javascript:x>",
        "<x xmlns:a=b>",
        "<!DOCTYPE html>",
        "<!-- ` -->",
        "<!--[if IE]>",
        "<?import x='y'?>",
        "<!ENTITY x 'y'>",
        "<s\0cript>",
        "onmouseover=alert(1)",
        "x onfocus=alert(1) autofocus",
        "\" onclick=alert(1) \"",
        "' onclick=alert(1) '",
        "` onclick=alert(1) `",
        "\"><script>x</script>",
        "'></a><iframe src=x>",
        "</p><object data=x>",
        "<x onbeforetoggle=alert(1) popover>",
        "</script x><script>",
      })
  void recognises_scripts(String text) {
    assertThat(detector.detect(Bytes.of(text))).isEqualTo(Bytes.of(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "a < b and b > c",
        "1 <2",
        "<b>bold</b>",
        "<p class=\"x\">text</p>",
        "<a href=\"https://a.example/?x=1\">y</a>",
        "<img src=/x.png alt='data'>",
        "<!-- note -->",
        "<br/>",
        "online=1",
        "one=1&two=2",
        "x=javascript",
        "\"a\"=\"b\"",
        "it's == 'x'",
        "<?php",
        "a=b",
        "</svg>",
        "<s>x</s>",
        "on=1",
        "onset=1",
        "<a href=&#>x</a>",
        "<a href=&#x>x</a>",
        "<a href=&>x</a>",
        "<a href=&#99999999999999999999;javascript:x>",
        "{\"html\": \"<b>x</b>\"}",
      })
  void lets_other_markup_and_text_be(String text) {
    assertThat(detector.detect(Bytes.of(text))).isNull();
  }

  /// The short cuts of [MarkupInjection#detect] must not change any answer.
  @Test
  void answers_as_reading_from_all_five_places_would() {
    Random random = new Random(17);
    MarkupLexer lexer = new MarkupLexer();
    String[] parts = {
      "<",
      ">",
      "=",
      "'",
      "\"",
      "`",
      "/",
      " ",
      "!",
      "--",
      "a",
      "href",
      "src",
      "style",
      "onload",
      "script",
      "javascript:",
      "svg",
      "&#106;",
      "\0",
      "?",
      "%",
      "DOCTYPE",
      "[CDATA[",
      "]]>",
      "é",
    };
    for (int round = 0; round < 100_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      Bytes value = Bytes.of(text.toString());

      assertThat(detector.detect(value) != null)
          .as(text.toString())
          .isEqualTo(PLACES.stream().anyMatch(p -> MarkupInjection.runsScripts(lexer, value, p)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<",
        "<!",
        "<!--",
        "-",
        "<!-- -",
        "-\0",
        "=",
        "a=",
        "a='",
        "'",
        "\"",
        "`",
        "</",
        "<a ",
        "/",
        "<a/",
        "<%",
        "<?",
        "]]",
        "<![CDATA[",
        "&#",
        "&#1",
        "href=&#0",
        "href=\n",
        "<a href='",
        "<a href=&#1;"
      })
  void reads_a_megabyte_of_anything(String part) {
    Bytes value = Bytes.of(part.repeat(1_000_000 / part.length()) + "x onload=y");

    assertThat(detector.detect(value)).isIn(null, value);
  }
}
