package gatehouse.control;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The declarative document in a request to `POST /config`: the body itself, or the value `config`
/// of a JSON object or a form.
final class ConfigText {
  private static final String FIELD = "config";
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // What bounds the request bounds its texts.
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private ConfigText() {}

  /// The document; null if there is none.
  static byte @Nullable [] of(Request request) throws IOException {
    byte[] body = request.body();
    return switch (request.mediaType()) {
      case "application/json" -> json(body);
      case "application/x-www-form-urlencoded" -> form(body);
      case "multipart/form-data" -> multipart(body, request.header("Content-Type"));
      default -> body;
    };
  }

  /// The string `config` of an object, else the body as it is: whether that is a document is for
  /// the loader to say, which names the place of what is wrong.
  private static byte[] json(byte[] body) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return body;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = parser.currentName().equals(FIELD);
        JsonToken value = parser.nextToken();
        if (wanted && value == JsonToken.VALUE_STRING) {
          return parser.getString().getBytes(StandardCharsets.UTF_8);
        }
        parser.skipChildren();
      }
      return body;
    } catch (JacksonException e) {
      return body;
    }
  }

  /// A tool that posts a file as it is often says that it is a form.
  private static byte[] form(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (!text.startsWith(FIELD + "=")) {
      return body;
    }
    try {
      return URLDecoder.decode(
              text.substring(FIELD.length() + 1).split("&", 2)[0], StandardCharsets.UTF_8)
          .getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return body;
    }
  }

  /// The part named `config` (RFC 7578); null if there is none.
  private static byte @Nullable [] multipart(byte[] body, @Nullable String contentType) {
    String boundary = boundary(contentType);
    if (boundary == null) {
      return null;
    }
    // One character for each byte, so that places in the text are places in the body.
    String text = new String(body, StandardCharsets.ISO_8859_1);
    int part = text.indexOf("--" + boundary);
    while (part >= 0) {
      int content = text.indexOf("\r\n\r\n", part);
      int end = content < 0 ? -1 : text.indexOf("\r\n--" + boundary, content);
      if (end < 0) {
        return null;
      }
      if (text.substring(part, content).contains("name=\"" + FIELD + "\"")) {
        return Arrays.copyOfRange(body, content + 4, Math.max(content + 4, end));
      }
      part = end + 2;
    }
    return null;
  }

  private static @Nullable String boundary(@Nullable String contentType) {
    int at = contentType == null ? -1 : contentType.indexOf("boundary=");
    if (contentType == null || at < 0) {
      return null;
    }
    String value = contentType.substring(at + "boundary=".length()).split(";", 2)[0].strip();
    return value.startsWith("\"") && value.endsWith("\"") && value.length() > 1
        ? value.substring(1, value.length() - 1)
        : value;
  }
}
