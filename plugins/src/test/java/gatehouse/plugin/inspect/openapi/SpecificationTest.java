package gatehouse.plugin.inspect.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.plugin.inspect.openapi.Specification.Outcome;
import gatehouse.plugin.inspect.openapi.Specification.Reading;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecificationTest {
  private static final String PATHS =
      """
      openapi: 3.1.0
      info: {title: t, version: "1"}
      servers: [{url: /base}]
      paths:
        /a/b: {get: {}}
        /a/{x}: {get: {}}
        /{y}/b/c: {get: {}}
        /a/{x}/c/{z}: {get: {}}
        /f/{n}.{e}: {get: {}}
        /f/{n}.png: {get: {}}
        /caf%c3%a9/%2f: {get: {}}
        /: {get: {}}
      """;

  @ParameterizedTest
  @CsvSource({
    "/base/a/b, /a/b",
    "/base/a/c, /a/{x}",
    "/base/a/b/c, /{y}/b/c",
    "/base/a/b/c/d, /a/{x}/c/{z}",
    "/base/f/x.png, /f/{n}.png",
    "/base/f/x.y.gif, /f/{n}.{e}",
    "/base/café/%2F, /caf%c3%a9/%2f",
    "/base/, /",
    "/base, ",
    "/base/a, ",
    "/base/a/, ",
    "/base/a/b/, ",
    "/base/f/.png, ",
    "/base/f/x, ",
    "/a/b, ",
    "/, ",
    "'', ",
    "*, "
  })
  void finds_paths_segment_by_segment(String path, String found) {
    PathTree.Hit hit = read(PATHS).find(path, "GET");
    assertThat(hit == null ? null : hit.item().path()).isEqualTo(found);
  }

  @Test
  void a_document_cut_off_or_garbled_has_faults_and_throws_nothing() {
    Random random = new Random(11);
    byte[] whole =
        (PATHS
                + """
                components:
                  schemas:
                    A: {type: object, properties: {a: {$ref: "#/components/schemas/A"}, b: {$ref: "#/nowhere"}}}
                  securitySchemes: {k: {type: apiKey, in: header, name: k}}
                """)
            .getBytes(UTF_8);
    for (int i = 0; i < 1500; i++) {
      byte[] text = whole.clone();
      for (int n = random.nextInt(1, 6); n > 0; n--) {
        text[random.nextInt(text.length)] =
            (byte) "{}[]:,-#&*!|>'\"%@` \nax0".charAt(random.nextInt(23));
      }
      int end = random.nextInt(4) == 0 ? random.nextInt(text.length) : text.length;
      Outcome outcome =
          Specification.read(java.util.Arrays.copyOf(text, end), new Reading(null, null));
      assertThat(outcome.specification() == null).isEqualTo(!outcome.faults().isEmpty());
    }
  }

  @Test
  void requests_of_any_kind_are_found_or_not_and_throw_nothing() {
    Specification specification = read(PATHS);
    Random random = new Random(13);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder path = new StringBuilder("/base");
      for (int n = random.nextInt(40); n > 0; n--) {
        path.append("/ab.f%2Fcxyz{}".charAt(random.nextInt(14)));
      }
      specification.find(path.toString(), "GET");
    }
  }

  @Test
  void schemas_may_refer_to_themselves() {
    Specification made =
        read(
            """
            openapi: 3.0.0
            paths:
              /a:
                post:
                  requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/T"}}}}
            components:
              schemas:
                T: {type: object, properties: {child: {$ref: "#/components/schemas/T"}, l: {type: array, items: {$ref: "#/components/schemas/T"}}}}
            """);
    assertThat(made.operations()).hasSize(1);
  }

  @Test
  void references_in_a_circle_are_a_fault() {
    Outcome outcome =
        Specification.read(
            """
            openapi: 3.0.0
            paths:
              /a: {get: {parameters: [{$ref: "#/components/parameters/a"}]}}
            components: {parameters: {a: {$ref: "#/components/parameters/b"}, b: {$ref: "#/components/parameters/a"}}}
            """
                .getBytes(UTF_8),
            new Reading(null, null));
    assertThat(outcome.faults())
        .extracting(SpecFault::message)
        .containsExactly("expected a parameter");
    assertThat(outcome.faults().getFirst().line()).isEqualTo(3);
  }

  private static Specification read(String text) {
    Outcome outcome = Specification.read(text.getBytes(UTF_8), new Reading(null, null));
    assertThat(outcome.faults()).isEmpty();
    Specification made = outcome.specification();
    assertThat(made).isNotNull();
    return java.util.Objects.requireNonNull(made);
  }
}
