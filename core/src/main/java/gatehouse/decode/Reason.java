package gatehouse.decode;

import io.netty.handler.codec.http.HttpResponseStatus;

/// The reason phrases of statuses.
final class Reason {
  private static final String[] PHRASES = new String[600];

  static {
    for (int status = 100; status < 600; status++) {
      PHRASES[status] = HttpResponseStatus.valueOf(status).reasonPhrase();
    }
  }

  private Reason() {}

  static String of(int status) {
    return status >= 100 && status < 600 ? PHRASES[status] : "Unknown";
  }
}
