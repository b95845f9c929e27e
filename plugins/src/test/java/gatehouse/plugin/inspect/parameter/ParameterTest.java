package gatehouse.plugin.inspect.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.plugin.inspect.FormFields;
import gatehouse.plugin.inspect.parameter.Parameter.Found;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ParameterTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ARRAY = "{\"type\": \"array\", \"items\": {\"type\": \"integer\"}}";
  private static final String OBJECT =
      "{\"type\": \"object\", \"properties\": {\"R\": {\"type\": \"integer\"}, \"G\": {\"type\":"
          + " \"integer\"}}}";

  private static Parameter parameter(Place place, Style style, boolean explode, String schema) {
    JsonNode node = JSON.readTree(schema);
    return new Parameter(place, "c", style, explode, node, ref -> node.at(ref.substring(1)));
  }

  private static String read(Parameter parameter, Sent sent) {
    return switch (parameter.read(sent)) {
      case Found.Nothing _ -> "absent";
      case Found.Unclear _ -> "unclear";
      case Found.Value(var value) -> value.toString();
    };
  }

  private static Sent query(String query) {
    return new Sent(FormFields.of(query).pairs(), new Headers(), Map.of());
  }

  private static Sent path(String part) {
    return new Sent(List.of(), new Headers(), Map.of("c", part));
  }

  private static Sent header(String name, String value) {
    Headers headers = new Headers();
    headers.add(HeaderName.of(name), value);
    return new Sent(List.of(), headers, Map.of());
  }

  private static String schema(String kind) {
    return switch (kind) {
      case "array" -> ARRAY;
      case "object" -> OBJECT;
      default -> "{\"type\": \"integer\"}";
    };
  }

  /// The table of styles of the OpenAPI specification.
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          MATRIX          ~ false ~ single ~ ;c=5                     ~ 5
          MATRIX          ~ false ~ array  ~ ;c=3,4                   ~ [3,4]
          MATRIX          ~ true  ~ array  ~ ;c=3;c=4                 ~ [3,4]
          MATRIX          ~ false ~ object ~ ;c=R,100,G,200           ~ {"R":100,"G":200}
          MATRIX          ~ true  ~ object ~ ;R=100;G=200             ~ {"R":100,"G":200}
          LABEL           ~ false ~ single ~ .5                       ~ 5
          LABEL           ~ false ~ array  ~ .3,4                     ~ [3,4]
          LABEL           ~ true  ~ array  ~ .3.4                     ~ [3,4]
          LABEL           ~ false ~ object ~ .R,100,G,200             ~ {"R":100,"G":200}
          LABEL           ~ true  ~ object ~ .R=100.G=200             ~ {"R":100,"G":200}
          SIMPLE          ~ false ~ single ~ 5                        ~ 5
          SIMPLE          ~ false ~ array  ~ 3,4                      ~ [3,4]
          SIMPLE          ~ false ~ object ~ R,100,G,200              ~ {"R":100,"G":200}
          SIMPLE          ~ true  ~ object ~ R=100,G=200              ~ {"R":100,"G":200}
          FORM            ~ true  ~ single ~ c=5                      ~ 5
          FORM            ~ true  ~ array  ~ c=3&c=4                  ~ [3,4]
          FORM            ~ false ~ array  ~ c=3,4                    ~ [3,4]
          FORM            ~ true  ~ object ~ R=100&G=200              ~ {"R":100,"G":200}
          FORM            ~ false ~ object ~ c=R,100,G,200            ~ {"R":100,"G":200}
          SPACE_DELIMITED ~ false ~ array  ~ c=3%204                  ~ [3,4]
          SPACE_DELIMITED ~ false ~ object ~ c=R%20100%20G%20200      ~ {"R":100,"G":200}
          PIPE_DELIMITED  ~ false ~ array  ~ c=3|4                    ~ [3,4]
          PIPE_DELIMITED  ~ false ~ object ~ c=R|100|G|200            ~ {"R":100,"G":200}
          DEEP_OBJECT     ~ true  ~ object ~ c[R]=100&c[G]=200        ~ {"R":100,"G":200}
          """)
  void reads_each_style(Style style, boolean explode, String kind, String text, String value) {
    Place place = style.fits(Place.PATH) ? Place.PATH : Place.QUERY;
    Sent sent = place == Place.PATH ? path(text) : query(text);
    assertThat(read(parameter(place, style, explode, schema(kind)), sent)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          MATRIX          ~ false ~ single ~ c=5                      ~ unclear
          MATRIX          ~ false ~ single ~ ;d=5                     ~ unclear
          MATRIX          ~ false ~ single ~ ;c=5;c=6                 ~ unclear
          LABEL           ~ false ~ single ~ 5                        ~ unclear
          SIMPLE          ~ true  ~ object ~ R=1,R=2                  ~ unclear
          SIMPLE          ~ true  ~ object ~ R                        ~ "R"
          SIMPLE          ~ false ~ object ~ R,1,G                    ~ "G"
          FORM            ~ true  ~ single ~ c=1&c=2                  ~ unclear
          FORM            ~ true  ~ single ~ d=1                      ~ absent
          FORM            ~ true  ~ single ~ c=05                     ~ "05"
          FORM            ~ true  ~ single ~ c=1.5                    ~ "1.5"
          FORM            ~ false ~ array  ~ c=1%2C2                  ~ unclear
          FORM            ~ false ~ array  ~ c=                       ~ []
          FORM            ~ true  ~ object ~ R=1&R=2                  ~ unclear
          FORM            ~ true  ~ object ~ X=1                      ~ absent
          DEEP_OBJECT     ~ true  ~ object ~ c[R]=1&c[R]=2            ~ unclear
          """)
  void has_no_value_where_there_could_be_two(
      Style style, boolean explode, String kind, String text, String value) {
    reads_each_style(style, explode, kind, text, value);
  }

  @Test
  void a_list_in_several_header_fields_is_one() {
    Headers headers = new Headers();
    headers.add(HeaderName.of("C"), "1, 2");
    headers.add(HeaderName.of("c"), "3");
    Sent sent = new Sent(List.of(), headers, Map.of());
    assertThat(read(parameter(Place.HEADER, Style.SIMPLE, false, ARRAY), sent))
        .isEqualTo("[1,2,3]");
    assertThat(read(parameter(Place.HEADER, Style.SIMPLE, false, schema("single")), sent))
        .isEqualTo("unclear");
  }

  @Test
  void finds_cookies_among_others() {
    Sent sent = header("Cookie", "a=1; c=7; d=c=8");
    assertThat(read(parameter(Place.COOKIE, Style.FORM, true, schema("single")), sent))
        .isEqualTo("7");
  }

  @Test
  void follows_references_to_learn_the_type() {
    String schema =
        "{\"allOf\": [{\"$ref\": \"#/$defs/n\"}], \"$defs\": {\"n\": {\"type\": [\"number\","
            + " \"null\"], \"allOf\": [{\"$ref\": \"#/$defs/n\"}]}}}";
    assertThat(read(parameter(Place.QUERY, Style.FORM, true, schema), query("c=1.50")))
        .isEqualTo("1.50");
    assertThat(read(parameter(Place.QUERY, Style.FORM, true, schema), query("c=")))
        .isEqualTo("null");
  }

  @Test
  void survives_any_text() {
    Random random = new Random(3);
    String letters = "c[]R;=,.|&%2C0-+e \u00e9{}\"";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(24); n > 0; n--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      Place place = pick(List.of(Place.values()), random);
      Style style = pick(List.of(Style.values()), random);
      if (style.fits(place)) {
        String kind = pick(List.of("array", "object", "single"), random);
        Headers headers = new Headers();
        headers.add(HeaderName.of(random.nextBoolean() ? "c" : "Cookie"), text.toString());
        Sent sent =
            new Sent(FormFields.of(text.toString()).pairs(), headers, Map.of("c", text.toString()));
        assertThat(parameter(place, style, random.nextBoolean(), schema(kind)).read(sent))
            .isNotNull();
      }
    }
  }

  private static <T> T pick(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }
}
