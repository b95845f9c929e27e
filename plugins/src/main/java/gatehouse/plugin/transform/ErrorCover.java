package gatehouse.plugin.transform;

import gatehouse.plugin.inspect.Validators;
import gatehouse.spi.BodyFilter;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Response;
import java.nio.charset.StandardCharsets;

/// Puts a message that says nothing in place of what a service tells about its own failure: traces,
/// addresses and paths are of use to its developers and to attackers.
final class ErrorCover implements BodyFilter {
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final HeaderName[] OF_THE_BODY = {
    HeaderName.of("Content-Encoding"),
    HeaderName.of("Content-Language"),
    HeaderName.of("Content-Disposition"),
    HeaderName.of("Content-Range")
  };

  private final byte[] message;

  private ErrorCover(byte[] message) {
    this.message = message;
  }

  /// Whether the service has failed; what Gatehouse says itself is plain enough.
  static boolean isDue(Response response) {
    return response.status() >= 500 && response.source() == Response.Source.SERVICE;
  }

  /// Tells of the new body instead of the service's.
  static void label(Headers headers) {
    for (HeaderName name : OF_THE_BODY) {
      headers.remove(name);
    }
    Validators.drop(headers);
    headers.set(CONTENT_TYPE, "application/json; charset=utf-8");
  }

  static ErrorCover of(Exchange x) {
    String json =
        "{\"message\":\"%s\",\"request_id\":\"%s\"}"
            .formatted(message(x.response().status()), x.id());
    return new ErrorCover(json.getBytes(StandardCharsets.US_ASCII));
  }

  /// Kong's texts.
  private static String message(int status) {
    return switch (status) {
      case 500 -> "An unexpected error occurred";
      case 501 -> "Not implemented";
      case 502 -> "An invalid response was received from the upstream server";
      case 503 -> "The upstream server is currently unavailable";
      case 504 -> "The upstream server is timing out";
      default -> "The upstream server responded with " + status;
    };
  }

  @Override
  public void chunk(byte[] bytes, int from, int to, Output out) {
    // Nobody gets it.
  }

  @Override
  public void end(Output out) {
    out.write(message, 0, message.length);
  }
}
