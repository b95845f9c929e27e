package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.text.Bytes;
import java.lang.management.ManagementFactory;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedValuesTest {
  private static final NamedValues.Judge HIDES = Set.of("password", "token")::contains;

  private static List<String> found(String text) {
    return NamedValues.in(Bytes.of(text), HIDES).stream()
        .sorted(Comparator.comparingInt(NamedValues.Range::from))
        .map(range -> text.substring(range.from(), range.to()))
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/a?b=1&password=x;y&c=2 | x;y",
        "pass%77ord=x%20y | x%20y",
        "a=password=x | x",
        "a=1;token=x | x",
        "/a#token=x | x",
        "a=1&b=%2Fc%3Ftoken%3Dx | %2Fc%3Ftoken%3Dx",
        "{\"a\": {\"password\" : \"x\\\"y\"}, \"b\": 1} | \"x\\\"y\"",
        "{\"password\": [\"x\", {\"b\": \"}\"}], \"b\": 1} | [\"x\", {\"b\": \"}\"}]",
        "{\"pass\\u0077ord\": 12, \"b\": 1} | 12",
        "{\"password\": \"x | \"x",
        "{\"a\": \"password\", \"b\": 1} | ``",
        "<a><n:password type='x'>y<b/>z</n:password></a> | y<b/>z",
        "<a token=\"x\" b='token'/> | x",
        "<password>x | x",
        "<password/>x | ``",
      })
  void finds_values_by_their_names(String text, String value) {
    assertThat(found(text)).containsAll(value.isEmpty() ? List.of() : List.of(value));
    assertThat(found(text).isEmpty()).isEqualTo(value.isEmpty());
  }

  @Test
  void finds_parts_of_multipart_bodies() {
    String body =
        "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nx\r\ny\r\n--b\r\n"
            + "content-disposition: form-data; name=a\r\n\r\nz\r\n--b--\r\n";
    assertThat(found(body)).contains("x\r\ny").doesNotContain("z");
  }

  /// Each of these made a reader that looks back, or ahead, again and again slow.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=",
        "%=",
        "a=%3d",
        ";",
        "a=b;",
        "\"",
        "\":",
        "{\"a\":",
        "[",
        "<",
        "<a",
        "<a b=",
        "<a\"=",
        "</",
        "token=%",
        "{\"token\":[",
        "<token>",
        "\r\n--",
        "token=\n",
        "'token=\n",
        "content-disposition:",
        "&token=a",
        "?"
      })
  void a_long_text_takes_no_longer_for_what_is_in_it(String piece) {
    Bytes text = Bytes.of(piece.repeat((1 << 20) / piece.length()));
    var threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();

    NamedValues.in(text, HIDES);

    assertThat(threads.getCurrentThreadCpuTime() - before).isLessThan(2_000_000_000L);
  }

  @Test
  void reads_whatever_it_is_given() {
    Random random = new Random(7);
    String[] pieces = {
      "\"",
      "\\",
      "password",
      "token",
      "=",
      "&",
      "{",
      "}",
      "[",
      "]",
      ":",
      "<",
      ">",
      "/",
      "'",
      "\r\n",
      "--",
      "%",
      "7",
      " ",
      ";",
      "?",
      "#",
      ","
    };
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(20); i >= 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      for (NamedValues.Range range : NamedValues.in(Bytes.of(text.toString()), HIDES)) {
        assertThat(range.from()).isBetween(0, range.to());
        assertThat(range.to()).isBetween(0, text.length());
        assertThat(range.last()).isBetween(range.to(), text.length());
      }
    }
  }

  /// What a form's reader takes for an argument's value must be hidden, whatever is in it.
  @Test
  void hides_all_up_to_the_next_argument() {
    Random random = new Random(11);
    String[] pieces = {
      "password",
      "token",
      "pass%77ord",
      "=",
      "=",
      "&",
      "'",
      "\"",
      " ",
      ";",
      "?",
      "x",
      "\t",
      "\n",
      "%3d"
    };
    for (int round = 0; round < 50_000; round++) {
      StringBuilder made = new StringBuilder();
      for (int i = random.nextInt(16); i >= 0; i--) {
        made.append(pieces[random.nextInt(pieces.length)]);
      }
      String text = made.toString();
      BitSet hidden = new BitSet();
      NamedValues.in(Bytes.of(text), HIDES)
          .forEach(range -> hidden.set(range.from(), range.last()));
      int name = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '=' && HIDES.hides(text.substring(name, i).replace("%77", "w"))) {
          int end = text.indexOf('&', i) < 0 ? text.length() : text.indexOf('&', i);
          assertThat(hidden.get(i + 1, end).cardinality()).as(text).isEqualTo(end - i - 1);
        }
        if ("=?&; \"'\r\n".indexOf(c) >= 0) {
          name = i + 1;
        }
      }
    }
  }
}
