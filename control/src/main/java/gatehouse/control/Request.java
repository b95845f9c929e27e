package gatehouse.control;

import com.sun.net.httpserver.HttpExchange;
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

  private final HttpExchange exchange;
  private final int largestBody;
  private final List<String> segments;

  Request(HttpExchange exchange, int largestBody) {
    this.exchange = exchange;
    this.largestBody = largestBody;
    this.segments = segments(exchange.getRequestURI().getRawPath());
  }

  String method() {
    return exchange.getRequestMethod();
  }

  /// Address and port at the other end.
  String peer() {
    return exchange.getRemoteAddress().getAddress().getHostAddress()
        + ':'
        + exchange.getRemoteAddress().getPort();
  }

  /// The path's parts, decoded; without the empty one after a trailing slash.
  List<String> segments() {
    return segments;
  }

  /// The first value of a header field; null if there is none.
  @Nullable String header(String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  /// How many fields of that name there are.
  int count(String name) {
    List<String> values = exchange.getRequestHeaders().get(name);
    return values == null ? 0 : values.size();
  }

  /// The media type in lower case, without parameters; empty if there is none.
  String mediaType() {
    String type = header("Content-Type");
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /// The value of a query argument; empty if it has none, null if it is absent.
  @Nullable String argument(String name) {
    String query = exchange.getRequestURI().getRawQuery();
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
    try (InputStream in = exchange.getRequestBody()) {
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

  /// The JDK's server has refused malformed escapes already.
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// The body exceeds the bound.
  static final class TooLarge extends RuntimeException {
    TooLarge() {
      super(null, null, false, false);
    }
  }
}
