package gatehouse.plugin.log.trace;

import gatehouse.spi.LogEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Log records in OTLP (`logs.proto`): the record of each request, and the lines of the gateway's
/// own log.
final class OtlpLogs {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int TIME = 1;
  private static final int SEVERITY = 2;
  private static final int SEVERITY_TEXT = 3;
  private static final int BODY = 5;
  private static final int ATTRIBUTES = 6;
  private static final int TRACE_ID = 9;
  private static final int SPAN_ID = 10;
  private static final int OBSERVED = 11;
  private static final int STRING = 1;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int PREFIX = 3 * Long.BYTES;
  private static final int REQUEST_ID = 32;
  private static final int SERVER_ERROR = 500;

  /// What becomes an attribute, so that it can be looked for: a pointer into the record.
  private static final Map<String, String> TOLD =
      Map.of(
          "kong.request.id", "/request/id",
          "http.request.method", "/request/method",
          "url.path", "/request/uri",
          "http.response.status_code", "/response/status",
          "client.address", "/client_ip",
          "kong.service.name", "/service/name",
          "kong.route.name", "/route/name",
          "kong.auth.consumer.name", "/consumer/username");

  private OtlpLogs() {}

  /// An entry of the queue: the record of a request behind the ids of its trace.
  static byte[] entry(@Nullable Trace trace, byte[] json) {
    ByteBuffer entry = ByteBuffer.allocate(PREFIX + json.length);
    entry.putLong(trace == null ? 0 : trace.id().high());
    entry.putLong(trace == null ? 0 : trace.id().low());
    entry.putLong(trace == null ? 0 : trace.span());
    return entry.put(json).array();
  }

  /// Completes entries: the record by Lua, then the whole in OTLP.
  static UnaryOperator<byte[]> finishing(UnaryOperator<byte[]> record) {
    return entry -> {
      ByteBuffer buffer = ByteBuffer.wrap(entry);
      long high = buffer.getLong();
      long low = buffer.getLong();
      long span = buffer.getLong();
      byte[] json = new byte[buffer.remaining()];
      buffer.get(json);
      return request(TraceId.of(high, low, 2 * Long.BYTES), span, record.apply(json));
    };
  }

  private static byte[] request(@Nullable TraceId trace, long span, byte[] json) {
    JsonNode record = JSON.readTree(json);
    int status = record.at("/response/status").asInt(0);
    long time = record.path("started_at").asLong(0) * NANOS_PER_MILLI;
    Proto out = new Proto().fixed64(TIME, time).fixed64(OBSERVED, time);
    severity(out, status >= SERVER_ERROR ? "ERROR" : "INFO");
    out.message(BODY, new Proto().bytes(STRING, json));
    TOLD.forEach((key, pointer) -> {
      JsonNode value = record.at(pointer);
      if (value.isIntegralNumber()) {
        Otlp.attribute(out, ATTRIBUTES, key, value.asLong());
      } else if (value.isString()) {
        Otlp.attribute(out, ATTRIBUTES, key, value.asString());
      }
    });
    if (trace != null) {
      out.id(TRACE_ID, trace.high(), trace.low()).id(SPAN_ID, span);
    }
    return Otlp.item(out);
  }

  /// A line of the gateway's own log. Lines about a request begin with its id.
  static byte[] line(LogEvent event) {
    String message = event.message();
    long time = event.millis() * NANOS_PER_MILLI;
    Proto out = new Proto().fixed64(TIME, time).fixed64(OBSERVED, time);
    severity(out, event.level());
    out.message(BODY, new Proto().bytes(STRING, message.getBytes(StandardCharsets.UTF_8)));
    Otlp.attribute(out, ATTRIBUTES, "log.logger", event.logger());
    if (message.length() > REQUEST_ID
        && message.charAt(REQUEST_ID) == ' '
        && Hex.isHex(message, 0, REQUEST_ID)) {
      Otlp.attribute(out, ATTRIBUTES, "kong.request.id", message.substring(0, REQUEST_ID));
    }
    return Otlp.item(out);
  }

  private static void severity(Proto out, String level) {
    int number =
        switch (level) {
          case "ERROR" -> 17;
          case "WARN" -> 13;
          case "INFO" -> 9;
          default -> 5;
        };
    out.varint(SEVERITY, number).text(SEVERITY_TEXT, level);
  }
}
