package gatehouse.plugin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathPatternTest {
  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      textBlock =
          """
          /            , /            , true
          /            , /a           , false
          /a           , /a           , true
          /a           , /a/          , false
          /a           , /A           , false
          /a           , /ab          , false
          /a/*         , /a/b         , true
          /a/*         , /a           , false
          /a/*         , /a/b/c       , false
          /a/*/c       , /a/b/c       , true
          /a/*/c       , /a/b/b/c     , false
          /a/v*.json   , /a/v12.json  , true
          /a/v*.json   , /a/v12.jsonx , false
          /a/*b*c      , /a/xbybzc    , true
          /a/**        , /a           , true
          /a/**        , /a/          , true
          /a/**        , /a/b/c       , true
          /a/**        , /ab          , false
          /**          , /            , true
          /**          , /x/y         , true
          /**/z        , /z           , true
          /**/z        , /a/b/z       , true
          /**/z        , /a/z/b       , false
          /a/**/b/**/c , /a/1/b/2/b/c , true
          /a/**/b/**/c , /a/1/c       , false
          /t/{id}      , /t/1         , true
          /t/{id}      , /t/          , false
          /t/{id}      , /t/1/2       , false
          /t/{}        , /t/1         , false
          ~/n/[0-9]+   , /n/12        , true
          ~^/n/[0-9]+$ , /n/12        , true
          ~/n/[0-9]+   , /n/12x       , false
          ~/n/[0-9]+   , /x/n/12      , false
          """)
  void matches_whole_paths(String pattern, String path, boolean matches) {
    assertThat(PathPattern.of(pattern, false).match(path) != null).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({"/Orders/*, /oRDERS/X, true", "~/A, /a, true", "/é, /É, true", "/a, /b, false"})
  void may_ignore_case(String pattern, String path, boolean matches) {
    assertThat(PathPattern.of(pattern, true).match(path) != null).isEqualTo(matches);
  }

  @Test
  void captures_segments_before_and_after_what_has_any_length() {
    assertThat(PathPattern.of("/{a}/x/**/y/{b}", false).match("/1/x/2/3/y/4"))
        .isEqualTo(Map.of("a", "1", "b", "4"));
    assertThat(PathPattern.of("/{a}/{b}", false).match("/1/2"))
        .isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @Test
  void takes_no_longer_for_a_path_made_to_be_slow() {
    String path = "/a".repeat(4000) + "/b";
    String segment = "/" + "a".repeat(8000) + "b";
    assertThat(PathPattern.of("/**/a/**/a/**/a/**/c", false).match(path)).isNull();
    assertThat(PathPattern.of("/*a*a*a*a*a*c", false).match(segment)).isNull();
  }
}
