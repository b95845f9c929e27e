package gatehouse.app;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One stage of a regression test in go-ftw's format: the bytes to send and what must come of them.
///
/// @param name rule and number of the test
/// @param status null when it does not matter
@SuppressWarnings("ArrayRecordComponent") // never compared
record FtwStage(
    String name,
    byte[] request,
    Set<String> expectIds,
    Set<String> noExpectIds,
    @Nullable String matchRegex,
    @Nullable String noMatchRegex,
    @Nullable Integer status,
    boolean expectError) {

  static FtwStage of(String name, JsonNode stage) {
    JsonNode output = stage.path("output");
    JsonNode log = output.path("log");
    return new FtwStage(
        name,
        request(stage.path("input")),
        ids(log.path("expect_ids")),
        ids(log.path("no_expect_ids")),
        text(log.get("match_regex")),
        text(log.get("no_match_regex")),
        output.has("status") ? output.get("status").asInt() : null,
        output.path("expect_error").asBoolean(false));
  }

  /// A request of which nothing is demanded.
  static FtwStage of(String name, byte[] request) {
    return new FtwStage(name, request, Set.of(), Set.of(), null, null, null, false);
  }

  private static @Nullable String text(@Nullable JsonNode node) {
    return node == null ? null : node.asString();
  }

  private static Set<String> ids(JsonNode list) {
    Set<String> ids = new HashSet<>();
    list.forEach(id -> ids.add(id.asString()));
    return ids;
  }

  private static byte[] request(JsonNode input) {
    JsonNode encoded = input.get("encoded_request");
    if (encoded != null && !encoded.asString().isEmpty()) {
      return Base64.getMimeDecoder().decode(encoded.asString());
    }
    byte[] body = input.path("data").asString("").getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder();
    head.append(input.path("method").asString("GET"))
        .append(' ')
        .append(input.path("uri").asString("/"))
        .append(' ')
        .append(input.path("version").asString("HTTP/1.1"))
        .append("\r\n");
    headers(input, body).forEach((name, value) -> head.append(field(name, value)));
    head.append("\r\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static String field(String name, String value) {
    return name + ": " + value + "\r\n";
  }

  /// Sorted by name, as the format's own runner sends them.
  private static Map<String, String> headers(JsonNode input, byte[] body) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    input
        .path("headers")
        .properties()
        .forEach(field -> headers.put(field.getKey(), field.getValue().asString()));
    if (input.path("autocomplete_headers").asBoolean(true)) {
      headers.putIfAbsent("Connection", "close");
      if (body.length > 0) {
        headers.putIfAbsent("Content-Type", "application/x-www-form-urlencoded");
        headers.putIfAbsent("Content-Length", String.valueOf(body.length));
      }
    }
    return headers;
  }
}
