package gatehouse.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Field names that most messages have, so that reading one makes no new text. A miss costs nothing
/// but the text.
final class KnownNames {
  private static final String[] NAMES = {
    "Host",
    "User-Agent",
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Accept-Ranges",
    "Age",
    "Allow",
    "Authorization",
    "Cache-Control",
    "Connection",
    "Content-Encoding",
    "Content-Language",
    "Content-Length",
    "Content-Range",
    "Content-Type",
    "Cookie",
    "Date",
    "DNT",
    "ETag",
    "Expect",
    "Expires",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "Keep-Alive",
    "Last-Modified",
    "Link",
    "Location",
    "Origin",
    "Pragma",
    "Priority",
    "Range",
    "Referer",
    "Retry-After",
    "Sec-Ch-Ua",
    "Sec-Ch-Ua-Mobile",
    "Sec-Ch-Ua-Platform",
    "Sec-Fetch-Dest",
    "Sec-Fetch-Mode",
    "Sec-Fetch-Site",
    "Sec-Fetch-User",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Version",
    "Server",
    "Set-Cookie",
    "Strict-Transport-Security",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Upgrade-Insecure-Requests",
    "Vary",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "X-Request-ID",
    "X-Requested-With",
    "apikey",
    "traceparent",
    "tracestate",
  };

  private static final int SLOTS = 512;
  private static final @Nullable Name[] TABLE = new Name[SLOTS];

  static {
    for (String name : NAMES) {
      String lower = name.toLowerCase(Locale.ROOT).intern();
      put(new Name(lower, name, name.getBytes(StandardCharsets.ISO_8859_1)));
      if (!lower.equals(name)) {
        put(new Name(lower, lower, lower.getBytes(StandardCharsets.ISO_8859_1)));
      }
    }
  }

  /// A name in both forms.
  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  record Name(String lower, String spelled, byte[] bytes) {}

  private KnownNames() {}

  /// The name made of those bytes, or null if it is not a known one.
  static @Nullable Name find(byte[] head, int from, int to) {
    int slot = slot(head, from, to);
    Name name = TABLE[slot];
    while (name != null && !Arrays.equals(name.bytes, 0, name.bytes.length, head, from, to)) {
      slot = slot + 1 & SLOTS - 1;
      name = TABLE[slot];
    }
    return name;
  }

  private static void put(Name name) {
    int slot = slot(name.bytes, 0, name.bytes.length);
    while (TABLE[slot] != null) {
      slot = slot + 1 & SLOTS - 1;
    }
    TABLE[slot] = name;
  }

  private static int slot(byte[] bytes, int from, int to) {
    int length = to - from;
    int hash = length * 31 + bytes[from];
    hash = hash * 31 + bytes[to - 1];
    hash = hash * 31 + bytes[from + length / 2];
    return (hash ^ hash >>> 9) & SLOTS - 1;
  }
}
