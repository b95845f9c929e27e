package gatehouse.control;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An answer of the Admin API.
///
/// @param headers besides Content-Type and Content-Length
record Reply(int status, String contentType, Map<String, String> headers, Body body) {
  static final JsonMapper JSON = JsonMapper.shared();

  static final String JSON_TYPE = "application/json; charset=utf-8";

  static Reply json(int status, JsonNode body) {
    return new Reply(status, JSON_TYPE, Map.of(), out -> out.write(JSON.writeValueAsBytes(body)));
  }

  /// The body `{"message": …}`.
  static Reply message(int status, String message) {
    return json(status, JSON.createObjectNode().put("message", message));
  }

  static Reply empty(int status) {
    return new Reply(status, "", Map.of(), _ -> {});
  }

  static Reply stream(int status, String contentType, Body body) {
    return new Reply(status, contentType, Map.of(), body);
  }

  static Reply notFound() {
    return message(404, "Not found");
  }

  static Reply methodNotAllowed(List<String> allowed) {
    return message(405, "Method not allowed").with("Allow", String.join(", ", allowed));
  }

  /// An error of Kong's table.
  static Reply error(int status, int code, String name, String message) {
    ObjectNode error = JSON.createObjectNode();
    error.put("code", code).put("name", name).put("message", message);
    return json(status, error);
  }

  Reply with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Reply(status, contentType, Map.copyOf(more), body);
  }

  /// Writes a body, once.
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }
}
