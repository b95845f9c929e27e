package gatehouse.plugin.transform;

import gatehouse.model.Route;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The path that a template has made.
final class UpstreamUri {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private UpstreamUri() {}

  /// Escapes what a path may not hold, and the two characters that would end it; escapes stay.
  ///
  /// @param bytes one character for each byte; null if a claim is missing
  /// @param route what it allows in paths, it allows in this one too
  /// @throws IllegalArgumentException if it is no path, or may mean another one to the service
  static String escaped(@Nullable String bytes, @Nullable Route route) {
    if (bytes == null) {
      throw new IllegalArgumentException("a claim that the path needs is missing");
    }
    if (!bytes.startsWith("/")) {
      throw new IllegalArgumentException("a path that does not start with a slash");
    }
    String lower = bytes.toLowerCase(Locale.ROOT);
    boolean slashes = route != null && route.allowEncodedSlash();
    boolean parameters = route != null && route.allowPathParameters();
    if (lower.contains("%2f") && !slashes
        || (lower.contains("%3b") || lower.contains(";")) && !parameters) {
      throw new IllegalArgumentException("a path with an escaped slash or with parameters");
    }
    StringBuilder path = new StringBuilder(bytes.length() + 8);
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      if (isPlain(c)) {
        path.append(c);
      } else {
        path.append('%').append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
      }
    }
    return path.toString();
  }

  private static boolean isPlain(char c) {
    return c >= '0' && c <= '9'
        || (c | 0x20) >= 'a' && (c | 0x20) <= 'z'
        || "!$&'()*+,/:;=@[]-_.~%".indexOf(c) >= 0;
  }
}
