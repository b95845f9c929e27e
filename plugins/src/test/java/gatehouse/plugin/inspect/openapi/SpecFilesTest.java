package gatehouse.plugin.inspect.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Documents that refer to other files.
class SpecFilesTest {
  private static final List<String> JSON = List.of("Content-Type: application/json");

  @TempDir private Path around;

  private Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    folder = Files.createDirectories(around.resolve("api"));
    Files.createDirectories(folder.resolve("schemas"));
    Files.writeString(around.resolve("secret.yaml"), "A: {type: string}");
    Files.writeString(
        folder.resolve("paths.yaml"),
        """
        pets:
          post:
            parameters: [{$ref: 'common.yaml#/parameters/limit'}]
            requestBody: {$ref: '#/bodies/pet'}
            responses:
              default: {$ref: 'common.yaml#/responses/default'}
        bodies:
          pet: {required: true, content: {application/json: {schema: {$ref: schemas/pet.yaml}}}}
        """);
    Files.writeString(
        folder.resolve("common.yaml"),
        """
        parameters:
          limit: {name: limit, in: query, schema: {type: integer}}
        responses:
          default: {description: fault, content: {application/json: {schema: {$ref: 'schemas/pet.yaml#/properties/name'}}}}
        """);
    Files.writeString(
        folder.resolve("schemas/pet.yaml"),
        """
        type: object
        required: [name]
        additionalProperties: false
        properties:
          name: {type: string, maxLength: 5}
          parent: {$ref: pet.yaml}
          default: {$ref: '../common.yaml#/parameters/limit/schema'}
          x-of: {$ref: '#/properties/name'}
        """);
  }

  private static String document(String ref) {
    return """
    openapi: 3.0.3
    info: {title: t, version: '1'}
    paths:
      /pets: {$ref: '%s'}
    """
        .formatted(ref);
  }

  @Test
  void references_lead_from_file_to_file_and_in_circles() {
    Judge judge = Judge.of(document("paths.yaml#/pets"), folder);

    assertThat(post(judge, "{\"name\":\"a\",\"parent\":{\"name\":\"b\"}}")).isEmpty();
    assertThat(post(judge, "{\"name\":\"a\",\"parent\":{\"name\":\"too long\"}}")).hasSize(1);
    assertThat(post(judge, "{\"name\":\"a\",\"parent\":{}}")).hasSize(1);
    assertThat(judge.problems("POST", "/pets?limit=x", JSON, "{\"name\":\"a\"}")).hasSize(1);
    assertThat(judge.specification().isSelfContained()).isFalse();
  }

  @Test
  void members_may_be_named_as_words_are() {
    Judge judge = Judge.of(document("./paths.yaml#/pets"), folder);

    assertThat(post(judge, "{\"name\":\"a\",\"default\":5,\"x-of\":\"b\"}")).isEmpty();
    assertThat(post(judge, "{\"name\":\"a\",\"default\":\"5\"}")).hasSize(1);
    assertThat(post(judge, "{\"name\":\"a\",\"x-of\":\"too long\"}")).hasSize(1);
    assertThat(judge.answerProblems("POST", "/pets", 500, "application/json", "\"a\"")).isEmpty();
    assertThat(judge.answerProblems("POST", "/pets", 500, "application/json", "5")).hasSize(1);
  }

  @Test
  void what_is_outside_of_the_folder_or_not_there_is_a_fault() throws IOException {
    assertThat(fault("../secret.yaml#/A")).contains("outside of the specification's folder");
    assertThat(fault("/etc/hostname")).contains("outside of the specification's folder");
    assertThat(fault("https://example.com/a.yaml")).contains("outside of the document");
    assertThat(fault("none.yaml")).contains("cannot be read: none.yaml");
    assertThat(fault("paths.yaml#/cats")).contains("expected a path item");
    Files.createSymbolicLink(folder.resolve("link.yaml"), around.resolve("secret.yaml"));
    assertThat(fault("link.yaml#/A")).contains("outside of the specification's folder");
    assertThat(Judge.read(document("paths.yaml#/pets"), null).faults().getFirst().toString())
        .contains("4:17: refers to something outside of the document");
  }

  @Test
  void a_fault_in_a_file_names_the_file_and_the_line() throws IOException {
    Files.writeString(
        folder.resolve("common.yaml"),
        "parameters:\n  limit: {name: limit, in: nowhere}\nresponses: {default: {}}\n");

    assertThat(Judge.read(document("paths.yaml#/pets"), folder).faults())
        .extracting(SpecFault::toString)
        .contains("common.yaml:2:10: expected a parameter with name and in");
  }

  private String fault(String ref) {
    return Judge.read(document(ref), folder).faults().getFirst().toString();
  }

  private static List<String> post(Judge judge, String body) {
    return judge.problems("POST", "/pets?limit=5", JSON, body);
  }
}
