package gatehouse.control;

import gatehouse.serve.OwnExchange;
import gatehouse.spi.HeaderName;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A request of the Admin API. Its body is read only by who needs it.
final class Request {
  private static final int MOST_SEGMENTS = 16;

  private final OwnExchange exchange;
  private final int largestBody;
  private final List<String> segments;

  Request(OwnExchange exchange, int largestBody) {
    this.exchange = exchange;
    this.largestBody = largestBody;
    this.segments = segments(exchange.path());
  }

  String method() {
    return exchange.method();
  }

  /// Address and port at the other end.
  String peer() {
    return exchange.peer();
  }

  /// The path's parts, decoded; without the empty one after a trailing slash.
  List<String> segments() {
    return segments;
  }

  /// The first value of a header field; null if there is none.
  @Nullable String header(String name) {
    return exchange.headers().get(HeaderName.of(name));
  }

  /// The host that was asked for, in lower case; null if the request names none.
  @Nullable String host() {
    return exchange.host();
  }

  /// The host and port that were asked for; null if the request names none.
  @Nullable String authority() {
    return exchange.authority();
  }

  /// The media type in lower case, without parameters; empty if there is none.
  String mediaType() {
    String type = header("Content-Type");
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /// The value of a query argument; empty if it has none, null if it is absent.
  @Nullable String argument(String name) {
    String query = exchange.query();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      String[] parts = pair.split("=", 2);
      if (decoded(parts[0].replace('+', ' ')).equals(name)) {
        return parts.length == 1 ? "" : decoded(parts[1].replace('+', ' '));
      }
    }
    return null;
  }

  /// Whether a query argument says yes, as in `?check_hash=1`.
  boolean flag(String name) {
    String value = argument(name);
    return value != null && (value.equals("1") || value.equals("true"));
  }

  /// The whole body.
  ///
  /// @throws TooLarge if it exceeds the bound
  byte[] body() throws IOException {
    try (InputStream in = exchange.body()) {
      byte[] body = in.readNBytes(largestBody + 1);
      if (body.length > largestBody) {
        throw new TooLarge();
      }
      return body;
    }
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String part : path.split("/", MOST_SEGMENTS)) {
      if (!part.isEmpty()) {
        segments.add(decoded(part));
      }
    }
    return segments;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw new Malformed();
    }
  }

  /// An escape in the target is none.
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed() {
      super(null, null, false, false);
    }
  }

  /// The body exceeds the bound.
  static final class TooLarge extends RuntimeException {
    TooLarge() {
      super(null, null, false, false);
    }
  }
}
