package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.inspect.StrictJson;
import gatehouse.plugin.inspect.parameter.Parameter;
import gatehouse.plugin.inspect.parameter.Parameter.Found;
import gatehouse.plugin.inspect.parameter.Sent;
import gatehouse.plugin.inspect.schema.JsonSchema;
import gatehouse.plugin.inspect.schema.JsonSchema.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a parameter must be.
///
/// @param schema of its value; null takes any
/// @param isJson whether its text is JSON (a parameter with `content`)
record ParameterCheck(
    Parameter parameter,
    boolean required,
    boolean mayBeEmpty,
    @Nullable JsonSchema schema,
    boolean isJson) {

  /// Adds what is wrong with it in a request.
  void judge(Sent sent, int most, List<Problem> problems) {
    switch (parameter.read(sent)) {
      case Found.Nothing _ -> {
        if (required) {
          problems.add(problem("required parameter value not found in request"));
        }
      }
      case Found.Unclear(String reason) -> problems.add(problem(reason));
      case Found.Value(JsonNode value) -> judge(value, most, problems);
    }
  }

  private void judge(JsonNode found, int most, List<Problem> problems) {
    JsonNode value = found;
    if (mayBeEmpty && value.isString() && value.stringValue().isEmpty()) {
      return;
    }
    if (isJson) {
      JsonNode json = StrictJson.read(value.asString("").getBytes(StandardCharsets.UTF_8));
      if (json == null) {
        problems.add(problem("is not one JSON value"));
        return;
      }
      value = json;
    }
    if (schema != null) {
      for (Violation violation : schema.violations(value, Math.max(1, most - problems.size()))) {
        String where = violation.instanceLocation();
        problems.add(
            new Problem(
                parameter.place().text(),
                parameter.name(),
                where.isEmpty() ? violation.message() : where + ": " + violation.message(),
                where,
                violation.keywordLocation()));
      }
    }
  }

  private Problem problem(String reason) {
    return Problem.of(parameter.place().text(), parameter.name(), reason);
  }
}
