package gatehouse.plugin.inspect.schema;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What conforms by the shortcut conforms by the library.
final class QuickAcceptTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final List<String> LEAVES =
      List.of(
          "{\"type\": \"string\"}",
          "{\"type\": \"integer\"}",
          "{\"type\": \"number\"}",
          "{\"type\": [\"string\", \"null\"]}",
          "{\"type\": \"boolean\"}",
          "{\"type\": \"object\"}",
          "{\"type\": \"array\"}",
          "{\"enum\": [1, \"a\", null, true, 1.5, [1], {\"a\": 1}]}",
          "{\"minimum\": 1}",
          "{\"maximum\": 1.5}",
          "{\"minLength\": 1}",
          "{\"maxLength\": 1}",
          "{\"minItems\": 1}",
          "{\"maxItems\": 1}",
          "{\"minProperties\": 1}",
          "{\"maxProperties\": 1}",
          "{\"pattern\": \"^a\"}",
          "{\"pattern\": \"é$\"}",
          "{\"format\": \"ipv4\"}",
          "{\"format\": \"int32\"}",
          "{\"required\": [\"a\"]}",
          "{\"$ref\": \"#/definitions/d\"}",
          "{\"$ref\": \"#\"}",
          "{}",
          "{\"type\": \"string\", \"maxLength\": 2, \"description\": \"x\", \"x-own\": 1}");

  private static final List<String> VALUES =
      List.of(
          "1",
          "0",
          "-1",
          "1.0",
          "1.5",
          "1e2",
          "12345678901234567890",
          "\"\"",
          "\"a\"",
          "\"ab\"",
          "\"é\"",
          "\"😀\"",
          "\"1.2.3.4\"",
          "null",
          "true",
          "false",
          "[]",
          "{}");

  private final Random random = new Random(11);

  private String pick(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String schema(int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return pick(LEAVES);
    }
    return switch (random.nextInt(6)) {
      case 0 ->
          "{\"type\": \"object\", \"properties\": {\"a\": %s, \"b\": %s}, \"additionalProperties\": false}"
              .formatted(schema(depth - 1), schema(depth - 1));
      case 1 ->
          "{\"properties\": {\"a\": %s}, \"additionalProperties\": %s, \"required\": [\"a\"]}"
              .formatted(schema(depth - 1), schema(depth - 1));
      case 2 -> "{\"items\": %s, \"maxItems\": 2}".formatted(schema(depth - 1));
      case 3 -> founded("{\"allOf\": [%s, %s]}".formatted(schema(depth - 1), schema(depth - 1)));
      case 4 -> founded("{\"anyOf\": [%s, %s]}".formatted(schema(depth - 1), schema(depth - 1)));
      default ->
          "{\"type\": \"object\", \"additionalProperties\": %s}".formatted(schema(depth - 1));
    };
  }

  /// Without references, which could lead back to the same value for ever.
  private static String founded(String schema) {
    return schema.replaceAll("\\{\"\\$ref\": \"[^\"]*\"}", "{}");
  }

  private String value(int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return pick(VALUES);
    }
    return random.nextBoolean()
        ? "[%s, %s]".formatted(value(depth - 1), value(depth - 1))
        : "{\"%s\": %s, \"%s\": %s}"
            .formatted(
                pick(List.of("a", "c")),
                value(depth - 1),
                pick(List.of("b", "d")),
                value(depth - 1));
  }

  @ParameterizedTest
  @EnumSource
  void accepts_nothing_that_the_library_refuses(Draft draft) throws SchemaFault {
    int both = 0;
    for (int i = 0; i < 1500; i++) {
      String text = schema(3);
      text = text.startsWith("{\"$ref") ? founded(text) : text;
      String whole =
          text.substring(0, text.length() - 1)
              + (text.equals("{}") ? "" : ", ")
              + "\"definitions\": {\"d\": "
              + founded(schema(2))
              + "}}";
      JsonSchema schema = JsonSchema.compile(JSON.readTree(whole), draft);
      QuickAccept.Test quick = new QuickAccept(JSON.readTree(whole)).at("");
      for (int v = 0; v < 12 && quick != null; v++) {
        JsonNode value = JSON.readTree(value(3));
        if (QuickAccept.accepts(quick, value)) {
          assertThat(schema.isJudgedToConform(value)).as("%s of %s", value, whole).isTrue();
          both++;
        }
      }
    }
    assertThat(both).isGreaterThan(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"not\": {}}",
        "{\"oneOf\": [{}]}",
        "{\"multipleOf\": 2}",
        "{\"uniqueItems\": true}",
        "{\"patternProperties\": {\"a\": {}}}",
        "{\"items\": [{}]}",
        "{\"format\": \"date\"}",
        "{\"properties\": {\"a\": {\"readOnly\": true}}}",
        "{\"nullable\": true}",
        "{\"unheardOf\": 1}",
        "{\"$ref\": \"#/definitions/d\", \"type\": \"string\", \"definitions\": {\"d\": {}}}",
        "{\"$ref\": \"other.json\"}",
        "{\"$ref\": \"#/nowhere\"}",
        "{\"$id\": \"http://example.com/d\"}",
      })
  void has_no_opinion_where_it_does_not_know_all(String schema) {
    JsonNode node = JSON.readTree(schema);
    assertThat(new QuickAccept(node).at("")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"d", "d/definitions/e", "d/definitions/f", "g"})
  void has_no_opinion_of_values_that_come_to_what_it_does_not_know(String name) {
    JsonNode document =
        JSON.readTree(
            """
            {"properties": {"a": {"$ref": "#/definitions/%s"}},
             "definitions": {
               "d": {"$id": "http://example.com/d", "definitions": {"e": {}, "f": {"not": {}}}},
               "g": {"items": {"$ref": "#/definitions/d"}}}}
            """
                .formatted(name));
    QuickAccept.Test quick = requireNonNull(new QuickAccept(document).at(""));
    assertThat(QuickAccept.accepts(quick, JSON.readTree("{\"a\": [1]}"))).isFalse();
    assertThat(QuickAccept.accepts(quick, JSON.readTree("{\"b\": [1]}"))).isTrue();
  }

  @Test
  void gives_up_on_values_without_end() {
    JsonNode schema = JSON.readTree("{\"anyOf\": [{\"$ref\": \"#\"}, {\"$ref\": \"#\"}]}");
    QuickAccept.Test quick = requireNonNull(new QuickAccept(schema).at(""));
    assertThat(QuickAccept.accepts(quick, JSON.readTree("1"))).isFalse();
  }
}
