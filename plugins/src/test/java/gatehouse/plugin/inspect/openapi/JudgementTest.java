package gatehouse.plugin.inspect.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What documents say of requests and answers, one way of saying it after the other.
class JudgementTest {
  private static final List<String> JSON = List.of("Content-Type: application/json");
  private static final List<String> FORM =
      List.of("Content-Type: application/x-www-form-urlencoded");

  private static Judge body(String version, String content) {
    return Judge.of(
        """
        openapi: %s
        info: {title: t, version: "1"}
        paths:
          /a:
            post:
              requestBody: {required: true, content: %s}
              responses: {"200": {description: ok, content: %s}}
        components:
          schemas:
            Pet:
              type: object
              required: [kind]
              properties: {kind: {type: string}}
              discriminator: {propertyName: kind, mapping: {cat: "#/components/schemas/Cat", dog: Dog}}
            Cat: {allOf: [{$ref: "#/components/schemas/Pet"}, {type: object, required: [lives], properties: {kind: {enum: [cat]}, lives: {type: integer}}}]}
            Dog: {allOf: [{$ref: "#/components/schemas/Pet"}, {type: object, properties: {kind: {enum: [dog]}, bark: {type: string}}}]}
        """
            .formatted(version, content, content));
  }

  private static Judge schema(String version, String schema) {
    return body(version, "{application/json: {schema: " + schema + "}}");
  }

