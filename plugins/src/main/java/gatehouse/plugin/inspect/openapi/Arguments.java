package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.inspect.FormFields;
import gatehouse.plugin.inspect.parameter.Parameter;
import gatehouse.plugin.inspect.parameter.Place;
import gatehouse.plugin.inspect.parameter.Sent;
import gatehouse.spi.Headers;
import java.util.List;
import java.util.Set;

/// Judges the parameters of requests.
final class Arguments {
  private static final String UNKNOWN = "is not in the specification";

  private Arguments() {}

  /// Adds what is wrong with the parameters of these places.
  static void judge(
      Operation operation, Sent sent, Set<Place> places, int most, List<Problem> problems) {
    for (ParameterCheck check : operation.parameters()) {
      if (problems.size() < most && places.contains(check.parameter().place())) {
        check.judge(sent, most, problems);
      }
    }
  }

  /// Adds the arguments of the query that are not described.
  ///
  /// @param known names that may be there all the same
  static void others(
      Operation operation, Sent sent, Set<String> known, int most, List<Problem> problems) {
    for (FormFields.Pair pair : sent.query()) {
      if (problems.size() < most && !known.contains(pair.name()) && !isClaimed(operation, pair)) {
        problems.add(Problem.of("query", pair.name(), UNKNOWN));
      }
    }
  }

  private static boolean isClaimed(Operation operation, FormFields.Pair pair) {
    for (ParameterCheck check : operation.parameters()) {
      if (check.parameter().claims(pair.name())) {
        return true;
      }
    }
    return false;
  }

  /// Adds the header fields that are not described.
  ///
  /// @param known names in lower case that may be there all the same
  static void otherHeaders(
      Operation operation, Headers headers, Set<String> known, int most, List<Problem> problems) {
    for (int i = 0; i < headers.size() && problems.size() < most; i++) {
      String name = headers.lowerName(i);
      if (!known.contains(name) && !isHeader(operation, name)) {
        problems.add(Problem.of("header", name, UNKNOWN));
      }
    }
  }

  /// Whether an operation takes that header field.
  static boolean isHeader(Operation operation, String lowerName) {
    for (ParameterCheck check : operation.parameters()) {
      Parameter parameter = check.parameter();
      if (parameter.place() == Place.HEADER && parameter.name().equalsIgnoreCase(lowerName)) {
        return true;
      }
    }
    return false;
  }
}
