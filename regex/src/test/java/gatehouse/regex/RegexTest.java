package gatehouse.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @Test
  void tells_how_far_a_route_reaches_and_what_its_groups_took() throws RegexFault {
    Regex route =
        Regex.compile("/users/(?<id>[^/]+)(?:/(?P<what>orders|carts))?", RegexOptions.ROUTER);
    byte[] path = bytes("GET /users/4711/carts/9");
    Match match = route.newMatch();

    assertThat(route.prefix(path, 4, path.length, match)).isTrue();

    assertThat(route.groupNames()).containsExactly("id", "what");
    assertThat(match.end()).isEqualTo(21);
    assertThat(match.start(1)).isEqualTo(11);
    assertThat(match.end(1)).isEqualTo(15);
    assertThat(new String(path, match.start(2), match.end(2) - match.start(2), ISO_8859_1))
        .isEqualTo("carts");
  }

  @Test
  void leaves_a_group_that_took_no_part_at_minus_one() throws RegexFault {
    Regex regex = Regex.compile("(a)|(b)", RegexOptions.ROUTER);
    Match match = regex.newMatch();

    assertThat(regex.find(bytes("xb"), 0, 2, match)).isTrue();

    assertThat(match.start(1)).isEqualTo(-1);
    assertThat(match.end(1)).isEqualTo(-1);
    assertThat(match.start(2)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "a|ab, xab, 1, 2",
    "ab|a, xab, 1, 3",
    "a*, baa, 0, 0",
    "a+?, baa, 1, 2",
    "a+, baa, 1, 3",
    "(?:a|ab)(?:c|bcd), abcd, 0, 4",
    "b.*?d, abcdd, 1, 4",
    "(?U)b.*d, abcdd, 1, 4"
  })
  void prefers_what_a_backtracking_matcher_prefers(String pattern, String text, int start, int end)
      throws RegexFault {
    Regex regex = Regex.compile(pattern, RegexOptions.ROUTER);
    Match match = regex.newMatch();

    assertThat(regex.find(bytes(text), 0, text.length(), match)).isTrue();

    assertThat(match.start()).isEqualTo(start);
    assertThat(match.end()).isEqualTo(end);
  }

  @ParameterizedTest
  @ValueSource(strings = {"^.*$", "^.*?$", "\\A[\\s\\S]*\\z", "^.*\\z"})
  void takes_any_text_as_a_whole(String pattern) throws RegexFault {
    Regex regex = Regex.compile(pattern, RegexOptions.SECLANG);
    Match match = regex.newMatch();
    for (String text : List.of("", "a", "a\nb", "\n", "accept-language")) {
      assertThat(regex.find(bytes("x" + text), 1, text.length() + 1, match)).isTrue();
      assertThat(match.start()).isEqualTo(1);
      assertThat(match.end()).isEqualTo(text.length() + 1);
    }
    Regex line = Regex.compile("^.*$", RegexOptions.ROUTER);
    assertThat(line.find(bytes("a\nb"), 0, 3, line.newMatch())).isFalse();
  }

  @Test
  void sees_nothing_outside_the_text_it_is_given() throws RegexFault {
    byte[] text = bytes("xfoo bar");

    assertThat(Regex.compile("^foo$", RegexOptions.ROUTER).find(text, 1, 4)).isTrue();
    assertThat(Regex.compile("\\bfoo\\b", RegexOptions.ROUTER).find(text, 1, 4)).isTrue();
    assertThat(Regex.compile("foo ", RegexOptions.ROUTER).find(text, 1, 4)).isFalse();
    assertThat(Regex.compile("", RegexOptions.ROUTER).find(text, 4, 4)).isTrue();
  }

  @Test
  void finds_the_next_match_with_what_stands_before_it_in_view() throws RegexFault {
    Regex regex = Regex.compile("\\b\\d+", RegexOptions.ROUTER);
    byte[] text = bytes("12 34");
    Match match = regex.newMatch();

    Outcome outcome = regex.find(text, 0, 5, 1, match, Budget.of(1_000));

    assertThat(outcome).isEqualTo(Outcome.MATCH);
    assertThat(match.start()).isEqualTo(3);
  }

  @Test
  void matches_through_a_pulled_back_transformation() throws RegexFault {
    byte[] lower = new byte[256];
    for (int value = 0; value < 256; value++) {
      lower[value] = (byte) (ByteSet.UPPER.contains(value) ? value + 32 : value);
    }
    Regex regex = Regex.compile("ab[^x]|C", RegexOptions.SECLANG, lower);

    assertThat(regex.find(bytes("ABY"), 0, 3)).isTrue();
    assertThat(regex.find(bytes("aBX"), 0, 3)).isFalse();
    assertThat(regex.find(bytes("cC"), 0, 2)).isFalse();
  }

  @Test
  void refuses_a_map_that_conditions_would_see_through() {
    byte[] map = new byte[256];

    assertThatThrownBy(() -> Regex.compile("a", RegexOptions.SECLANG, map))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Regex.compile("a", RegexOptions.SECLANG, new byte[255]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refuses_a_match_of_another_pattern() throws RegexFault {
    Match match = Regex.compile("(a)", RegexOptions.ROUTER).newMatch();
    Regex other = Regex.compile("a", RegexOptions.ROUTER);

    assertThatThrownBy(() -> other.find(bytes("a"), 0, 1, match))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'(?i)union\\s+select', 12, union",
    "'(?i)(?:union|select)\\d', 6, union select",
    "'<script', 7, <scrip",
    "'[a-z]+', 1, ''",
    "'ab|c', 1, ''",
    "'(?:foo|bar)?baz', 3, baz",
    "'[a-z]{3}x[ab]yz[a-z]*q', 8, xayz xbyz",
    "'^\\d{4}$', 4, ''"
  })
  void knows_what_a_match_must_have(String pattern, int minLength, String literals)
      throws RegexFault {
    Facts facts = Regex.compile(pattern, RegexOptions.SECLANG).facts();

    assertThat(facts.minLength()).isEqualTo(minLength);
    assertThat(facts.literals().stream().map(each -> new String(each, ISO_8859_1)))
        .containsExactly(literals.isEmpty() ? new String[0] : literals.split(" "));
  }

  @Test
  void drops_a_text_without_a_required_byte() throws RegexFault {
    Facts facts = Regex.compile("a[0-9]+[;|]", RegexOptions.SECLANG).facts();

    assertThat(facts.allow(3, ByteGroups.presence(bytes("a1;"), 0, 3))).isTrue();
    assertThat(facts.allow(3, ByteGroups.presence(bytes("a1,"), 0, 3))).isFalse();
    assertThat(facts.allow(2, ByteGroups.presence(bytes("a1;"), 0, 3))).isFalse();
  }
}
