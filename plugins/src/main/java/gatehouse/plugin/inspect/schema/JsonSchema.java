package gatehouse.plugin.inspect.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.Schema;
import com.networknt.schema.ValidationLimitExceededException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A compiled schema. Immutable and thread-safe; nothing about a value can make it take long, since
/// the steps it may take and their depth are bounded and what exceeds them does not conform.
public final class JsonSchema {
  /// Steps for one value: some millions of members and elements under a plain schema.
  private static final long MOST_STEPS = 5_000_000;

  /// Schemas within schemas; a reference to itself goes as deep as the value does.
  private static final int DEEPEST = 600;

  /// What is told of a name or a value's place at most.
  private static final int LONGEST_TEXT = 200;

  private static final ExecutionConfig ALL = execution(false, Way.ANY);
  private static final ExecutionConfig FIRST = execution(true, Way.ANY);
  private static final ExecutionConfig ALL_OF_REQUEST = execution(false, Way.REQUEST);
  private static final ExecutionConfig FIRST_OF_REQUEST = execution(true, Way.REQUEST);
  private static final ExecutionConfig ALL_OF_ANSWER = execution(false, Way.ANSWER);
  private static final ExecutionConfig FIRST_OF_ANSWER = execution(true, Way.ANSWER);

  private final Schema schema;
  private final QuickAccept.@Nullable Test quick;

  /// Where a value does not conform, and why.
  ///
  /// @param instanceLocation JSON pointer into the value; empty for the whole of it
  /// @param keywordLocation JSON pointer into the schema
  /// @param message what was expected; names of members may be those of the sender, values never
  ///   are
  public record Violation(String instanceLocation, String keywordLocation, String message) {}

  /// Which way a value goes, for members that may go one way only.
  public enum Way {
    /// Members go either way.
    ANY,
    /// To the service: `readOnly` members may not be there, and need not.
    REQUEST,
    /// To the client: `writeOnly` members likewise.
    ANSWER
  }

  /// @param quick the shortcut for values that conform; null if there is none
  JsonSchema(Schema schema, QuickAccept.@Nullable Test quick) {
    this.schema = schema;
    this.quick = quick;
  }

  private static ExecutionConfig execution(boolean first, Way way) {
    return ExecutionConfig.builder()
        .readOnly(way == Way.REQUEST ? Boolean.TRUE : null)
        .writeOnly(way == Way.ANSWER ? Boolean.TRUE : null)
        .locale(Locale.ENGLISH)
        .formatAssertionsEnabled(true)
        .failFast(first)
        .maxEvaluationSteps(MOST_STEPS)
        .maxEvaluationDepth(DEEPEST)
        .build();
  }

  /// Compiles a schema that stands by itself.
  ///
  /// @throws SchemaFault if it is none, refers to what is not in it, or has a pattern that cannot
  ///   be matched in linear time
  public static JsonSchema compile(JsonNode schema, Draft draft) throws SchemaFault {
    return SchemaDocument.of(schema, draft).schema("");
  }

  /// Whether a value conforms.
  public boolean accepts(JsonNode value) {
    return violations(value, FIRST, 1).isEmpty();
  }

  /// What does not conform, at most as many as asked for; empty if all does.
  public List<Violation> violations(JsonNode value, int limit) {
    return violations(value, limit == 1 ? FIRST : ALL, limit);
  }

  /// The same for a value that goes one way.
  public List<Violation> violations(JsonNode value, int limit, Way way) {
    ExecutionConfig config =
        switch (way) {
          case ANY -> limit == 1 ? FIRST : ALL;
          case REQUEST -> limit == 1 ? FIRST_OF_REQUEST : ALL_OF_REQUEST;
          case ANSWER -> limit == 1 ? FIRST_OF_ANSWER : ALL_OF_ANSWER;
        };
    return violations(value, config, limit);
  }

  private List<Violation> violations(JsonNode value, ExecutionConfig config, int limit) {
    return quick != null && QuickAccept.accepts(quick, value)
        ? List.of()
        : judged(value, config, limit);
  }

  /// What the library says, without the shortcut.
  boolean isJudgedToConform(JsonNode value) {
    return judged(value, FIRST, 1).isEmpty();
  }

  private List<Violation> judged(JsonNode value, ExecutionConfig config, int limit) {
    try {
      List<Error> errors = schema.validate(value, context -> context.setExecutionConfig(config));
      return errors.stream().limit(limit).map(JsonSchema::violation).toList();
    } catch (ValidationLimitExceededException | LinearPattern.Exhausted _) {
      return List.of(new Violation("", "", "takes too much work to validate"));
    }
  }

  private static Violation violation(Error error) {
    return new Violation(
        shortened(error.getInstanceLocation().toString()),
        shortened(error.getEvaluationPath().toString()),
        shortened(error.getMessage()));
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }
}
