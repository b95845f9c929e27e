package gatehouse.flow;

import gatehouse.decode.ListValue;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A client's wish to speak WebSocket (RFC 6455, section 4), and what a service must answer for a
/// tunnel to open.
///
/// @param accept the only right value of Sec-WebSocket-Accept
record WebSocketUpgrade(String accept) {
  private static final HeaderName CONNECTION = HeaderName.of("Connection");
  private static final HeaderName UPGRADE = HeaderName.of("Upgrade");
  private static final HeaderName KEY = HeaderName.of("Sec-WebSocket-Key");
  private static final HeaderName ACCEPT = HeaderName.of("Sec-WebSocket-Accept");
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /// The wish in a request; null if it holds none or an invalid one, which is then an ordinary
  /// request.
  static @Nullable WebSocketUpgrade of(Request request) {
    Headers headers = request.headers();
    String upgrade = headers.get(UPGRADE);
    if (upgrade == null || !upgrade.equalsIgnoreCase("websocket")) {
      return null;
    }
    String connection = headers.joined(CONNECTION);
    String key = headers.get(KEY);
    boolean valid =
        connection != null
            && ListValue.has(connection, "upgrade")
            && request.method().equals("GET")
            && request.version().equals("1.1")
            && headers.count(UPGRADE) == 1
            && headers.count(KEY) == 1;
    return valid && key != null ? new WebSocketUpgrade(acceptFor(key.strip())) : null;
  }

  /// Whether the service's 101 is the answer to this wish.
  boolean isAcceptedBy(Headers answer) {
    String upgrade = answer.get(UPGRADE);
    return upgrade != null
        && upgrade.equalsIgnoreCase("websocket")
        && answer.count(ACCEPT) == 1
        && accept.equals(answer.get(ACCEPT));
  }

  private static String acceptFor(String key) {
    try {
      // RFC 6455 prescribes SHA-1 here; it protects nothing.
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
