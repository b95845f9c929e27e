package gatehouse.plugin.cases;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request of a case.
///
/// @param from the address of the client
/// @param headers values by name
/// @param answer what the service answers
record CaseRequest(
    String method,
    String target,
    String from,
    Map<String, List<String>> headers,
    @Nullable String body,
    ServiceAnswer answer) {

  /// What the service answers.
  record ServiceAnswer(int status, Map<String, List<String>> headers, String body) {}
}
