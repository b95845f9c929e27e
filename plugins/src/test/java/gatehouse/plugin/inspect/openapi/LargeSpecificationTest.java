package gatehouse.plugin.inspect.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.plugin.inspect.FormFields;
import gatehouse.plugin.inspect.openapi.Specification.Outcome;
import gatehouse.plugin.inspect.openapi.Specification.Reading;
import gatehouse.plugin.inspect.parameter.Place;
import gatehouse.plugin.inspect.parameter.Sent;
import gatehouse.plugin.inspect.schema.JsonSchema.Way;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A document as large companies have them. With `-Dopenapi.measure=true` it also prints what
/// loading it and judging requests takes.
class LargeSpecificationTest {
  private static final int RESOURCES = 1000;
  private static final int ROUNDS = 200_000;

  @Test
  void thousands_of_operations_are_read_and_told_apart() {
    String text = document();
    byte[] bytes = text.getBytes(UTF_8);
    long start = cpu();
    Outcome outcome = Specification.read(bytes, new Reading(null, null));
    long loaded = cpu() - start;
    assertThat(outcome.faults()).isEmpty();
    Specification made = Objects.requireNonNull(outcome.specification());
    assertThat(made.operations()).hasSize(5 * RESOURCES);

    assertThat(problems(made, 0, "{\"name\":\"a\"}")).isEmpty();
    assertThat(problems(made, RESOURCES - 1, "{\"name\":\"a\",\"next\":{\"name\":\"b\"}}"))
        .isEmpty();
    assertThat(problems(made, 500, "{\"name\":\"much too long\"}")).hasSize(1);
    assertThat(problems(made, 500, "{\"name\":\"a\",\"next\":{\"id\":\"x\"}}")).isNotEmpty();
    assertThat(made.find("/v1/resource" + RESOURCES + "/5", "GET")).isNull();
    if (Boolean.getBoolean("openapi.measure")) {
      measure(made, bytes.length, loaded);
    }
  }

  private static void measure(Specification made, int size, long loaded) {
    for (int i = 0; i < ROUNDS; i++) {
      problems(made, i % RESOURCES, "{\"name\":\"a\",\"next\":{\"name\":\"b\"}}");
    }
    long start = cpu();
    for (int i = 0; i < ROUNDS; i++) {
      problems(made, i % RESOURCES, "{\"name\":\"a\",\"next\":{\"name\":\"b\"}}");
    }
    long each = (cpu() - start) / ROUNDS;
    start = cpu();
    for (int i = 0; i < ROUNDS; i++) {
      made.find("/v1/resource" + i % RESOURCES + "/12345", "PUT");
    }
    long find = (cpu() - start) / ROUNDS;
    System.gc();
    long with = used();
    System.out.printf(
        "%d operations, %d KiB: loaded in %d ms CPU; heap with it %d MiB; finding %d ns, judging %d"
            + " ns%n",
        made.operations().size(), size >> 10, loaded / 1_000_000, with >> 20, find, each);
    assertThat(made.items()).isNotEmpty();
  }

  private static long used() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /// What is wrong with a request that puts a resource.
  private static List<Problem> problems(Specification made, int resource, String body) {
    PathTree.Hit hit =
        Objects.requireNonNull(made.find("/v1/resource" + resource + "/12345", "PUT"));
    Operation operation = Objects.requireNonNull(hit.item().operation("PUT"));
    Headers headers = new Headers();
    headers.add(HeaderName.of("Content-Type"), "application/json");
    Sent sent = new Sent(FormFields.of("limit=5").pairs(), headers, hit.values());
    List<Problem> problems = new ArrayList<>();
    Arguments.judge(operation, sent, EnumSet.allOf(Place.class), 20, problems);
    byte[] bytes = body.getBytes(UTF_8);
    if (BodyFound.ofRequest(headers, bytes, operation.body(), true)
        instanceof BodyFound.Judged judged) {
      problems.addAll(judged.problems(Way.REQUEST, 1, 1 << 20));
    }
    return problems;
  }

  private static String document() {
    StringBuilder text = new StringBuilder("openapi: 3.1.0\ninfo: {title: large, version: '1'}\n");
    text.append("servers: [{url: /v1}]\npaths:\n");
    for (int i = 0; i < RESOURCES; i++) {
      text.append(
          """
            /resource%1$d:
              get: {operationId: list%1$d, parameters: [{$ref: '#/components/parameters/limit'}], responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/R%1$d'}}}}}}}
              post: {operationId: add%1$d, requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/R%1$d'}}}}, responses: {'201': {description: ok}}}
            /resource%1$d/{id}:
              parameters: [{name: id, in: path, required: true, schema: {type: integer}}, {$ref: '#/components/parameters/limit'}]
              get: {operationId: get%1$d, responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/R%1$d'}}}}}}
              put: {operationId: put%1$d, requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/R%1$d'}}}}, responses: {'200': {description: ok}}}
              delete: {operationId: delete%1$d, responses: {'204': {description: ok}}}
          """
              .formatted(i));
    }
    text.append(
        "components:\n"
            + "  parameters: {limit: {name: limit, in: query, schema: {type: integer, maximum:"
            + " 100}}}\n"
            + "  schemas:\n");
    for (int i = 0; i < RESOURCES; i++) {
      text.append(
          """
              R%d: {type: object, required: [name], properties: {id: {type: integer}, name: {type: string, maxLength: 8}, tags: {type: array, items: {type: string}}, next: {$ref: '#/components/schemas/R%d'}}}
          """
              .formatted(i, (i + 1) % RESOURCES));
    }
    return text.toString();
  }
}
