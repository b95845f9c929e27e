package gatehouse.plugin.cases;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What became of a request.
///
/// @param status the status of the answer
/// @param message the member `message` of its JSON body; null if there is none
/// @param body a body that is not Gatehouse's JSON one; null if there is none
/// @param header the value of a field of the answer, several joined by a comma; null if absent
/// @param upstream what the service got; null if it got nothing
/// @param rules the rules that refused, in order
record Outcome(
    int status,
    @Nullable String message,
    @Nullable String body,
    Function<String, @Nullable String> header,
    @Nullable Received upstream,
    List<String> rules) {

  /// What the service got.
  ///
  /// @param target path and query
  record Received(
      String target, Function<String, @Nullable String> header, @Nullable String body) {}
}
