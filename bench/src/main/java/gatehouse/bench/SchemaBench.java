package gatehouse.bench;

import gatehouse.plugin.inspect.StrictJson;
import gatehouse.plugin.inspect.schema.Draft;
import gatehouse.plugin.inspect.schema.JsonSchema;
import gatehouse.plugin.inspect.schema.SchemaFault;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What it costs to validate an order of 10 KiB: reading it, and judging what was read. `main`
/// tells it in CPU time of one thread, which a busy machine does not change much; exit 1 when
/// judging takes more than 100 µs.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SchemaBench {
  private static final int SIZE = 10 << 10;
  private static final double MOST_MICROS = 100;
  private static final int ROUNDS = 15;
  private static final int TIMES = 2000;

  private static final String SCHEMA =
      """
      {"type": "object", "additionalProperties": false, "required": ["id", "customer", "lines"],
       "properties": {
         "id": {"type": "string", "format": "uuid"},
         "customer": {"$ref": "#/$defs/customer"},
         "lines": {"type": "array", "minItems": 1, "maxItems": 200, "items": {"$ref": "#/$defs/line"}}},
       "$defs": {
         "customer": {"type": "object", "required": ["name", "email"], "properties": {
           "name": {"type": "string", "minLength": 1, "maxLength": 100},
           "email": {"type": "string", "format": "email"},
           "kind": {"enum": ["person", "company"]}}},
         "line": {"type": "object", "additionalProperties": false, "required": ["sku", "count"],
           "properties": {
             "sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4,8}$"},
             "count": {"type": "integer", "minimum": 1, "maximum": 1000},
             "price": {"type": "number", "minimum": 0},
             "note": {"type": "string", "maxLength": 200}}}}}\
      """;

  private final JsonSchema schema;
  private final byte[] body;
  private final JsonNode value;

  public SchemaBench() {
    try {
      schema = JsonSchema.compile(new JsonMapper().readTree(SCHEMA), Draft.DRAFT_2020_12);
    } catch (SchemaFault e) {
      throw new IllegalStateException(e);
    }
    body = order().getBytes(StandardCharsets.UTF_8);
    value = Objects.requireNonNull(StrictJson.read(body));
  }

  private static String order() {
    StringBuilder order =
        new StringBuilder(
            "{\"id\":\"6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b\",\"customer\":{\"name\":\"Ada\","
                + "\"email\":\"ada@example.org\",\"kind\":\"person\"},\"lines\":[");
    for (int i = 1; order.length() < SIZE - 90; i++) {
      order
          .append(i == 1 ? "" : ",")
          .append(
              "{\"sku\":\"ABC-%06d\",\"count\":%d,\"price\":%d.95,\"note\":\"wrap it well, please\"}"
                  .formatted(i, i % 900 + 1, i));
    }
    return order.append("]}").toString();
  }

  @Benchmark
  public JsonNode read() {
    return Objects.requireNonNull(StrictJson.read(body));
  }

  @Benchmark
  public boolean judge() {
    return schema.accepts(value);
  }

  private interface Work {
    Object once();
  }

  private static double micros(Work work) {
    var threads = ManagementFactory.getThreadMXBean();
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < TIMES; i++) {
        if (Boolean.FALSE.equals(work.once())) {
          throw new IllegalStateException("the order does not conform");
        }
      }
      least = Math.min(least, (threads.getCurrentThreadCpuTime() - before) / 1e3 / TIMES);
    }
    return least;
  }

  public static void main(String[] args) {
    SchemaBench bench = new SchemaBench();
    double judging = micros(bench::judge);
    System.out.printf(
        "%d bytes: reading %.1f µs, judging %.1f µs of CPU time%n",
        bench.body.length, micros(bench::read), judging);
    System.exit(judging > MOST_MICROS ? 1 : 0);
  }
}
