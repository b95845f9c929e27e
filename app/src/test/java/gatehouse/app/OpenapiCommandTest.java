package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenapiCommandTest {
  private static final String SPEC =
      """
      openapi: 3.1.0
      info: {title: Pets, version: "1"}
      servers: [{url: "https://pets.example/v1"}]
      paths:
        /pets: {get: {responses: {"200": {description: ok}}}}
        /pets/{id}: {delete: {responses: {"204": {description: ok}}}}
      """;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void what_is_imported_passes_check_and_does_not_differ() throws IOException {
    Path spec = file("spec.yaml", SPEC);
    assertThat(run("openapi", "import", spec.toString())).isEqualTo(Main.OK);
    Path config = file("gatehouse.yml", out.toString());

    assertThat(run("check", "--config", config.toString())).as(err.toString()).isZero();
    assertThat(run("openapi", "diff", spec.toString(), "--config", config.toString())).isZero();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void differences_are_told_in_both_directions() throws IOException {
    Path spec = file("spec.yaml", SPEC);
    run("openapi", "import", spec.toString());
    Path config = file("gatehouse.yml", out.toString());
    file("spec.yaml", SPEC.replace("/pets:", "/cats:"));

    assertThat(run("openapi", "diff", spec.toString(), "--config", config.toString()))
        .isEqualTo(Main.BAD_CONFIGURATION);
    assertThat(out.toString())
        .isEqualTo(
            """
            - GET /v1/cats: no route
            + route pets-get-pets ~/v1/pets$: no operation
            """);
  }

  @Test
  void a_document_with_faults_is_told_with_its_places() throws IOException {
    Path spec = file("spec.yaml", "openapi: 3.1.0\npaths:\n  /a/{b: {get: {}}\n");

    assertThat(run("openapi", "import", spec.toString())).isEqualTo(Main.BAD_CONFIGURATION);
    assertThat(err.toString()).contains(spec + ":3:").contains("braces");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void says_what_it_needs() throws IOException {
    Path spec = file("spec.yaml", "openapi: 3.1.0\npaths: {/a: {get: {}}}\n");

    assertThat(run("openapi", "import", spec.toString())).isEqualTo(Main.BAD_USAGE);
    assertThat(err.toString()).contains("--service-url URL");
    assertThat(run("openapi", "diff", spec.toString())).isEqualTo(Main.BAD_USAGE);
    assertThat(run("openapi")).isEqualTo(Main.BAD_USAGE);
    assertThat(run("openapi", "import", folder + "/none")).isEqualTo(Main.BAD_USAGE);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /// What was printed before is forgotten.
  private int run(String... words) throws IOException {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    Terminal terminal =
        new Terminal(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), false);
    return Main.run(terminal, words);
  }
}