  private static List<String> post(Judge judge, List<String> fields, String body) {
    return judge.problems("POST", "/a", fields, body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3.0.3 | {type: string, nullable: true} | null | true",
        "3.0.3 | {type: string} | null | false",
        "3.0.3 | {type: string, nullable: true, enum: [a, null]} | null | true",
        "3.0.3 | {type: integer, minimum: 5, exclusiveMinimum: true} | 5 | false",
        "3.1.0 | {type: [string, 'null']} | null | true",
        "3.1.0 | {type: [string, 'null']} | 5 | false",
        "3.1.0 | {type: integer, exclusiveMinimum: 5} | 5 | false",
        "3.1.0 | {const: 5} | 6 | false",
        "3.1.0 | {type: array, prefixItems: [{type: integer}], items: false} | [1] | true",
        "3.1.0 | {type: array, prefixItems: [{type: integer}], items: false} | [1,2] | false",
        "3.0.3 | {$ref: '#/components/schemas/Cat'} | {\"kind\":\"cat\",\"lives\":9} | true",
        "3.0.3 | {$ref: '#/components/schemas/Cat'} | {\"kind\":\"cat\"} | false",
        "3.0.3 | {$ref: '#/components/schemas/Cat'} | {\"kind\":\"dog\",\"lives\":9} | false",
        "3.0.3 | {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],"
            + " discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', dog:"
            + " '#/components/schemas/Dog'}}} | {\"kind\":\"dog\",\"bark\":\"w\"} | true",
        "3.0.3 | {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],"
            + " discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', dog:"
            + " '#/components/schemas/Dog'}}} | {\"kind\":\"dog\",\"bark\":1} | false",
        "3.0.3 | {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],"
            + " discriminator: {propertyName: kind}} | {\"kind\":\"cow\"} | false",
        "3.1.0 | {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}"
            + " | {\"kind\":\"cat\",\"lives\":9} | true",
        "3.0.3 | {oneOf: [{type: integer}, {type: number}]} | 5 | false",
        "3.0.3 | {oneOf: [{type: integer}, {type: number}]} | 5.5 | true",
        "3.0.3 | {anyOf: [{type: integer}, {type: string}]} | true | false",
        "3.0.3 | {type: string, format: byte} | \"YWJj\" | true",
        "3.0.3 | {type: integer, format: int32} | 5 | true",
      })
  void a_schema_means_what_its_version_says(
      String version, String schema, String value, boolean conforms) {
    assertThat(post(schema(version, schema), JSON, value).isEmpty()).isEqualTo(conforms);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.0.3", "3.1.0"})
  void members_may_go_one_way_only(String version) {
    Judge judge =
        schema(
            version,
            "{type: object, required: [id, secret], properties: {id: {type: integer, readOnly:"
                + " true}, secret: {type: string, writeOnly: true}}}");

    assertThat(post(judge, JSON, "{\"secret\":\"s\"}")).isEmpty();
    assertThat(post(judge, JSON, "{\"id\":1,\"secret\":\"s\"}")).hasSize(1);
    assertThat(post(judge, JSON, "{}")).hasSize(1);
    assertThat(answer(judge, "{\"id\":1}")).isEmpty();
    assertThat(answer(judge, "{\"id\":1,\"secret\":\"s\"}")).hasSize(1);
    assertThat(answer(judge, "{}")).hasSize(1);
  }

  private static List<String> answer(Judge judge, String body) {
    return judge.answerProblems("POST", "/a", 200, "application/json", body);
  }

  @Test
  void a_media_type_is_told_from_others_by_its_parameters() {
    Judge judge =
        body(
            "3.0.3",
            "{application/json; version=1: {schema: {type: integer}}, application/json; version=2:"
                + " {schema: {type: string}}, text/json: {schema: {type: boolean}},"
                + " application/*: {}}");

    assertThat(post(judge, List.of("Content-Type: application/json; version=1"), "5")).isEmpty();
    assertThat(post(judge, List.of("Content-Type: application/json;version=2"), "5")).hasSize(1);
    assertThat(post(judge, List.of("Content-Type: application/json;version=2"), "\"a\"")).isEmpty();
    assertThat(post(judge, List.of("Content-Type: application/json; charset=utf-8"), "5"))
        .isEmpty();
    assertThat(post(judge, List.of("Content-Type: text/json"), "5")).hasSize(1);
    assertThat(post(judge, List.of("Content-Type: application/zip"), "5")).isEmpty();
    assertThat(post(judge, List.of("Content-Type: text/plain"), "5"))
        .containsExactly("type: the media type is not described");
  }

  private static final String DEEP =
      """
      {application/x-www-form-urlencoded: {
        encoding: {expand: {style: deepObject, explode: true}, items: {style: deepObject}, tags: {style: form, explode: false}},
        schema: {type: object, additionalProperties: false, required: [items], properties: {
          amount: {type: integer}, tags: {type: array, items: {type: string, maxLength: 2}},
          expand: {type: array, items: {type: string}},
          items: {type: array, maxItems: 2, items: {type: object, required: [price], properties: {
            price: {type: object, properties: {amount: {type: integer}}}}}}}}}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "amount=5&items[0][price][amount]=1&items[1][price][amount]=2 true",
        "items%5B0%5D%5Bprice%5D%5Bamount%5D=1 true",
        "items[0][price][amount]=1&expand[]=a&expand[]=b&tags=a,b true",
        "items[0][price][amount]=x false",
        "items[0][other]=1 false",
        "items[1][price][amount]=1 false",
        "items[0][price][amount]=1&items[0][price]=2 false",
        "items[0][price][amount]=1&items[0][price][amount]=2 false",
        "items[0]price[amount]=1 false",
        "items[0][price][amount]=1&expand=a false",
        "items[0][price][amount]=1&tags=abc,d false",
        "items[0][price][amount]=1&tags=a&tags=b false",
        "amount=5 false",
        "items[0][price][amount]=1&amount=x false",
      })
  void fields_of_forms_are_read_by_their_style(String form, boolean conforms) {
    assertThat(post(body("3.0.3", DEEP), FORM, form).isEmpty()).isEqualTo(conforms);
  }

  @Test
  void parts_of_uploads_are_read_by_their_schema() {
    Judge judge =
        body(
            "3.1.0",
            "{multipart/form-data: {schema: {type: object, required: [meta, file], properties:"
                + " {meta: {type: object, required: [n], properties: {n: {type: integer}}}, file:"
                + " {type: string, format: binary}, tag: {type: array, maxItems: 2, items: {type:"
                + " integer}}}}}}");

    assertThat(upload(judge, "meta", "{\"n\":1}", "file", "x", "tag", "1", "tag", "2")).isEmpty();
    assertThat(upload(judge, "meta", "{\"n\":\"1\"}", "file", "x")).hasSize(1);
    assertThat(upload(judge, "meta", "{\"n\":1}")).hasSize(1);
    assertThat(upload(judge, "meta", "{\"n\":1}", "file", "x", "file", "y")).hasSize(1);
    assertThat(upload(judge, "meta", "{\"n\":1}", "file", "x", "tag", "a")).hasSize(1);
  }

  private static List<String> upload(Judge judge, String... parts) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < parts.length; i += 2) {
      body.append("--b\r\nContent-Disposition: form-data; name=\"").append(parts[i]);
      body.append("\"\r\n\r\n").append(parts[i + 1]).append("\r\n");
    }
    return post(
        judge, List.of("Content-Type: multipart/form-data; boundary=b"), body + "--b--\r\n");
  }

  private static final String PARAMETERS =
      """
      openapi: 3.0.3
      info: {title: t, version: "1"}
      servers:
      - {url: "https://{region}.example/{stage}", variables: {region: {default: eu, enum: [eu, us]}, stage: {default: v1, enum: [v1, v2]}}}
      - {url: /old/}
      paths:
        /pets/{pet-id}.{format}:
          parameters:
          - {name: pet-id, in: path, required: true, schema: {type: integer}}
          - {name: format, in: path, required: true, schema: {enum: [json, xml]}}
          get:
            parameters:
            - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {age: {type: object, properties: {min: {type: integer}}}, ids: {type: array, items: {type: integer}}}}}
            - {name: where, in: query, content: {application/json: {schema: {type: object, required: [a]}}}}
            - {name: page, in: query, schema: {type: object, properties: {from: {type: integer}, size: {type: integer, maximum: 9}}}}
            - {name: X-Ids, in: header, schema: {type: array, items: {type: integer}}}
            - {name: sid, in: cookie, schema: {type: string, minLength: 3}}
            - {name: Accept, in: header, schema: {type: integer}}
            responses: {default: {description: ok}}
            callbacks: {done: {"{$request.query.url}": {post: {parameters: [{$ref: "#/nowhere"}], responses: {}}}}}
        /with/own:
          servers: [{url: "http://other.example/own"}]
          get: {responses: {default: {description: ok}}}
          post: {servers: [{url: /post}], responses: {default: {description: ok}}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/v1/pets/5.json true",
        "/v2/pets/5.xml true",
        "/old/pets/5.xml true",
        "/v3/pets/5.xml false",
        "/pets/5.xml false",
        "/v1/pets/5.csv false",
        "/v1/pets/x.json false",
        "/v1/pets/5.json?filter[age][min]=3&filter[ids][]=1&filter[ids][]=2 true",
        "/v1/pets/5.json?filter[ids][0]=1&filter[ids][1]=2 true",
        "/v1/pets/5.json?filter[age][min]=x false",
        "/v1/pets/5.json?filter[ids][]=x false",
        "/v1/pets/5.json?filter=1 false",
        "/v1/pets/5.json?filter[age]=1&filter[age][min]=1 false",
        "/v1/pets/5.json?where=%7B%22a%22%3A1%7D true",
        "/v1/pets/5.json?where=%7B%7D false",
        "/v1/pets/5.json?where=a false",
        "/v1/pets/5.json?from=1&size=9 true",
        "/v1/pets/5.json?from=1&size=10 false",
        "/v1/pets/5.json?page=1 false",
        "/own/with/own true",
        "/v1/with/own false",
      })
  void a_target_is_described_or_not(String target, boolean described) {
    List<String> fields = List.of("X-Ids: 1, 2", "Cookie: a=b; sid=abc", "Accept: */*");
    assertThat(Judge.of(PARAMETERS).problems("GET", target, fields, "").isEmpty())
        .isEqualTo(described);
  }

  @Test
  void fields_and_cookies_are_parameters_too() {
    Judge judge = Judge.of(PARAMETERS);

    assertThat(judge.problems("GET", "/v1/pets/5.json", List.of("X-Ids: 1, x"), "")).hasSize(1);
    assertThat(judge.problems("GET", "/v1/pets/5.json", List.of("Cookie: sid=a"), "")).hasSize(1);
    assertThat(judge.problems("POST", "/post/with/own", List.of(), "")).isEmpty();
    assertThat(judge.problems("GET", "/post/with/own", List.of(), "")).isNotEmpty();
    assertThat(judge.problems("DELETE", "/own/with/own", List.of(), "")).containsExactly("method");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a/{b: | the braces of the path do not fit",
        "/a/{}: | the braces of the path do not fit",
        "/a}: | the braces of the path do not fit",
        "/a/{b}{c}: | has two variables with nothing between them",
        "/a?b={c}: | ends before the question mark; arguments are parameters in the query",
        "/a#b: | ends before the number sign; a fragment is never sent",
        "a/b: | a path begins with a slash",
      })
  void a_path_that_no_request_can_have_is_a_fault(String key, String message) {
    String path = key.substring(0, key.length() - 1);
    String text =
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  \"" + path + "\": {get: {}}\n";
    assertThat(Judge.read(text, null).faults())
        .extracting(SpecFault::message)
        .containsExactly(message);
  }

  @Test
  void webhooks_are_no_paths_and_are_not_read() {
    Judge judge =
        Judge.of(
            """
            openapi: 3.1.0
            info: {title: t, version: "1"}
            paths: {/a: {get: {}}}
            webhooks: {/hook: {post: {requestBody: {$ref: "#/nowhere"}}}}
            """);
    assertThat(judge.problems("POST", "/hook", List.of(), "")).containsExactly("path");
  }
}
