package gatehouse.plugin.cases;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What became of a request.
///
/// @param status the status of the answer
/// @param message the member `message` of its JSON body; null if there is none
/// @param body a body
/// @param header the value of a field of the answer, several joined by a comma; null if absent
/// @param upstream what the service got; null if it got nothing
record Outcome(
    int status,
    @Nullable String message,
    String body,
    Function<String, @Nullable String> header,
    @Nullable Received upstream) {

  /// What the service got.
  ///
  /// @param target path and query
  record Received(
      String method, String target, Function<String, @Nullable String> header, String body) {}
}
