package gatehouse.control;

import java.io.IOException;
import java.util.List;

/// What answers at one path of the Admin API.
///
/// @param methods that it takes; HEAD goes with GET
record Endpoint(List<String> methods, Action action) {
  static Endpoint get(Action action) {
    return new Endpoint(List.of("GET", "HEAD", "OPTIONS"), action);
  }

  static Endpoint post(Action action) {
    return new Endpoint(List.of("OPTIONS", "POST"), action);
  }

  Reply answer(Request request) throws IOException {
    String method = request.method();
    if (!methods.contains(method)) {
      return Reply.methodNotAllowed(methods);
    }
    return method.equals("OPTIONS")
        ? Reply.empty(204).with("Allow", String.join(", ", methods))
        : action.answer(request);
  }

  /// Answers a request whose method is one of those taken.
  interface Action {
    Reply answer(Request request) throws IOException;
  }
}
