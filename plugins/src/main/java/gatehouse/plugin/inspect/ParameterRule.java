package gatehouse.plugin.inspect;

import gatehouse.plugin.inspect.parameter.Parameter;
import gatehouse.plugin.inspect.parameter.Parameter.Found;
import gatehouse.plugin.inspect.parameter.Sent;
import gatehouse.plugin.inspect.schema.JsonSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a parameter must be.
///
/// @param schema of its value; null takes any
record ParameterRule(Parameter parameter, boolean required, @Nullable JsonSchema schema) {

  /// What is wrong with the parameter of a request, without its value; null if nothing is.
  @Nullable String complaint(Sent sent) {
    return switch (parameter.read(sent)) {
      case Found.Nothing _ -> required ? "required parameter value not found in request" : null;
      case Found.Unclear(String reason) -> reason;
      case Found.Value(var value) -> schema == null ? null : first(schema.violations(value, 1));
    };
  }

  private static @Nullable String first(List<JsonSchema.Violation> violations) {
    if (violations.isEmpty()) {
      return null;
    }
    JsonSchema.Violation first = violations.getFirst();
    String where = first.instanceLocation();
    return where.isEmpty() ? first.message() : where + ": " + first.message();
  }

  /// The parameter as messages name it.
  String title() {
    return parameter.place().text() + " '" + parameter.name() + "'";
  }
}
