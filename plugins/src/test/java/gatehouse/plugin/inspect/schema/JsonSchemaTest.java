package gatehouse.plugin.inspect.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

final class JsonSchemaTest {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(100_000).build())
                  .build())
          .build();

  private static JsonNode json(String text) {
    return JSON.readTree(text);
  }

  private static JsonSchema schema(String text, Draft draft) throws SchemaFault {
    return JsonSchema.compile(json(text), draft);
  }

  @ParameterizedTest
  @EnumSource
  void a_draft_is_found_by_the_name_that_schemas_give_it(Draft draft) {
    String id = SafeDialects.dialect(draft).getId();
    assertThat(Draft.named(id)).contains(draft);
    assertThat(Draft.named(id + "x")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void every_draft_knows_the_common_keywords(Draft draft) throws SchemaFault {
    JsonSchema schema =
        schema(
            """
            {"type": "object", "required": ["f"], "additionalProperties": false,
             "properties": {"f": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 3},
                            "n": {"type": "integer", "minimum": 1, "maximum": 10},
                            "l": {"type": "array", "minItems": 1, "uniqueItems": true}}}\
            """,
            draft);
    assertThat(schema.accepts(json("{\"f\": \"abc\", \"n\": 10, \"l\": [1, \"1\"]}"))).isTrue();
    for (String wrong :
        new String[] {
          "{}",
          "[]",
          "{\"f\": 1}",
          "{\"f\": \"A\"}",
          "{\"f\": \"abcd\"}",
          "{\"f\": \"a\", \"n\": 0}",
          "{\"f\": \"a\", \"n\": 1.5}",
          "{\"f\": \"a\", \"x\": 1}",
          "{\"f\": \"a\", \"l\": []}",
          "{\"f\": \"a\", \"l\": [{\"a\": 1, \"b\": 2}, {\"b\": 2, \"a\": 1.0}]}"
        }) {
      assertThat(schema.accepts(json(wrong))).as(wrong).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          date                  | 2024-02-29                | 2023-02-29
          date-time             | 2024-02-29T10:00:00Z      | 2024-02-29 10:00:00
          time                  | 10:00:00Z                 | 25:00:00Z
          duration              | P3DT4H                    | P3D4H
          email                 | o'neil+x@mail.example.com | a@b@c.example
          email                 | "a b"@[127.0.0.1]         | .a@example.com
          idn-email             | 実例@例え.jp                | @例え.jp
          hostname              | a-b.example               | -a.example
          idn-hostname          | 例え.jp                    | 例え..jp
          ipv4                  | 192.168.0.1               | 192.168.00.1
          ipv6                  | 2001:db8::1               | 2001:db8:::1
          ipv6                  | ::ffff:1.2.3.4            | ::ffff:1.2.3
          ipv6                  | 1:2:3:4:5:6:7:8           | 1:2:3:4:5:6:7:8:9
          ipv6                  | 1::8                      | 1:2:3:4:5:6:7::8:9
          uri                   | https://a.example/b?c#d   | /b
          uri-reference         | /b?c                      | /b c
          uri-template          | /a/{id}{?q*}              | /a/{id
          uuid                  | 2eb8aa08-aa98-11ea-b4aa-73b441d16380 | 2eb8aa08-aa98-11ea-b4aa73b441d16380
          json-pointer          | /a~1b/~0                  | /a~2
          relative-json-pointer | 1/a                       | 01/a
          regex                 | ^a+$                      | (
          byte                  | aGk=                      | aGk
          """)
  void formats_are_asserted(String format, String right, String wrong) throws SchemaFault {
    JsonSchema schema =
        schema("{\"type\": \"string\", \"format\": \"" + format + "\"}", Draft.DRAFT_2020_12);
    assertThat(schema.accepts(JSON.valueToTree(right))).as(right).isTrue();
    assertThat(schema.accepts(JSON.valueToTree(wrong))).as(wrong).isFalse();
  }

  @Test
  void schemas_of_one_document_refer_to_each_other() throws SchemaFault {
    SchemaDocument document =
        SchemaDocument.of(
            json(
                """
                {"openapi": "3.0.3", "components": {"schemas": {
                  "Pet": {"type": "object", "nullable": true, "properties": {
                    "age": {"$ref": "#/components/schemas/Age"}, "young": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}}},
                  "Age": {"type": "integer", "minimum": 0, "exclusiveMinimum": true}}}}\
                """),
            Draft.OPENAPI_3_0);
    JsonSchema pet = document.schema("/components/schemas/Pet");
    assertThat(pet.accepts(json("null"))).isTrue();
    assertThat(pet.accepts(json("{\"young\": [{\"age\": 1}]}"))).isTrue();
    assertThat(pet.violations(json("{\"young\": [{\"age\": 0}]}"), 5))
        .singleElement()
        .extracting(JsonSchema.Violation::instanceLocation)
        .isEqualTo("/young/0/age");
    assertThat(document.schema("/components/schemas/Age").accepts(json("1"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type": "nope"}                                  | /type                 | enumeration
          {"properties": {"a": {"minimum": "x"}}}           | /properties/a/minimum | number
          {"properties": {"a": {"pattern": "(?=a)"}}}       | ''                    | (?=a)
          {"properties": {"a": {"pattern": "("}}}           | ''                    | pattern
          {"patternProperties": {"(a)\\\\1": {}}}           | ''                    | (a)
          {"$ref": "#/nope"}                                | ''                    | nope
          {"$ref": "http://127.0.0.1:1/schema.json"}        | ''                    | 127.0.0.1
          {"$ref": "file:///etc/passwd"}                    | ''                    | passwd
          5                                                 | ''                    | object
          """)
  void what_is_no_schema_is_a_fault(String schema, String pointer, String says) {
    assertThatThrownBy(() -> schema(schema, Draft.DRAFT_2020_12))
        .isInstanceOf(SchemaFault.class)
        .hasMessageContaining(says)
        .extracting(fault -> ((SchemaFault) fault).pointer())
        .isEqualTo(pointer);
  }

  /// A specification is full of members that are no keywords.
  @Test
  void members_that_are_no_keywords_are_not_worth_a_line() throws SchemaFault {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    root.addAppender(lines);
    try {
      JsonSchema schema =
          schema("{\"x-own\": {\"a\": 1}, \"type\": \"string\"}", Draft.OPENAPI_3_0);
      assertThat(schema.accepts(json("\"a\""))).isTrue();
    } finally {
      root.detachAppender(lines);
    }
    assertThat(lines.list)
        .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
        .isEmpty();
  }

  @Test
  void a_value_that_nests_without_end_under_a_schema_that_does_is_refused() throws SchemaFault {
    JsonSchema schema =
        schema("{\"type\": \"array\", \"items\": {\"$ref\": \"#\"}}", Draft.DRAFT_7);
    assertThat(schema.accepts(json("[".repeat(90) + "]".repeat(90)))).isTrue();
    assertThat(schema.violations(json("[".repeat(50_000) + "]".repeat(50_000)), 1)).isNotEmpty();
  }

  @Test
  void texts_of_one_hash_do_not_slow_uniqueness_down() throws SchemaFault {
    ArrayNode items = JSON.createArrayNode();
    IntStream.range(0, 1 << 16).mapToObj(JsonSchemaTest::colliding).forEach(items::add);
    assertThat(schema("{\"uniqueItems\": true}", Draft.DRAFT_2020_12).accepts(items)).isTrue();
    items.add(colliding(77));
    assertThat(schema("{\"uniqueItems\": true}", Draft.DRAFT_2020_12).accepts(items)).isFalse();
  }

  /// `Aa` and `BB` have the same hash, and so has any row of them.
  private static String colliding(int bits) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      text.append((bits >>> i & 1) == 0 ? "Aa" : "BB");
    }
    return text.toString();
  }

  @Test
  void numbers_beyond_all_bounds_are_judged_at_once() throws SchemaFault {
    JsonSchema schema = schema("{\"multipleOf\": 0.01, \"maximum\": 5}", Draft.DRAFT_2020_12);
    JsonMapper exact =
        JSON.rebuild()
            .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    assertThat(schema.accepts(exact.readTree("1e999999"))).isFalse();
  }

  @Test
  void violations_name_no_value() throws SchemaFault {
    JsonSchema schema =
        schema(
            """
            {"properties": {"a": {"enum": ["x"]}, "b": {"const": 1}, "c": {"pattern": "^x$"}, "d": {"maximum": 3},
              "e": {"format": "email"}, "f": {"maxLength": 1}, "g": {"type": "integer"}, "h": {"uniqueItems": true}}}\
            """,
            Draft.DRAFT_2020_12);
    JsonNode value =
        json(
            """
            {"a": "secret", "b": "secret", "c": "secret", "d": 4711, "e": "secret", "f": "secret", "g": "secret", "h": ["secret", "secret"]}\
            """);
    assertThat(schema.violations(value, 20))
        .hasSize(8)
        .allSatisfy(v -> assertThat(v.message()).doesNotContain("secret", "4711"));
  }

  /// To compile a pattern is expensive, and `format: regex` lets a client ask for it.
  @Test
  void patterns_of_a_client_are_tried_within_a_bound() throws SchemaFault {
    JsonSchema schema =
        schema("{\"items\": {\"type\": \"string\", \"format\": \"regex\"}}", Draft.DRAFT_2020_12);
    ArrayNode patterns = JSON.createArrayNode();
    for (int i = 0; i < 100; i++) {
      patterns.add("\\p{L}[a-z]{1,9}" + i);
    }
    assertThat(schema.accepts(patterns)).isTrue();
    for (int i = 0; i < 10_000; i++) {
      patterns.add("\\p{L}[a-z]{1,9}" + i);
    }
    assertThat(schema.violations(patterns, 10))
        .singleElement()
        .satisfies(violation -> assertThat(violation.message()).contains("too much work"));
  }

  @Test
  void a_fault_says_that_nothing_is_fetched() {
    assertThatThrownBy(
            () -> schema("{\"$ref\": \"http://127.0.0.1:1/pet.json\"}", Draft.DRAFT_2020_12))
        .isInstanceOf(SchemaFault.class)
        .hasMessageContaining("http://127.0.0.1:1/pet.json")
        .hasMessageContaining("nothing is fetched");
  }

  @ParameterizedTest
  @CsvSource({
    "uri, http://a/b?c#d, true",
    "uri, http://a@b@c/, false",
    "uri, http://a:b/, false",
    "uri, http://[::1]:80/, true",
    "uri, 'http://[::1', false",
    "uri, http://[]/, false",
    "uri, http://[vF.a:b]/, true",
    "uri, http://a/%4, false",
    "uri, http://a/%4g, false",
    "uri, /a, false",
    "uri, 'http://a/ b', false",
    "uri, http://é/, false",
    "uri, 'urn:a:b', true",
    "uri, ':', false",
    "uri-reference, '', true",
    "uri-reference, '1:a', false",
    "uri-reference, ./1:a, true",
    "uri-reference, //a:b, false",
    "iri, http://é/?\ue000, true",
    "iri, http://é/\ue000, false",
    "iri-reference, é#😀, true"
  })
  void addresses_are_read_to_the_letter(String format, String text, boolean valid)
      throws SchemaFault {
    JsonSchema schema = schema("{\"format\": \"" + format + "\"}", Draft.DRAFT_2020_12);
    assertThat(schema.accepts(JSON.createArrayNode().add(text).get(0))).isEqualTo(valid);
  }
}
